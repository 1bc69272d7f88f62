import { sql } from 'kysely';
import type { Reader, Trx } from './contract.ts';

/**
 * Up to which event a consumer is through.
 *
 * @param lock whether other servers wait for the end of the transaction before they read it
 * @returns 0 for one that never was
 * @example await eventsAfter(trx, await readCursor(trx, 'announce', { lock: true }), { limit: 100 })
 */
export async function readCursor(
  db: Reader,
  consumer: string,
  { lock = false }: { readonly lock?: boolean } = {},
): Promise<number> {
  if (lock) await makeCursor(db, consumer);
  let query = db.selectFrom('store_cursors').select('seq').where('consumer', '=', consumer);
  if (lock) query = query.forUpdate();
  return Number((await query.executeTakeFirst())?.seq ?? 0);
}

/**
 * Says that a consumer is through with everything up to a number. It never goes back.
 *
 * @example await moveCursor(trx, 'announce', events.at(-1).seq)
 */
export async function moveCursor(trx: Trx, consumer: string, seq: number): Promise<void> {
  await trx
    .insertInto('store_cursors')
    .values({ consumer, seq })
    .onConflict((row) =>
      row.column('consumer').doUpdateSet({
        seq: sql`greatest(store_cursors.seq, excluded.seq)`,
        moved_at: sql`now()`,
      }),
    )
    .execute();
}

/** A row that isn't there can't be locked. */
async function makeCursor(db: Reader, consumer: string): Promise<void> {
  await db
    .insertInto('store_cursors')
    .values({ consumer, seq: 0 })
    .onConflict((row) => row.doNothing())
    .execute();
}
