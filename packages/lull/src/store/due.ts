import type { Instant } from '../time/instant.ts';
import type { Reader, Trx } from './contract.ts';
import type { HeldDowntime } from './downtime-rows.ts';

/**
 * The downtimes whose moment has come, the longest due first, locked until the transaction ends. Those that
 * another server holds are left to it.
 *
 * @example await dueDowntimes(trx, await store.now(trx), 10)
 */
export async function dueDowntimes(trx: Trx, now: Instant, limit: number): Promise<HeldDowntime[]> {
  const rows = await trx
    .selectFrom('downtime_downtimes')
    .select(['version', 'body'])
    .where('next_at', '<=', new Date(now))
    .orderBy('next_at')
    .orderBy('id')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute();
  return rows.map(({ body, version }) => ({ downtime: body, version: Number(version) }));
}

/**
 * When the next moment of any downtime comes; null when none does.
 *
 * @example await nextDue(store.db)
 */
export async function nextDue(db: Reader): Promise<Instant | null> {
  const row = await db
    .selectFrom('downtime_downtimes')
    .select('next_at')
    .where('next_at', 'is not', null)
    .orderBy('next_at')
    .limit(1)
    .executeTakeFirst();
  return row?.next_at?.getTime() ?? null;
}
