import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pages, Serving } from './contract.ts';
import { names, pointedTo, pointTo } from './folder.ts';
import { flagsOf } from './pages.ts';
import { isSame } from './serving.ts';

/** A proxy's link to the pages in force. */
export interface Link {
  flip(serving: Serving): Promise<void>;
  holds(serving: Serving): Promise<boolean>;
}

/**
 * Flips a proxy that looks for a file below a link: the link leads to the pages in force, where
 * files say what is refused. One step flips it, pages and all, and it outlives everybody's restart.
 *
 * @example await linkIn(folder, pages).flip(serving);
 */
export function linkIn(folder: string, pages: Pages): Link {
  let flipped: { readonly serving: Serving; readonly target: string } | null = null;
  return {
    flip: async (serving) => {
      // Opened, it leads to pages all the same, for whoever was refused a moment ago.
      const target = await pages.ready(serving);
      await pointTo(folder, names.now, target);
      await pointTo(folder, names.on, serving.does === 'open' ? null : target);
      flipped = { serving, target };
    },
    holds: async (serving) => {
      if (flipped === null || !isSame(flipped.serving, serving)) return false;
      const { target } = flipped;
      const isOpen = serving.does === 'open';
      if ((await pointedTo(folder, names.now)) !== target) return false;
      if ((await pointedTo(folder, names.on)) !== (isOpen ? null : target)) return false;
      return isWhole(target, serving);
    },
  };
}

/** Whether the files are there that the proxy looks for. */
async function isWhole(target: string, serving: Serving): Promise<boolean> {
  const looked = flagsOf(serving).map((flag) =>
    stat(join(target, flag)).then(
      (file) => file.isFile(),
      () => false,
    ),
  );
  return (await Promise.all(looked)).every(Boolean);
}
