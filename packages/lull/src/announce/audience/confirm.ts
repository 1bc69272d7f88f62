import type { Announce, Subscriber } from '../contract.ts';
import { lockedRow } from './find.ts';
import { subscriberOf } from './rows.ts';
import { mayConfirm } from './why-disabled.ts';

/**
 * Confirms an address: whoever has the link reads its mail. Done again it changes nothing. One that was
 * disabled because it refused mail is there again.
 *
 * @param token of the link
 * @returns null where the link is none of ours, or what it was for is gone
 * @example const subscriber = await confirmSubscriber(announce, token);
 */
export async function confirmSubscriber(announce: Announce, token: string): Promise<Subscriber | null> {
  const id = announce.sealed.read('confirm', token);
  if (id === null) return null;
  return announce.store.transaction(async (trx) => {
    const row = await lockedRow(trx, id);
    if (row === null) return null;
    if (row.state === 'active') return subscriberOf(row);
    if (!mayConfirm(subscriberOf(row))) return null;
    const set = {
      state: 'active' as const,
      confirmed_at: new Date(await announce.now(trx)),
      disabled_at: null,
      disabled_why: null,
    };
    await trx.updateTable('announce_subscribers').set(set).where('id', '=', id).execute();
    return subscriberOf({ ...row, ...set });
  });
}
