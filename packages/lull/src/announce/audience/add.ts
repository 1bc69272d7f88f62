import { allowed, demand } from '../../access/allowed.ts';
import { writeAudit } from '../../access/audit.ts';
import type { Actor } from '../../access/contract.ts';
import { LullError } from '../../errors.ts';
import type { ChannelName } from '../channels/contract.ts';
import type { Announce, Subscriber } from '../contract.ts';
import { readChoices, usualChoices } from './choices.ts';
import { lockedByAddress } from './find.ts';
import { readLabels } from './labels.ts';
import { mayTrust } from './may.ts';
import { addressKey, type Choices, insertRows, rowOf, type SubscriberRow, subscriberOf } from './rows.ts';
import type { SubscriberChangeOptions } from './set.ts';
import { undoable } from './undoable.ts';
import { LEFT } from './why-disabled.ts';

/** A subscriber as somebody of the team gives it. */
export interface GivenSubscriber extends Partial<Choices> {
  readonly channel: ChannelName;
  readonly address: string;
  /** Such as a webhook's signing secret or an ntfy token; where a channel needs one, it makes it. */
  readonly secret?: string | null | undefined;
  readonly tenants?: readonly string[];
  readonly tags?: readonly string[];
}

/** What became of it. */
export interface AddedSubscriber {
  readonly subscriber: Subscriber;
  /** The secret that was made for it, told here and never again; null where none was made. */
  readonly secret: string | null;
}

/**
 * Adds a subscriber, who hears of what comes from now on. Who is added by an owner of everything may be
 * reached at a private address. A sign-up that waits for its confirmation gives way, unless it is for
 * services that aren't the actor's.
 *
 * @throws LullError `not-allowed` for all but owners (of everything, or of the services that are named);
 *   `bad-address`, `bad-request`, `unknown-service`, `unknown-zone`; `already-exists`
 * @example await addSubscriber(announce, actor, { channel: 'mail', address: 'ada@example.com' })
 */
export async function addSubscriber(
  announce: Announce,
  actor: Actor,
  given: GivenSubscriber,
  { dryRun = false, why }: SubscriberChangeOptions = {},
): Promise<AddedSubscriber> {
  demand(actor, 'configure', given.services ?? null);
  const { sealed, channels } = announce;
  const { channel, address, secret = null } = given;
  const target = channels.all[channel].read({ address, secret, isTrusted: mayTrust(actor) });
  const key = addressKey(sealed, channel, target.address);
  const row = await undoable(announce.store, dryRun, async (trx) => {
    const now = await announce.now(trx);
    const { catalog } = await announce.keeper().catalog(trx);
    const language = announce.words.languages[0]!;
    const choices = readChoices({ ...usualChoices, language, ...given }, catalog.services);
    const known = await lockedByAddress(trx, key);
    if (known && !givesWay(known, actor)) throw alreadyThere(known, actor);
    const isSecret = (name: ChannelName): boolean => channels.all[name].isSecret;
    const labels = readLabels(given);
    const young = rowOf(
      { ...choices, ...labels, channel, target, state: 'active', source: 'added' },
      { sealed, isSecret, now },
    );
    if (known) await trx.deleteFrom('announce_subscribers').where('id', '=', known.id).execute();
    const written = await insertRows(trx, [young]);
    if (!written.has(young.id)) throw alreadyThere(young, actor);
    const entry = { action: 'subscriber.add', subject: young.id, services: choices.services ?? [], why };
    await writeAudit(trx, actor, { ...entry, data: { channel } }, now);
    return young;
  });
  return { subscriber: subscriberOf(row), secret: secret === null ? target.secret : null };
}

/** What somebody unknown asked for at the page, for services that are the actor's. */
function givesWay({ state, disabled_why, services }: SubscriberRow, actor: Actor): boolean {
  return state === 'pending' && disabled_why !== LEFT && allowed(actor, 'configure', services);
}

function alreadyThere({ shown, state, disabled_why, services }: SubscriberRow, actor: Actor): LullError {
  if (disabled_why === LEFT) {
    const todo = 'Only they can come back, by signing up.';
    return new LullError('already-exists', 'Whoever has this address has left', todo);
  }
  const what = { active: 'is a subscriber already', disabled: 'is disabled', pending: 'is yet to confirm' };
  return new LullError(
    'already-exists',
    `${shown} ${what[state]}`,
    allowed(actor, 'configure', services)
      ? 'Change it with lull subscribers set.'
      : 'It hears of services that are not yours: ask an owner of everything to change it.',
  );
}
