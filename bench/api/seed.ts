import { type RawBuilder, sql } from 'kysely';
import type { Downtime, Plan, Revision } from '../../packages/lull/src/downtime/contract.ts';
import { conceive } from '../../packages/lull/src/downtime/verbs/drafting.ts';
import type { Store, Trx } from '../../packages/lull/src/store/contract.ts';
import { HOUR, MINUTE } from '../../packages/lull/src/time/instant.ts';

/** How much there is. */
export interface Size {
  readonly services: number;
  /** Shared out evenly among the services. */
  readonly windows: number;
  readonly downtimes: number;
}

/** Of every 20 downtimes of a service one is still to come, a week after the other; the rest are over. */
const toCome = 20;

/**
 * Fills an empty, migrated store by plain SQL: services with windows, and downtimes with what people were told.
 *
 * @param now UTC milliseconds; what is past lies before it
 */
export async function seed(store: Store, size: Size, now: number): Promise<void> {
  await store.transaction(async (trx) => {
    await seedCatalog(trx, size);
    await seedDowntimes(trx, size, now);
  });
  await sql`analyze`.execute(store.db);
}

/** @example serviceName(7) === 'service-0007' */
export function serviceName(number: number): string {
  return `service-${String(number).padStart(4, '0')}`;
}

/** @example downtimeId(7) === 'downtime-000007' */
export function downtimeId(number: number): string {
  return `downtime-${String(number).padStart(6, '0')}`;
}

async function seedCatalog(trx: Trx, { services, windows }: Size): Promise<void> {
  const each = Math.floor(windows / services);
  const days = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
  const rows = Array.from({ length: services }, (_, i) => {
    const names = Array.from({ length: each }, (_, w) => `${serviceName(i)}-${w}`);
    return [
      { kind: 'service', name: serviceName(i), body: { zone: 'Europe/Berlin', windows: names } },
      ...names.map((name, w) => ({
        kind: 'window',
        name,
        body: {
          zone: 'Europe/Berlin',
          start: `2025-01-06T${String((w * 5 + i) % 24).padStart(2, '0')}:00`,
          duration: 'PT4H',
          rrule: `FREQ=WEEKLY;BYDAY=${days[(w + i) % 7]}`,
        },
      })),
    ];
  }).flat();
  await sql`
    insert into catalog_entries (kind, name, body, version)
    select row ->> 'kind', row ->> 'name', row -> 'body', 1
    from json_array_elements(${JSON.stringify(rows)}::json) as row`.execute(trx);
  await sql`update store_sequence set value = 1 where name = 'catalog'`.execute(trx);
}

async function seedDowntimes(trx: Trx, { services, downtimes }: Size, now: number): Promise<void> {
  const { body, revision } = shape();
  const number = sql`(g % ${sql.lit(services)})`;
  const round = sql`(g / ${sql.lit(services)})`;
  const coming = sql`${round} % ${sql.lit(toCome)} = 0`;
  // In the service's first window, so that nothing is in their way.
  const inWindow = sql`extract(epoch from (date_trunc('week', ${new Date(now)}::timestamptz at time zone 'Europe/Berlin')
    + (1 + ${round} / ${sql.lit(toCome)}) * interval '1 week' + ${number} % 7 * interval '1 day'
    + ${number} % 24 * interval '1 hour') at time zone 'Europe/Berlin') * 1000`;
  // The same two years, however many there are, and nothing on the hour that all of them share.
  const past = sql`${sql.lit(now - 24 * HOUR)} - g::float8 / ${sql.lit(downtimes)} * ${sql.lit(730 * 24 * HOUR)}`;
  await sql`
    create temporary table seeded on commit drop as
    select 'downtime-' || lpad(g::text, 6, '0') as id,
      'service-' || lpad(${number}::text, 4, '0') as service,
      (case when ${coming} then ${inWindow} else ${past} end)::bigint as start, ${coming} as coming
    from generate_series(1, ${sql.lit(downtimes)}) as g`.execute(trx);
  const end = sql`start + ${sql.lit(HOUR)}`;
  const told = sql`${json(revision)} || jsonb_build_object('services', jsonb_build_array(service),
    'start', start, 'end', ${end}, 'at', start - ${sql.lit(48 * HOUR)})`;
  await sql`
    insert into downtime_downtimes (id, version, state, title, mode, services, owner, people, start_at,
      busy_from, busy_until, next_at, series, occurrence_at, body, created_at, changed_at)
    select id, 3, case when coming then 'scheduled' else 'completed' end, 'Move the database', 'full',
      array[service], 'owner of ' || service, '{}', ${at(sql`start`)}, ${at(sql`start`)}, ${at(end)},
      case when coming then ${at(sql`start - ${sql.lit(15 * MINUTE)}`)} end, null, null,
      (${json(body)} || jsonb_build_object('id', id,
        'state', case when coming then 'scheduled' else 'completed' end,
        'plan', ${json(body.plan)} || jsonb_build_object('services', jsonb_build_array(service), 'start', start, 'owner', 'owner of ' || service),
        'promise', jsonb_build_array(${told}),
        'expectedEnd', ${end}, 'createdAt', start - ${sql.lit(48 * HOUR)},
        'changedAt', case when coming then start - ${sql.lit(48 * HOUR)} else ${end} end))::json,
      ${at(sql`start - ${sql.lit(48 * HOUR)}`)},
      ${at(sql`case when coming then start - ${sql.lit(48 * HOUR)} else ${end} end`)}
    from seeded`.execute(trx);
  await sql`
    insert into downtime_revisions (downtime, number, body, at)
    select id, 1, (${told})::json, ${at(sql`start - ${sql.lit(48 * HOUR)}`)} from seeded`.execute(trx);
}

function json(value: unknown): RawBuilder<unknown> {
  return sql`${sql.lit(JSON.stringify(value))}::jsonb`;
}

function at(ms: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`to_timestamp((${ms}) / 1000.0)`;
}

/** What is the same in all of them. */
function shape(): { body: Downtime; revision: Revision } {
  const revision: Revision = {
    number: 1,
    at: 0,
    by: 'bench',
    why: null,
    title: 'Move the database',
    services: [],
    mode: 'full',
    part: null,
    start: 0,
    end: 0,
  };
  const plan: Plan = {
    title: 'Move the database',
    services: [],
    mode: 'full',
    part: null,
    start: 0,
    takes: HOUR,
    rollback: 0,
    owner: 'bench',
    people: [],
    warnBefore: 15 * MINUTE,
    startWithin: 30 * MINUTE,
    drainWithin: 5 * MINUTE,
    atDrainDeadline: 'go-on',
    atTurnBack: 'ask',
    extendBy: 15 * MINUTE,
    remindEvery: 30 * MINUTE,
    verify: false,
    steps: null,
  };
  const { downtime } = conceive({ type: 'draft', id: '', by: 'bench', plan }, 0);
  const body: Downtime = { ...downtime, state: 'scheduled' };
  return { body, revision };
}
