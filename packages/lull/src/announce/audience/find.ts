import { LullError } from '../../errors.ts';
import type { Reader, Trx } from '../../store/contract.ts';
import type { SubscriberRow } from './rows.ts';

/**
 * A subscriber's row.
 *
 * @returns null for none
 */
export async function rowWith(db: Reader, id: string): Promise<SubscriberRow | null> {
  const query = db.selectFrom('announce_subscribers').selectAll().where('id', '=', id);
  return (await query.executeTakeFirst()) ?? null;
}

/** The same, locked until the transaction's end. */
export async function lockedRow(trx: Trx, id: string): Promise<SubscriberRow | null> {
  const query = trx.selectFrom('announce_subscribers').selectAll().where('id', '=', id);
  return (await query.forUpdate().executeTakeFirst()) ?? null;
}

/** The row of an address by its key, locked until the transaction's end. */
export async function lockedByAddress(trx: Trx, key: string): Promise<SubscriberRow | null> {
  const query = trx.selectFrom('announce_subscribers').selectAll().where('address_key', '=', key);
  return (await query.forUpdate().executeTakeFirst()) ?? null;
}

/** The refusal where there is none, or none that the caller may look after. */
export function noSubscriber(id: string): LullError {
  return new LullError(
    'not-found',
    'There is no such subscriber, or it is not yours to look after.',
    'See who there is with `lull subscribers list`.',
    { subscriber: id },
  );
}
