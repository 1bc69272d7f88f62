import { type SqlBool, sql } from 'kysely';
import type { Actor } from '../../access/contract.ts';
import { LullError } from '../../errors.ts';
import type { Reader } from '../../store/contract.ts';
import type { ChannelName } from '../channels/contract.ts';
import type { Subscriber } from '../contract.ts';
import { lookedAfter } from './may.ts';
import { type SubscriberRow, subscriberOf } from './rows.ts';
import { LEFT } from './why-disabled.ts';

/** Which subscribers are wanted; everything given must hold. */
export interface SubscriberFilter {
  /** Only who hears of one of these services, also because they hear of all. */
  readonly service?: readonly string[] | undefined;
  readonly channel?: ChannelName | undefined;
  readonly tag?: string | undefined;
  readonly tenant?: string | undefined;
  readonly state?: Subscriber['state'] | undefined;
  /** Part of the address as it is shown, in whatever case. */
  readonly text?: string | undefined;
}

/** A page of subscribers. */
export interface SubscriberPage {
  readonly items: readonly Subscriber[];
  /** The place of the last one, where there are more. */
  readonly next: string | null;
}

/**
 * Subscribers that the actor looks after, the newest first. Whoever left isn't among them.
 *
 * @param after `next` of the page before
 * @throws LullError `bad-request` for a place that is none
 * @example await listSubscribers(store.db, actor, { tag: 'partners' }, { limit: 50 })
 */
export async function listSubscribers(
  db: Reader,
  actor: Actor,
  filter: SubscriberFilter,
  { limit, after }: { readonly limit: number; readonly after?: string | undefined },
): Promise<SubscriberPage> {
  const rows = await rowsOf(db, actor, filter, limit + 1, after === undefined ? null : placeIn(after));
  const shown = rows.slice(0, limit);
  const next = rows.length > limit ? placeAfter(shown.at(-1)!) : null;
  return { items: shown.map(subscriberOf), next };
}

/** All rows of the same, a thousand at a time, each page read when the one before was taken. */
export async function* everyRow(
  db: Reader,
  actor: Actor,
  filter: SubscriberFilter,
): AsyncGenerator<readonly SubscriberRow[]> {
  let place: Place | null = null;
  while (true) {
    const rows: SubscriberRow[] = await rowsOf(db, actor, filter, AT_ONCE, place);
    if (rows.length > 0) yield rows;
    if (rows.length < AT_ONCE) return;
    place = placeOfRow(rows.at(-1)!);
  }
}

/** How many there are, by channel and state. */
export interface SubscriberCount {
  readonly channel: ChannelName;
  readonly state: Subscriber['state'];
  readonly count: number;
}

/**
 * Counts the same.
 *
 * @example await countSubscribers(store.db, actor, { service: ['shop'] })
 */
export async function countSubscribers(
  db: Reader,
  actor: Actor,
  filter: SubscriberFilter,
): Promise<readonly SubscriberCount[]> {
  const rows = await db
    .selectFrom('announce_subscribers')
    .select(['channel', 'state', (all) => all.fn.countAll().as('count')])
    .where((all) => all.and(conditions(actor, filter)))
    .groupBy(['channel', 'state'])
    .orderBy('channel')
    .orderBy('state')
    .execute();
  return rows.map(({ channel, state, count }) => ({
    channel: channel as ChannelName,
    state,
    count: Number(count),
  }));
}

const AT_ONCE = 1_000;

interface Place {
  readonly at: Date;
  readonly id: string;
}

async function rowsOf(
  db: Reader,
  actor: Actor,
  filter: SubscriberFilter,
  limit: number,
  place: Place | null,
): Promise<SubscriberRow[]> {
  const are = conditions(actor, filter);
  if (place !== null) are.push(sql<SqlBool>`(created_at, id) < (${place.at}, ${place.id})`);
  return db
    .selectFrom('announce_subscribers')
    .selectAll()
    .where((all) => all.and(are))
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

function conditions(actor: Actor, filter: SubscriberFilter) {
  const are = [sql<SqlBool>`disabled_why is distinct from ${LEFT}`];
  const mine = lookedAfter(actor);
  if (mine !== null) are.push(sql`services <@ ${[...mine]}::text[]`);
  const { service, channel, tag, tenant, state, text } = filter;
  if (service !== undefined) are.push(sql`(services is null or services && ${[...service]}::text[])`);
  if (channel !== undefined) are.push(sql`channel = ${channel}`);
  if (tag !== undefined) are.push(sql`${tag} = any(tags)`);
  if (tenant !== undefined) are.push(sql`${tenant} = any(tenants)`);
  if (state !== undefined) are.push(sql`state = ${state}`);
  if (text !== undefined) are.push(sql`position(lower(${text}) in lower(shown)) > 0`);
  return are;
}

function placeOfRow({ created_at: at, id }: SubscriberRow): Place {
  return { at, id };
}

function placeAfter({ created_at, id }: SubscriberRow): string {
  return Buffer.from(`${created_at.getTime()} ${id}`).toString('base64url');
}

function placeIn(after: string): Place {
  const [, at, id] = /^(\d{1,15}) ([\w-]{1,64})$/.exec(Buffer.from(after, 'base64url').toString()) ?? [];
  if (at !== undefined && id !== undefined) return { at: new Date(Number(at)), id };
  throw new LullError('bad-request', 'That is no place in the list', 'Take `next` of the page before.');
}
