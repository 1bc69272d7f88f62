import { sql } from 'kysely';
import type { BusyDowntime } from '../plan/taken.ts';
import type { Instant } from '../time/instant.ts';
import type { BusyWith } from './busy.ts';
import type { Reader } from './contract.ts';

/** What a question about a moment needs of the database, as one statement saw it. */
export interface Look {
  readonly catalogVersion: number;
  readonly now: Instant;
  /** What takes up those services and people. */
  readonly busy: readonly BusyDowntime[];
}

interface LookRow {
  readonly catalog: string;
  readonly now: string;
  readonly id: string | null;
  readonly title: string;
  readonly services: string[];
  readonly mode: string;
  readonly owner: string;
  readonly people: string[];
  readonly busy_from: Date;
  readonly busy_until: Date;
}

/**
 * The catalog's version, the time, and who is busy, in one round trip.
 *
 * @param from the start of the period that is asked for; null for now
 * @param ahead its length in milliseconds
 * @example (await look(store.db, null, DAY, { services: ['shop'], people: [] })).busy
 */
export async function look(
  db: Reader,
  from: Instant | null,
  ahead: number,
  busyWith: BusyWith,
): Promise<Look> {
  const [services, people] = [[...busyWith.services], [...busyWith.people]];
  const start = sql`coalesce(${from === null ? null : new Date(from)}::timestamptz, clock_timestamp())`;
  const theirs = people.length
    ? sql`(d.services && ${services}::text[] or d.people && ${people}::text[]
        or d.owner = any(${people}::text[]))`
    : sql`d.services && ${services}::text[]`;
  const { rows } = await sql<LookRow>`
    select s.value as catalog, floor(extract(epoch from clock_timestamp()) * 1000)::bigint as now,
      d.id, d.title, d.services, d.mode, d.owner, d.people, d.busy_from, d.busy_until
    from store_sequence s left join downtime_downtimes d on d.busy_from is not null
      and tstzrange(d.busy_from, d.busy_until) && tstzrange(${start}, ${start} + ${ahead / 1000} * interval '1 second')
      and ${theirs}
    where s.name = 'catalog'
    order by d.busy_from, d.id`.execute(db);
  const first = rows[0]!;
  return {
    catalogVersion: Number(first.catalog),
    now: Number(first.now),
    busy: first.id === null ? [] : rows.map(busyOf),
  };
}

function busyOf({ id, title, services, mode, owner, people, busy_from, busy_until }: LookRow): BusyDowntime {
  return {
    id: id!,
    title,
    services,
    mode: mode as BusyDowntime['mode'],
    owner,
    people,
    start: busy_from.getTime(),
    end: busy_until.getTime(),
  };
}
