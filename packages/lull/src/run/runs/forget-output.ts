import { DAY } from '../../time/instant.ts';
import type { Runs } from '../contract.ts';

/** How long what steps printed is kept after the end of their run. */
export const KEPT = 90 * DAY;

/** As many runs at once: what one has printed may be much. */
const AT_ONCE = 50;

/**
 * Forgets what the steps of runs printed that ended long ago. How long the steps took is kept.
 *
 * @returns how many pieces
 * @example await forgetOutput(runs)
 */
export async function forgetOutput({ store, now }: Runs): Promise<number> {
  let forgotten = 0;
  for (;;) {
    const pieces = await store.transaction(async (trx) => {
      const old = await trx
        .selectFrom('run_runs as r')
        .select('r.id')
        .where('r.ended_at', '<', new Date((await now(trx)) - KEPT))
        .where((row) =>
          row.exists(row.selectFrom('run_output as o').select('o.run').whereRef('o.run', '=', 'r.id')),
        )
        .limit(AT_ONCE)
        .execute();
      if (old.length === 0) return 0;
      const { numDeletedRows } = await trx
        .deleteFrom('run_output')
        .where(
          'run',
          'in',
          old.map(({ id }) => id),
        )
        .executeTakeFirst();
      return Number(numDeletedRows);
    });
    if (pieces === 0) return forgotten;
    forgotten += pieces;
  }
}
