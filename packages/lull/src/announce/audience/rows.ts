import { randomUUID } from 'node:crypto';
import { type Selectable, sql } from 'kysely';
import type { Tables, Trx } from '../../store/contract.ts';
import type { Instant } from '../../time/instant.ts';
import type { ChannelName, Target } from '../channels/contract.ts';
import type { OptionalKind, Subscriber } from '../contract.ts';
import type { Sealed } from '../tokens.ts';

/** A subscriber as the store holds it. */
export type SubscriberRow = Selectable<Tables['announce_subscribers']>;

/** What somebody may choose: what they hear of, and how it is told to them. */
export type Choices = Pick<Subscriber, 'language' | 'zone' | 'services' | 'kinds'>;

/** A subscriber to be. */
export interface NewSubscriber
  extends Choices,
    Pick<Subscriber, 'channel' | 'tenants' | 'tags' | 'state' | 'source'> {
  readonly target: Target;
}

/** What is sealed is bound to whose it is: in another's row it can't be opened. */
export const sealedAs = (id: string): string => `subscriber ${id}`;

/**
 * What an address is found by again. Mail addresses are one whatever their case.
 *
 * @example addressKey(sealed, 'mail', 'Ada@Example.com') === addressKey(sealed, 'mail', 'ada@example.com')
 */
export function addressKey(sealed: Sealed, channel: ChannelName, address: string): string {
  return sealed.keyOf(channel, channel === 'mail' ? address.toLowerCase() : address);
}

/** A subscriber as the rest of the room sees it: without the address itself. */
export function subscriberOf(row: SubscriberRow): Subscriber {
  return {
    id: row.id,
    channel: row.channel as ChannelName,
    shown: row.shown,
    language: row.language,
    zone: row.zone,
    services: row.services,
    kinds: row.kinds as readonly OptionalKind[] | null,
    tenants: row.tenants,
    tags: row.tags,
    state: row.state,
    source: row.source,
    createdAt: row.created_at.getTime(),
    confirmedAt: row.confirmed_at?.getTime() ?? null,
    disabledWhy: row.disabled_why,
  };
}

/**
 * Where an address and its secret stand in a row: in the clear where neither is secret, else sealed.
 *
 * @param isSecret whether the channel's addresses are secrets themselves
 */
export function placeOf(sealed: Sealed, id: string, target: Target, isSecret: boolean) {
  const hides = isSecret || target.secret !== null;
  return {
    address: hides ? null : target.address,
    sealed: hides ? sealed.seal(sealedAs(id), JSON.stringify(target)) : null,
    shown: target.shown,
    is_trusted: target.isTrusted,
  };
}

/** What rows are made with. */
export interface Making {
  readonly sealed: Sealed;
  readonly isSecret: (channel: ChannelName) => boolean;
  readonly now: Instant;
}

/** The row of a subscriber to be, with an id of its own. */
export function rowOf(given: NewSubscriber, { sealed, isSecret, now }: Making): SubscriberRow {
  const { channel, target, state } = given;
  const [id, at] = [randomUUID(), new Date(now)];
  return {
    id,
    channel,
    ...placeOf(sealed, id, target, isSecret(channel)),
    address_key: addressKey(sealed, channel, target.address),
    language: given.language,
    zone: given.zone,
    services: given.services === null ? null : [...given.services],
    kinds: given.kinds === null ? null : [...given.kinds],
    tenants: [...given.tenants],
    tags: [...given.tags],
    state,
    source: given.source,
    created_at: at,
    confirmed_at: state === 'active' ? at : null,
    disabled_at: null,
    disabled_why: null,
    asked_at: null,
  };
}

/**
 * Writes rows; those whose address is there already are left as they are.
 *
 * @returns the ids that were written
 */
export async function insertRows(trx: Trx, rows: readonly SubscriberRow[]): Promise<ReadonlySet<string>> {
  // One parameter for all rows: with one for each value most of the time would go into reading them.
  const { rows: written } = await sql<{ id: string }>`
    insert into announce_subscribers (id, channel, address, sealed, shown, address_key, is_trusted, language,
      zone, services, kinds, tenants, tags, state, source, created_at, confirmed_at, asked_at)
    select id, channel, address, sealed, shown, address_key, is_trusted, language, zone, services, kinds,
      tenants, tags, state, source, created_at, confirmed_at, asked_at
    from json_to_recordset(${JSON.stringify(rows)}::json) as young (id text, channel text, address text,
      sealed text, shown text, address_key text, is_trusted boolean, language text, zone text,
      services text[], kinds text[], tenants text[], tags text[], state text, source text,
      created_at timestamptz, confirmed_at timestamptz, asked_at timestamptz)
    on conflict (address_key) do nothing returning id`.execute(trx);
  return new Set(written.map(({ id }) => id));
}
