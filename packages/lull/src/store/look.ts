import { sql } from 'kysely';
import type { BusyDowntime } from '../plan/taken.ts';
import type { Instant } from '../time/instant.ts';
import type { Interval } from '../time/interval.ts';
import { type BusyWith, busyDowntimes } from './busy.ts';
import type { Reader, Store } from './contract.ts';

/** What a question about a moment needs of the database beside who is busy, as one statement saw it. */
export interface Pulse {
  readonly catalogVersion: number;
  /** Number of the last event. */
  readonly events: number;
  readonly now: Instant;
  /** The services to which something happened after the event that was given; null when there were too many. */
  readonly touched: readonly string[] | null;
}

/** More events than this are not gone through: whoever is so far behind begins anew. */
const MOST_EVENTS = 1_000;

/**
 * What has changed since an event, and the time.
 *
 * @param since number of the last event that is known
 * @example (await pulse(store.db, 0)).catalogVersion
 */
export async function pulse(db: Reader, since: number): Promise<Pulse> {
  const { rows } = await sql<{ catalog: string; events: string; now: string; touched: string[] | null }>`
    select c.value as catalog, e.value as events,
      floor(extract(epoch from clock_timestamp()) * 1000)::bigint as now,
      case when e.value = ${since}::bigint then '{}'::text[]
        when e.value - ${since}::bigint between 1 and ${MOST_EVENTS}::int
        then array(select distinct unnest(services) from store_events where seq > ${since}::bigint) end as touched
    from store_sequence c, store_sequence e where c.name = 'catalog' and e.name = 'events'`.execute(db);
  const { catalog, events, now, touched } = rows[0]!;
  return { catalogVersion: Number(catalog), events: Number(events), now: Number(now), touched };
}

/** Who is busy, and up to which event that was so. */
export interface BusyAt {
  readonly busy: readonly BusyDowntime[];
  readonly events: number;
}

/**
 * Who is busy in a period, and the number of the last event before which nothing of it is left out.
 *
 * @example await busyAt(store, period, { services: ['shop'], people: [] })
 */
export async function busyAt(store: Store, period: Interval, busyWith: BusyWith): Promise<BusyAt> {
  // The number first: what happens in between may be in the list already, and is looked at again.
  const { events } = await pulse(store.db, 0);
  return { busy: await busyDowntimes(store.db, period, busyWith), events };
}
