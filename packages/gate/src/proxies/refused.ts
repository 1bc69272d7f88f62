import { stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import type { Counts } from '../follow/contract.ts';
import type { Serving } from './contract.ts';
import { names } from './folder.ts';
import { kindOf } from './serving.ts';

/** From then on the file is made empty. Bytes. */
const FULL = 10_000_000;

/** What a proxy writes for each request that it refuses by itself: a dot and the end of a line. Bytes. */
const LINE = 2;

/**
 * Counts what a proxy refused by itself, by the length of a file that it writes one short line into for each.
 *
 * @example await refusedIn(folder, gate.counts).count(serving);
 */
export function refusedIn(
  folder: string,
  counts: Counts,
): { readonly count: (serving: Serving) => Promise<void> } {
  const path = join(folder, names.refused);
  let seen: number | null = null;
  return {
    count: async (serving) => {
      const size = await stat(path).then(
        (file) => file.size,
        () => 0,
      );
      // The first look only tells where to begin; a shorter file was emptied.
      const more = seen === null ? 0 : size < seen ? size : size - seen;
      seen = size;
      for (let i = 0; i < more / LINE; i += 1) counts.refused(kindOf(serving));
      if (serving.does === 'open' && size > FULL) await truncate(path).then(() => (seen = 0));
    },
  };
}
