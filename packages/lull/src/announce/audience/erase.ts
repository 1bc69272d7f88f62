import { sql } from 'kysely';
import { forgetAttempts } from '../../access/attempts.ts';
import type { Trx } from '../../store/contract.ts';
import type { Announce } from '../contract.ts';
import { lockedRow } from './find.ts';
import type { SubscriberRow } from './rows.ts';

/**
 * Erases a subscriber by their own word. Done again it changes nothing.
 *
 * @param id of the subscriber
 * @example await eraseById(announce, announce.sealed.read('manage', token))
 */
export async function eraseById({ store }: Pick<Announce, 'store'>, id: string): Promise<void> {
  await store.transaction(async (trx) => {
    const row = await lockedRow(trx, id);
    if (row !== null) await eraseRow(trx, row);
  });
}

/**
 * Takes away all that is kept of a subscriber: the row, what was counted of its address, and who the notices
 * were for. What was sent to how many stays known, to whom doesn't.
 *
 * @example await eraseRow(trx, row)
 */
export async function eraseRow(trx: Trx, row: Pick<SubscriberRow, 'id' | 'address_key'>): Promise<void> {
  await forgetNotices(trx, [row.id]);
  await forgetAttempts(trx, `mail ${row.address_key}`);
  await trx.deleteFrom('announce_subscribers').where('id', '=', row.id).execute();
}

/**
 * Takes out of notices whom they were for: what waits isn't sent any more, and an error may have named the
 * address.
 *
 * @param ids of subscribers
 */
export async function forgetNotices(trx: Trx, ids: readonly string[]): Promise<void> {
  await sql`update announce_notices set recipient = 'erased:' || id, error = null,
    state = case when state = 'queued' then 'cancelled' else state end
    where recipient = any(${[...ids, ...ids.map((id) => `watch:${id}`)]}::text[])`.execute(trx);
}
