import { allowed, demand } from '../../access/allowed.ts';
import { writeAudit } from '../../access/audit.ts';
import type { Actor } from '../../access/contract.ts';
import { LullError } from '../../errors.ts';
import type { Instant } from '../../time/instant.ts';
import type { ChannelName } from '../channels/contract.ts';
import type { Announce, Subscriber } from '../contract.ts';
import { readChoices } from './choices.ts';
import { lockedRow, noSubscriber } from './find.ts';
import { readLabels } from './labels.ts';
import { mayTrust } from './may.ts';
import { type Choices, placeOf, type SubscriberRow, subscriberOf } from './rows.ts';
import { targetOf } from './target.ts';
import { undoable } from './undoable.ts';
import { BY_TEAM, LEFT } from './why-disabled.ts';

/** What of a subscriber is to be another; what is left out stays. */
export interface SubscriberChanges extends Partial<Choices> {
  readonly tenants?: readonly string[];
  readonly tags?: readonly string[];
  /** Another secret: it can be written and never read. */
  readonly secret?: string;
  /** `disabled` hears of nothing; `active` again, where the address is known to be right. */
  readonly state?: 'active' | 'disabled';
}

/** How a change of a subscriber is asked for. */
export interface SubscriberChangeOptions {
  readonly dryRun?: boolean | undefined;
  /** Kept in the audit trail for ever: nobody's address belongs in it. */
  readonly why?: string | undefined;
}

/**
 * Changes a subscriber.
 *
 * @throws LullError `not-found` for one that the actor doesn't look after; `not-allowed` for services that
 *   they don't; `bad-request`, `bad-address`, `unknown-service`, `unknown-zone`; `wrong-state` for one who
 *   has left, or has yet to confirm
 * @example await setSubscriber(announce, actor, id, { tags: ['partners'] })
 */
export async function setSubscriber(
  announce: Announce,
  actor: Actor,
  id: string,
  changes: SubscriberChanges,
  { dryRun = false, why }: SubscriberChangeOptions = {},
): Promise<Subscriber> {
  return undoable(announce.store, dryRun, async (trx) => {
    const row = await lockedRow(trx, id);
    if (row === null || row.disabled_why === LEFT || !allowed(actor, 'configure', row.services)) {
      throw noSubscriber(id);
    }
    if (changes.services !== undefined) demand(actor, 'configure', changes.services);
    const now = await announce.now(trx);
    const { catalog } = await announce.keeper().catalog(trx);
    const own = new Set([...catalog.services.keys(), ...(row.services ?? [])]);
    const { language, zone, services, kinds } = readChoices({ ...subscriberOf(row), ...changes }, own);
    const { tenants, tags } = readLabels({ tenants: row.tenants, tags: row.tags, ...changes });
    const set = {
      language,
      zone,
      services: services && [...services],
      kinds: kinds && [...kinds],
      tenants: [...tenants],
      tags: [...tags],
      ...stateOf(row, changes.state, now),
      ...(changes.secret !== undefined && placeWith(announce, row, changes.secret, mayTrust(actor))),
    };
    await trx.updateTable('announce_subscribers').set(set).where('id', '=', id).execute();
    const entry = { action: 'subscriber.set', subject: id, services: services ?? [], why };
    await writeAudit(trx, actor, { ...entry, data: { changed: Object.keys(changes).sort() } }, now);
    return subscriberOf({ ...row, ...set });
  });
}

function stateOf(row: SubscriberRow, state: SubscriberChanges['state'], now: Instant) {
  if (state === undefined || state === row.state) return {};
  if (row.state === 'pending') {
    const what = 'This one has yet to confirm the address, which only its mailbox can';
    throw new LullError('wrong-state', what, 'Wait for it, or remove it.', { subscriber: row.id });
  }
  return state === 'disabled'
    ? { state, disabled_at: new Date(now), disabled_why: BY_TEAM }
    : { state, disabled_at: null, disabled_why: null };
}

function placeWith({ sealed, channels }: Announce, row: SubscriberRow, secret: string, isTrusted: boolean) {
  const target = targetOf(sealed, row);
  if (target === null) {
    const what = 'The address was sealed under another LULL_SECRET';
    throw new LullError('wrong-state', what, 'Remove this one and add it again.', { subscriber: row.id });
  }
  const channel = channels.all[row.channel as ChannelName];
  const { address } = target;
  const read = channel.read({ address, secret, isTrusted: isTrusted || row.is_trusted });
  return placeOf(sealed, row.id, read, channel.isSecret);
}
