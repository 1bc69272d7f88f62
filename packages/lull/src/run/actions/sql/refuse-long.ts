import type { Duplex } from 'node:stream';

/** No message is longer: it would have to be in memory as a whole. Bytes. */
const LONGEST = 16 * 1024 * 1024;

/** A message of PostgreSQL's protocol begins with its kind and its length, which counts itself. Bytes. */
const HEAD = 5;
const KIND = 1;

/**
 * Breaks a connection to PostgreSQL off as soon as a message begins that is too long to be held: one row with
 * a value of a gigabyte.
 *
 * @param stream on which the next byte is the first one of a message
 * @example refuseLong(socket);
 */
export function refuseLong(stream: Duplex): void {
  let head: Buffer = Buffer.alloc(0);
  let left = 0;
  stream.on('data', (bytes: Buffer) => {
    for (let at = 0; at < bytes.length; ) {
      if (left > 0) {
        const part = Math.min(left, bytes.length - at);
        left -= part;
        at += part;
        continue;
      }
      const part = bytes.subarray(at, at + HEAD - head.length);
      at += part.length;
      head = head.length === 0 ? part : Buffer.concat([head, part]);
      if (head.length < HEAD) return;
      const length = head.readUInt32BE(KIND);
      if (length > LONGEST) {
        stream.destroy(new Error(`it answered with more than ${LONGEST / 1024 ** 2} MiB in one piece`));
        return;
      }
      left = length - (HEAD - KIND);
      head = Buffer.alloc(0);
    }
  });
}
