import type { Trx } from '../../store/contract.ts';
import type { Announce } from '../contract.ts';
import { eraseRow, forgetNotices } from './erase.ts';
import { lockedRow } from './find.ts';
import type { SubscriberRow } from './rows.ts';
import { LEFT } from './why-disabled.ts';

/**
 * Leaves at once: a fingerprint of the address stays and nothing else, so that no later import brings it
 * back. Of a sign-up that waits for its confirmation nothing stays. Done again it changes nothing.
 *
 * @param id of the subscriber
 * @example await leave(announce, subscriber.id)
 */
export async function leave(announce: Announce, id: string): Promise<void> {
  await announce.store.transaction(async (trx) => {
    const row = await lockedRow(trx, id);
    if (row === null || (row.state === 'disabled' && row.disabled_why === LEFT)) return;
    if (row.state === 'pending' && row.disabled_why !== LEFT) return eraseRow(trx, row);
    await forgetNotices(trx, [id]);
    await blank(trx, row, new Date(await announce.now(trx)));
  });
}

/** Takes out of a row everything but the fingerprint of its address. */
async function blank(trx: Trx, { id }: Pick<SubscriberRow, 'id'>, at: Date): Promise<void> {
  await trx
    .updateTable('announce_subscribers')
    .set({
      address: '',
      sealed: null,
      shown: '',
      is_trusted: false,
      language: 'en',
      zone: null,
      services: null,
      kinds: null,
      tenants: [],
      tags: [],
      state: 'disabled',
      confirmed_at: null,
      disabled_at: at,
      disabled_why: LEFT,
      asked_at: null,
    })
    .where('id', '=', id)
    .execute();
}
