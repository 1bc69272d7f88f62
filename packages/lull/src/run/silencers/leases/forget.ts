import { sql } from 'kysely';
import { DAY } from '../../../time/instant.ts';
import type { Silences } from '../contract.ts';

/** How long what was quiet is kept after it was loud again; its events stay. */
export const KEPT = 90 * DAY;

/** As many at once: others write meanwhile. */
const AT_ONCE = 1_000;

/**
 * Forgets leases that ended long ago, and what fired in their monitors.
 *
 * @returns how many leases
 * @throws LullError `store-unavailable`
 * @example await forgetSilences(silences)
 */
export async function forgetSilences({ store, now }: Silences): Promise<number> {
  let forgotten = 0;
  for (;;) {
    const leases = await store.transaction(async (trx) => {
      const { numAffectedRows } = await sql`
        delete from run_silences where id in (
          select id from run_silences where state = 'gone' and gone_at < ${new Date((await now(trx)) - KEPT)}
          limit ${AT_ONCE})`.execute(trx);
      return Number(numAffectedRows);
    });
    if (leases === 0) break;
    forgotten += leases;
  }
  await sql`
    delete from run_firing where ask_at is null and not exists (
      select from run_silences where run_silences.downtime = run_firing.downtime)`.execute(store.db);
  return forgotten;
}
