import { moveCursor, readCursor } from '../store/cursors.ts';
import { forgetIdempotency } from '../store/idempotency.ts';
import { lookAgain } from '../store/looks.ts';
import { listSeries } from '../store/series-rows.ts';
import { DAY } from '../time/instant.ts';
import type { Keeper } from './contract.ts';
import { deriveAnew, makeOccurrences } from './extend-series.ts';

/** Something that is done again and again, by one server at a time. Done twice it does no harm. */
export interface Chore {
  readonly name: string;
  /** When, as cron writes it, in UTC. */
  readonly cron: string;
  run(keeper: Keeper): Promise<unknown>;
}

/** How long an idempotency key is remembered. */
const KEYS_LAST = DAY;

/** The keeper's own; other rooms bring theirs. */
export const keeperChores: readonly Chore[] = [
  {
    name: 'forget-keys',
    cron: '17 * * * *',
    run: async (keeper) => {
      const before = (await keeper.store.now()) - KEYS_LAST;
      return keeper.store.transaction((trx) => forgetIdempotency(trx, before));
    },
  },
  { name: 'make-occurrences', cron: '7 * * * *', run: makeOccurrences },
  { name: 'derive-instants', cron: '27 3 * * *', run: (keeper) => deriveInstants(keeper) },
];

/**
 * Derives every instant anew that comes from a wall time, once for each version of the time zones' rules: the
 * downtimes of series go to where their wall time is now, and what is promised is looked at again.
 *
 * @param version of the time zones' rules, such as 2026a
 * @returns whether it was the first time
 * @example await deriveInstants(keeper)
 */
export async function deriveInstants(keeper: Keeper, version = process.versions.tz): Promise<boolean> {
  const done = `time zones ${version}`;
  if ((await readCursor(keeper.store.db, done)) > 0) return false;
  for (const { series } of await listSeries(keeper.store.db)) await deriveAnew(keeper, series.id);
  await keeper.store.transaction(async (trx) => {
    await lookAgain(trx, await keeper.now(trx), {});
    await moveCursor(trx, done, 1);
  });
  return true;
}
