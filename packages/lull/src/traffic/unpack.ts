import {
  crc32,
  createInflateRaw,
  createZstdDecompress,
  type InflateRaw,
  type ZstdDecompress,
} from 'node:zlib';

/** Called with what is wrong with an archive, after all that could be read of it. */
type OnTorn = (why: string) => void;

const OUTPUT_CHUNK = 64 * 1024;
const torn = 'archive torn: it breaks off before its end';
const damaged = 'archive damaged: the rest cannot be unpacked';
const wrongChecksum = 'archive damaged: its checksum does not fit';
/** What is wrong with an archive that is whole and not alone in its file. */
export const GARBAGE = 'garbage after the end of the archive';

/** Whether bytes begin like a gzip member (RFC 1952, deflate). */
export function isGzip(head: Uint8Array): boolean {
  return head.length >= 3 && head[0] === 0x1f && head[1] === 0x8b && head[2] === 8;
}

/** Whether bytes begin like a Zstandard frame (RFC 8878). */
export function isZstd(head: Uint8Array): boolean {
  return head.length >= 4 && head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd;
}

/**
 * Unpacks gzip, one member or many. Node's own Gunzip loses up to a chunk of good output when garbage follows
 * or the file breaks off, so members are taken apart here and inflated raw, and their checksums verified (RFC
 * 1952, 2.3).
 */
export async function* gunzip(source: AsyncGenerator<Buffer>, onTorn: OnTorn): AsyncGenerator<Buffer> {
  const input = new Pending(source);
  for (let member = 0; await input.has(1); member++) {
    if (member > 0 && (await input.isPadding())) return;
    if ((await input.has(3)) && !isGzip(input.bytes)) return onTorn(GARBAGE);
    if (!(await skipHeader(input))) return onTorn(member > 0 && !isGzip(input.bytes) ? GARBAGE : torn);
    let checksum = 0;
    let length = 0;
    const inflated = unpack(createInflateRaw({ chunkSize: OUTPUT_CHUNK }), input);
    for await (const chunk of inflated) {
      checksum = crc32(chunk, checksum);
      length += chunk.length;
      yield chunk;
    }
    if (input.fault) return onTorn(input.fault);
    if (!(await input.has(8))) return onTorn(torn);
    const trailer = input.take(8);
    if (trailer.readUInt32LE(0) !== checksum || trailer.readUInt32LE(4) !== length % 2 ** 32) {
      return onTorn(wrongChecksum);
    }
  }
}

/** Unpacks Zstandard, one frame or many. */
export async function* unzstd(source: AsyncGenerator<Buffer>, onTorn: OnTorn): AsyncGenerator<Buffer> {
  const input = new Pending(source);
  for (let frame = 0; await input.has(1); frame++) {
    if (frame > 0 && (await input.isPadding())) return;
    await input.has(4);
    if (frame > 0 && !isZstd(input.bytes)) return onTorn(GARBAGE);
    yield* unpack(createZstdDecompress({ chunkSize: OUTPUT_CHUNK }), input);
    if (input.fault) return onTorn(input.fault);
  }
}

/** Takes a gzip header with its optional fields (RFC 1952, 2.3.1), or says that the input ends within it. */
async function skipHeader(input: Pending): Promise<boolean> {
  if (!(await input.has(10))) return false;
  const flags = input.take(10)[3]!;
  if (flags & 4) {
    if (!(await input.has(2))) return false;
    const extra = input.take(2).readUInt16LE(0);
    if (!(await input.has(extra))) return false;
    input.take(extra);
  }
  for (const text of [8, 16]) {
    if (flags & text && !(await skipText(input))) return false;
  }
  if (!(flags & 2)) return true;
  if (!(await input.has(2))) return false;
  input.take(2);
  return true;
}

async function skipText(input: Pending): Promise<boolean> {
  for (;;) {
    if (!(await input.has(1))) return false;
    if (input.take(1)[0] === 0) return true;
  }
}

/** Runs one member or frame through its engine; what lies after its end stays in the input. */
async function* unpack(engine: InflateRaw | ZstdDecompress, input: Pending): AsyncGenerator<Buffer> {
  const ready: Buffer[] = [];
  let state = 'running' as 'running' | 'ended' | 'failed';
  let wake = () => {};
  engine.on('data', (chunk: Buffer) => {
    ready.push(chunk);
    engine.pause();
    wake();
  });
  engine.on('end', () => {
    state = 'ended';
    wake();
  });
  engine.on('error', () => {
    state = 'failed';
    wake();
  });
  const running = () => state === 'running';
  let fed = 0;
  try {
    while (running()) {
      const more = await input.has(1);
      const chunk = more ? input.take(input.bytes.length) : Buffer.alloc(0);
      let consumed = false;
      const onConsumed = () => {
        consumed = true;
        wake();
      };
      fed += chunk.length;
      if (more) engine.write(chunk, onConsumed);
      else engine.end();
      const busy = () => running() && (!consumed || engine.bytesWritten < fed);
      while (ready.length > 0 || busy()) {
        if (ready.length === 0) await new Promise<void>((resolve) => (wake = resolve));
        while (ready.length > 0) yield ready.shift()!;
        engine.resume();
      }
      if (!running()) input.putBack(chunk.subarray(chunk.length - (fed - engine.bytesWritten)));
      if (!running() && state !== 'ended') input.fault = more ? damaged : torn;
    }
  } finally {
    engine.destroy();
  }
}

/** Compressed bytes that were read and not yet used. */
class Pending {
  bytes: Buffer = Buffer.alloc(0);
  fault: string | null = null;
  readonly #source: AsyncGenerator<Buffer>;

  constructor(source: AsyncGenerator<Buffer>) {
    this.#source = source;
  }

  async has(count: number): Promise<boolean> {
    while (this.bytes.length < count) {
      const next = await this.#source.next();
      if (next.done) return false;
      this.bytes = this.bytes.length > 0 ? Buffer.concat([this.bytes, next.value]) : next.value;
    }
    return true;
  }

  take(count: number): Buffer {
    const taken = this.bytes.subarray(0, count);
    this.bytes = this.bytes.subarray(count);
    return taken;
  }

  putBack(bytes: Buffer): void {
    this.bytes = this.bytes.length > 0 ? Buffer.concat([bytes, this.bytes]) : bytes;
  }

  /** Whether nothing but zero bytes follows: tapes and block devices pad archives with them. */
  async isPadding(): Promise<boolean> {
    while (this.bytes.every((byte) => byte === 0)) {
      this.bytes = Buffer.alloc(0);
      if (!(await this.has(1))) return true;
    }
    return false;
  }
}
