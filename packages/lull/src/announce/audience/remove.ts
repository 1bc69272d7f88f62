import { allowed } from '../../access/allowed.ts';
import { writeAudit } from '../../access/audit.ts';
import type { Actor } from '../../access/contract.ts';
import { LullError } from '../../errors.ts';
import type { Trx } from '../../store/contract.ts';
import type { ChannelName } from '../channels/contract.ts';
import type { Announce } from '../contract.ts';
import { eraseRow } from './erase.ts';
import { lockedByAddress, lockedRow, noSubscriber } from './find.ts';
import { addressKey, type SubscriberRow } from './rows.ts';
import type { SubscriberChangeOptions } from './set.ts';
import { undoable } from './undoable.ts';

/**
 * Removes a subscriber and all that is kept of them.
 *
 * @throws LullError `not-found` for one that the actor doesn't look after
 * @example await removeSubscriber(announce, actor, id)
 */
export async function removeSubscriber(
  announce: Announce,
  actor: Actor,
  id: string,
  { dryRun = false, why }: SubscriberChangeOptions = {},
): Promise<void> {
  await undoable(announce.store, dryRun, async (trx) => {
    await erased(announce, trx, actor, await lockedRow(trx, id), id, why);
  });
}

/**
 * The same by the address, for whoever asks that everything about them be erased; also of one who has left,
 * of whom only the fingerprint of the address is there.
 *
 * @returns the id that it had
 * @throws LullError `bad-address`; `not-found` for one that the actor doesn't look after; `bad-request` for
 *   a reason that holds the address
 * @example await eraseAddress(announce, actor, { channel: 'mail', address: 'ada@example.com' })
 */
export async function eraseAddress(
  announce: Announce,
  actor: Actor,
  given: { readonly channel: ChannelName; readonly address: string },
  { dryRun = false, why }: SubscriberChangeOptions = {},
): Promise<string> {
  const { address } = announce.channels.all[given.channel].read({ address: given.address, isTrusted: true });
  const key = addressKey(announce.sealed, given.channel, address);
  if (why?.toLowerCase().includes(address.toLowerCase())) {
    const what = 'The reason holds the address, and reasons are kept';
    throw new LullError('bad-request', what, 'Leave the address out of it.');
  }
  return undoable(announce.store, dryRun, async (trx) => {
    const row = await lockedByAddress(trx, key);
    await erased(announce, trx, actor, row, null, why);
    return row!.id;
  });
}

async function erased(
  announce: Announce,
  trx: Trx,
  actor: Actor,
  row: SubscriberRow | null,
  id: string | null,
  why: string | undefined,
): Promise<void> {
  if (row === null || !allowed(actor, 'configure', row.services)) throw noSubscriber(id ?? 'unknown');
  await eraseRow(trx, row);
  const entry = { action: 'subscriber.erase', subject: row.id, services: row.services ?? [], why };
  await writeAudit(trx, actor, entry, await announce.now(trx));
}
