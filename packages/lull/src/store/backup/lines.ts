import { createHash } from 'node:crypto';
import { badBackup } from './format.ts';

/** One line of a backup. */
export interface Line {
  readonly value: unknown;
  /** SHA-256 of everything before this line, hex. */
  sha256Before(): string;
}

/** Longer than any row can be. */
const LONGEST = 512 * 2 ** 20;

const NEWLINE = 0x0a;

/**
 * The lines of a backup, read as JSON.
 *
 * @throws LullError `bad-backup` where a line is no JSON
 */
export async function* backupLines(input: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  const sha256 = createHash('sha256');
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let number = 0;
  for await (const bytes of split(input)) {
    number += 1;
    yield { value: parse(decoder, bytes, number), sha256Before: () => sha256.copy().digest('hex') };
    sha256.update(bytes);
  }
}

/** Each with its newline; the last may lack it. */
async function* split(input: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of input) {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      yield Buffer.concat([...parts, chunk.subarray(from, at + 1)]);
      parts = [];
      length = 0;
      from = at + 1;
    }
    parts.push(chunk.subarray(from));
    length += chunk.length - from;
    if (length > LONGEST) throw badBackup('has a line that is longer than any of ours');
  }
  if (length > 0) yield Buffer.concat(parts);
}

function parse(decoder: TextDecoder, bytes: Uint8Array, number: number): unknown {
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch {
    throw badBackup(`is damaged in line ${number}`);
  }
}
