import { readSync } from 'node:fs';
import { afterMark, BLOCK_PADDING, type Block, LONGEST_LINE } from './blocks.ts';

const NEWLINE = 10;
/** The kernel copies whole pages much faster; a line seldom reaches further into the next part. */
const PAGE = 4096;

/** A part of a file, from a multiple of 4,096 on: the lines that begin in [from, to) belong to it. */
export interface Part {
  readonly from: number;
  readonly to: number;
  /** Bytes of the whole file. */
  readonly size: number;
}

/** A buffer in which the lines of a part fit, with what is looked at after its end. */
export function partBuffer(length: number): Buffer {
  return Buffer.alloc(PAGE + length + LONGEST_LINE + 2 + BLOCK_PADDING);
}

/**
 * Reads the lines of a part. They are found by the line ends in it, so that parts can be read in any order,
 * and by different threads: each line of the file is in exactly one part.
 */
export function readPart(file: number, { from, to, size }: Part, bytes: Buffer): Block {
  const base = from > 0 ? from - PAGE : 0;
  let filled = readTo(file, bytes, 0, Math.min(to + PAGE, size) - base, base);
  const before = from > 0 ? lineEnd(bytes, from - base - 1, filled) : -1;
  const start = from > 0 ? before + 1 : afterMark(bytes);
  const limit = Math.min(to - base, filled);
  if (start >= limit || (from > 0 && before < 0)) return { bytes, start: 0, end: 0 };
  let last = lineEnd(bytes, limit - 1, filled);
  if (last < 0) {
    filled = readTo(file, bytes, filled, Math.min(to + LONGEST_LINE + 2, size) - base, base);
    last = lineEnd(bytes, limit - 1, filled);
  }
  return { bytes, start, end: last < 0 ? filled : last + 1 };
}

function lineEnd(bytes: Buffer, from: number, filled: number): number {
  const found = bytes.indexOf(NEWLINE, from);
  return found < filled ? found : -1;
}

/**
 * Fills the buffer from `from` to `to` with what lies there in the file behind `base`; gives how far it came.
 */
function readTo(file: number, bytes: Buffer, from: number, to: number, base: number): number {
  let filled = from;
  while (filled < to) {
    const count = readSync(file, bytes, filled, to - filled, base + filled);
    if (count === 0) break;
    filled += count;
  }
  return filled;
}
