import { lull } from '../access/contract.ts';
import { occurrencesToMake } from '../downtime/series.ts';
import { extendSeries, loadSeries, seriesToExtend } from '../store/series-rows.ts';
import { DAY } from '../time/instant.ts';
import type { Keeper } from './contract.ts';
import { followSeries, MADE_AHEAD, makeSlots, type SeriesOutcome } from './series-occurrences.ts';
import { transact } from './transact.ts';

/**
 * Makes the downtimes of every series up to 35 days ahead. Whoever does it again makes none twice.
 *
 * @returns how many were made
 * @example await makeOccurrences(keeper)
 */
export async function makeOccurrences(keeper: Keeper): Promise<number> {
  // A day's slack: nobody needs the 35th day to the hour, and each look would find a little to do.
  const soon = (await keeper.now()) + MADE_AHEAD - DAY;
  let count = 0;
  for (const id of await seriesToExtend(keeper.store.db, soon)) {
    count += await transact(keeper, lull, {}, null, async (scene) => {
      const held = await loadSeries(scene.trx, id, { forUpdate: true });
      const until = scene.now + MADE_AHEAD;
      if (held === null || held.madeUntil >= soon) return 0;
      const from = Math.max(held.madeUntil, scene.now + 1);
      const { made } = await makeSlots(scene, occurrencesToMake(held.series, from, until));
      await extendSeries(scene.trx, id, until);
      return made.length;
    });
  }
  return count;
}

/**
 * Derives the instants of a series anew, for when the time zones' rules have changed: each downtime that
 * nobody moved goes to where its wall time now is.
 *
 * @returns null when there is no such series
 * @example await deriveAnew(keeper, series.id)
 */
export async function deriveAnew(keeper: Keeper, id: string): Promise<SeriesOutcome | null> {
  return transact(keeper, lull, {}, null, async (scene) => {
    const held = await loadSeries(scene.trx, id, { forUpdate: true });
    return held && followSeries(scene, held.series, held.madeUntil, 'leave');
  });
}
