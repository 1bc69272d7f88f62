import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { DowntimeEvent } from '../downtime/contract.ts';
import type { Reader, Trx } from './contract.ts';
import { lastInSequence, nextInSequence } from './sequence.ts';

/** Something that happened, before it is stored. */
export interface NewEvent extends Omit<DowntimeEvent, 'kind' | 'downtime'> {
  /** Such as `downtime.scheduled`; readers pass by kinds that they don't know. */
  readonly kind: string;
  /** Id of the downtime that it happened to, if it did to one. */
  readonly downtime: string | null;
  /** The downtime's version that it led to. */
  readonly version: number | null;
  /** The services that it is about; empty for what is about none. */
  readonly services: readonly string[];
}

/** Something that happened, as it is stored. */
export interface EventRow extends NewEvent {
  readonly id: string;
  /** From 1, without gaps, in the order in which they were committed. */
  readonly seq: number;
}

/** Which events are wanted; everything given must hold. */
export interface EventFilter {
  readonly limit: number;
  readonly kinds?: readonly string[] | null | undefined;
  /** Those about one of these services; all when left out. */
  readonly services?: readonly string[] | null | undefined;
  readonly downtime?: string | undefined;
  /** Those that led to a later version of the downtime than this. */
  readonly sinceVersion?: number | undefined;
}

/** The channel that tells of new events, by the number of the last one. */
export const eventsChannel = 'lull_events';

/**
 * Adds events. Their numbers come from one row, whose lock is held until the transaction ends: whoever reads
 * up to a number has seen everything before it. So they are best added late in a transaction.
 *
 * @returns the number and id of each, in the order given
 * @example await appendEvents(trx, events.map((event) => ({ ...event, version, services })))
 */
export async function appendEvents(
  trx: Trx,
  events: readonly NewEvent[],
): Promise<Pick<EventRow, 'seq' | 'id'>[]> {
  if (events.length === 0) return [];
  const last = await nextInSequence(trx, 'events', events.length);
  const rows = events.map((event, i) => ({
    ...event,
    seq: last - events.length + 1 + i,
    id: randomUUID(),
    services: [...event.services],
    at: new Date(event.at),
    data: JSON.stringify(event.data),
  }));
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    await trx
      .insertInto('store_events')
      .values(rows.slice(from, from + ROWS_AT_ONCE))
      .execute();
  }
  await sql`select pg_notify(${eventsChannel}, ${String(last)})`.execute(trx);
  return rows.map(({ seq, id }) => ({ seq, id }));
}

/** A statement has at most 65,535 parameters. */
const ROWS_AT_ONCE = 1_000;

/**
 * The events after a number, in order.
 *
 * @param after 0 for all from the first on
 * @example await eventsAfter(store.db, 0, { limit: 100, downtime: id })
 */
export async function eventsAfter(
  db: Reader,
  after: number,
  { limit, kinds, services, downtime, sinceVersion }: EventFilter,
): Promise<EventRow[]> {
  let query = db.selectFrom('store_events').selectAll().where('seq', '>', String(after));
  if (kinds) query = query.where('kind', 'in', kinds.length > 0 ? kinds : ['']);
  if (services) query = query.where(sql<boolean>`services && ${[...services]}::text[]`);
  if (downtime !== undefined) query = query.where('downtime', '=', downtime);
  if (sinceVersion !== undefined) query = query.where('version', '>', String(sinceVersion));
  const rows = await query.orderBy('seq').limit(limit).execute();
  return rows.map((row) => ({
    ...row,
    seq: Number(row.seq),
    version: row.version === null ? null : Number(row.version),
    at: row.at.getTime(),
  }));
}

/**
 * The number of the last event; 0 when nothing has happened yet.
 *
 * @example await lastEventSeq(store.db)
 */
export async function lastEventSeq(db: Reader): Promise<number> {
  return lastInSequence(db, 'events');
}
