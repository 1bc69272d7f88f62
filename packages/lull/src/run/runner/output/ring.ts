/** The last bytes of what was put in, in memory that was taken once. */
export interface Ring {
  push(bytes: Uint8Array): void;
  /** What is kept, in its order. */
  read(): Buffer;
  /** How many bytes were put in and are gone. */
  dropped(): number;
}

/**
 * A ring for the last bytes of something that may be endless.
 *
 * @param size how many bytes are kept
 * @example const ring = makeRing(4); ring.push(Buffer.from('abcdef')); String(ring.read()) === 'cdef'
 */
export function makeRing(size: number): Ring {
  const buffer = Buffer.allocUnsafe(size);
  let total = 0;
  return {
    push(bytes) {
      const part = bytes.subarray(Math.max(0, bytes.length - size));
      const at = (total + bytes.length - part.length) % size;
      const first = part.subarray(0, size - at);
      buffer.set(first, at);
      buffer.set(part.subarray(first.length), 0);
      total += bytes.length;
    },
    read() {
      const at = total % size;
      if (total <= size) return Buffer.from(buffer.subarray(0, total));
      return Buffer.concat([buffer.subarray(at), buffer.subarray(0, at)]);
    },
    dropped: () => Math.max(0, total - size),
  };
}
