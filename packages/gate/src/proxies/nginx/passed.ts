import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { names } from '../folder.ts';

/** From then on the file is made empty. Bytes. */
const FULL = 10_000_000;

/** One mark and the end of its line, for each request that passed. */
const [UNSAFE, END] = ['u'.charCodeAt(0), '\n'.charCodeAt(0)];

/** What has passed since it was first looked at. */
export interface Passed {
  readonly requests: number | null;
  readonly writes: number | null;
}

const unknown: Passed = { requests: null, writes: null };

/**
 * Counts what nginx let through, by the marks that it writes where `print-config --count` was included. Until
 * there is one it isn't known whether it was.
 *
 * @example await marksIn('/var/lib/lull-gate/shop')() // { requests: 12, writes: 3 }
 */
export function marksIn(folder: string): () => Promise<Passed> {
  let read: number | null = null;
  let isOn = false;
  const total = { requests: 0, writes: 0 };
  return async () => {
    const file = await open(join(folder, names.passed), 'r+').catch(() => null);
    if (file === null) return unknown;
    try {
      const { size } = await file.stat();
      isOn ||= size > 0;
      // A shorter file was emptied.
      const from = read === null ? size : size < read ? 0 : read;
      const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
      for (const byte of buffer.subarray(0, bytesRead)) {
        if (byte === END) total.requests += 1;
        if (byte === UNSAFE) total.writes += 1;
      }
      read = from + bytesRead;
      if (read > FULL) await file.truncate().then(() => (read = 0));
    } finally {
      await file.close();
    }
    return isOn ? { ...total } : unknown;
  };
}
