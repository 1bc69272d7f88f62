/** A longer line is not read. */
export const LONGEST_LINE = 64 * 1024;

/**
 * Bytes after a block's end that can be looked at: a scanner may look past the end of a line before it knows.
 */
export const BLOCK_PADDING = 64;

/** Whole lines in a buffer, from `start` to `end`, each with its line end except perhaps the last. */
export interface Block {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

const BLOCK = 1024 * 1024;
const NEWLINE = 10;

/**
 * Cuts chunks into blocks of whole lines. A block is good until the next one is asked for. Of a line that is
 * longer than `LONGEST_LINE` only so much is kept that it can be seen to be too long.
 */
export async function* blocksOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Block> {
  const bytes = Buffer.alloc(BLOCK + LONGEST_LINE + 2 + BLOCK_PADDING);
  let kept = 0;
  let cutting = false;
  let first = true;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; ) {
      if (cutting) {
        const newline = chunk.indexOf(NEWLINE, at);
        if (newline < 0) break;
        at = newline;
        cutting = false;
      }
      const piece = chunk.subarray(at, at + BLOCK + LONGEST_LINE + 2 - kept);
      piece.copy(bytes, kept);
      at += piece.length;
      const filled = kept + piece.length;
      const end = bytes.subarray(0, filled).lastIndexOf(NEWLINE) + 1;
      if (end > 0) {
        yield { bytes, start: first ? afterMark(bytes) : 0, end };
        first = false;
      }
      kept = filled - end;
      bytes.copyWithin(0, end, filled);
      if (kept > LONGEST_LINE + 1) {
        kept = LONGEST_LINE + 1;
        cutting = true;
      }
    }
  }
  if (kept > 0) yield { bytes, start: first ? Math.min(afterMark(bytes), kept) : 0, end: kept };
}

/** Where a file begins behind the byte order mark that some editors put into UTF-8. */
export function afterMark(bytes: Buffer): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}
