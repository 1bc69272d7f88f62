import { CompiledQuery, sql } from 'kysely';
import type { Instant } from '../time/instant.ts';
import type { Reader } from './contract.ts';

/** What tells whether anything that is remembered is another by now, as one statement saw it. */
export interface Pulse {
  readonly catalogVersion: number;
  /** Number of the last event. */
  readonly events: number;
  readonly now: Instant;
}

/** Written once: this is asked with every question, and its cost is that of asking. */
const asking = `select name, value, floor(extract(epoch from clock_timestamp()) * 1000)::bigint as now
  from store_sequence where name in ('catalog', 'events')`;

/**
 * The catalog's version, the number of the last event, and the time.
 *
 * @example (await pulse(store.db)).catalogVersion
 */
export async function pulse(db: Reader): Promise<Pulse> {
  const { rows } = await db.executeQuery<{ name: string; value: string; now: string }>(
    CompiledQuery.raw(asking),
  );
  const last = (name: string) => Number(rows.find((row) => row.name === name)!.value);
  return { catalogVersion: last('catalog'), events: last('events'), now: Number(rows[0]!.now) };
}

/** More events than this are not gone through: whoever is so far behind begins anew. */
const MOST_EVENTS = 1_000;

/**
 * The services to which something happened between two events.
 *
 * @param after number of an event, which is not looked at itself
 * @param to number of the last one that is looked at
 * @returns null when there were too many
 * @example await servicesTouchedBetween(store.db, 17, 19) // ['shop']
 */
export async function servicesTouchedBetween(
  db: Reader,
  after: number,
  to: number,
): Promise<readonly string[] | null> {
  if (to - after > MOST_EVENTS || to < after) return null;
  const { rows } = await sql<{ service: string }>`
    select distinct unnest(services) as service from store_events
    where seq > ${after}::bigint and seq <= ${to}::bigint`.execute(db);
  return rows.map(({ service }) => service);
}
