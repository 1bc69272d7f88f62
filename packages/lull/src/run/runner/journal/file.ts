import {
  closeSync,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { LullError } from '../../../errors.ts';

/** A file that lines are only ever added to; each is on the disk before it counts. */
export interface LineFile {
  /** @throws the disk's error; then the file is as it was before */
  append(value: unknown): void;
  close(): void;
}

/**
 * Opens such a file, made where it isn't there, for its owner only. A last line that was cut off, by a kill
 * or a power cut, was never acknowledged: it is taken away.
 *
 * @returns the file and the lines that it holds
 * @throws LullError `journal-damaged` when a whole line isn't what was written
 * @example const { file, lines } = openLines('/var/lib/lull/runs/k2-0.journal');
 */
export function openLines(path: string): { readonly file: LineFile; readonly lines: readonly unknown[] } {
  const descriptor = openSync(path, 'a+', 0o600);
  try {
    const { lines, length, size } = readLines(path);
    let good = length;
    let isTorn = size > good;
    if (good === 0) syncFolder(dirname(path));
    const file: LineFile = {
      append(value) {
        const bytes = lineOf(value);
        // Behind half a line the next one would be unreadable.
        if (isTorn) ftruncateSync(descriptor, good);
        isTorn = true;
        for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
        fdatasyncSync(descriptor);
        isTorn = false;
        good += bytes.length;
      },
      close: () => closeSync(descriptor),
    };
    return { file, lines };
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/**
 * Replaces a file as a whole by one line.
 *
 * @throws the disk's error; then the old file is there
 */
export function replaceByLine(path: string, value: unknown): void {
  const other = `${path}.new`;
  try {
    const descriptor = openSync(other, 'w', 0o600);
    try {
      writeFileSync(descriptor, lineOf(value));
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(other, path);
  } catch (error) {
    try {
      unlinkSync(other);
    } catch {
      // It wasn't made.
    }
    throw error;
  }
  syncFolder(dirname(path));
}

/** The checksum tells a line that was written from what a disk may have put in its place. */
function lineOf(value: unknown): Buffer {
  const text = JSON.stringify(value);
  return Buffer.from(`${checksum(text)} ${text}\n`);
}

const checksum = (text: string): string => crc32(text).toString(16).padStart(8, '0');

function readLines(path: string): { lines: unknown[]; length: number; size: number } {
  const bytes = readFileSync(path);
  const lines: unknown[] = [];
  let at = 0;
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, at)) {
    const text = bytes.toString('utf8', at + 9, end);
    if (bytes.toString('utf8', at, at + 9) !== `${checksum(text)} `) break;
    lines.push(JSON.parse(text));
    at = end + 1;
  }
  // A line that was cut off has no end; one that has an end was acknowledged.
  if (bytes.includes(10, at)) throw damaged(path, lines.length + 1);
  return { lines, length: at, size: bytes.length };
}

/** The error for a journal that holds what it can't. */
export function damaged(path: string, line: number): LullError {
  return new LullError(
    'journal-damaged',
    `The journal ${path} is damaged at line ${line}: nobody knows what was done of this run on this host.`,
    'Look at what the steps did, bring it to an end by hand, and move the file away.',
    { file: path, line },
  );
}

function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
