import { type ExpressionBuilder, sql } from 'kysely';
import { type Instant, MINUTE } from '../time/instant.ts';
import type { Interval } from '../time/interval.ts';
import type { BusyWith } from './busy.ts';
import type { Reader, Trx } from './contract.ts';
import type { HeldDowntime } from './downtime-rows.ts';
import { eventsChannel } from './events.ts';
import type { Tables } from './tables.ts';

/** What waits for others is looked at every second: put off for so long, the clock was set back since. */
const FAR = MINUTE;

function isDue(row: ExpressionBuilder<Tables, 'downtime_downtimes'>, now: Instant) {
  const waits = row.or([
    row('state', 'in', ['draining', 'opening']),
    row.and([row('state', '=', 'warning'), row('start_at', '<=', new Date(now))]),
  ]);
  const isPutOff = row.and([waits, row('next_at', '>', new Date(now + FAR))]);
  return row.or([row('next_at', '<=', new Date(now)), isPutOff]);
}

/**
 * The ids of the downtimes whose moment has come, the longest due first.
 *
 * @param except those that are not to be looked at yet
 * @example await dueIds(store.db, now, 100)
 */
export async function dueIds(
  db: Reader,
  now: Instant,
  limit: number,
  except: readonly string[] = [],
): Promise<string[]> {
  const rows = await db
    .selectFrom('downtime_downtimes')
    .select('id')
    .where((row) => isDue(row, now))
    .where(sql<boolean>`not (id = any(${[...except]}::text[]))`)
    .orderBy('next_at')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

/**
 * A downtime whose moment has come, locked until the transaction ends.
 *
 * @returns null when its moment was seen to, or another server sees to it now
 * @example const held = await claimDue(trx, id, now);
 */
export async function claimDue(trx: Trx, id: string, now: Instant): Promise<HeldDowntime | null> {
  const row = await trx
    .selectFrom('downtime_downtimes')
    .select(['version', 'body'])
    .where('id', '=', id)
    .where((row) => isDue(row, now))
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  return row ? { downtime: row.body, version: Number(row.version) } : null;
}

/**
 * Sets when a downtime is looked at next, where nothing else of it changed.
 *
 * @example await lookAt(trx, id, nextLook(downtime, now));
 */
export async function lookAt(trx: Trx, id: string, at: Instant | null): Promise<void> {
  await trx
    .updateTable('downtime_downtimes')
    .set({ next_at: at === null ? null : new Date(at) })
    .where('id', '=', id)
    .execute();
}

/**
 * Has those of these downtimes looked at at once that wait for what others do: gates that confirm, requests
 * that end.
 *
 * @example await lookAtWaiting(trx, ids, now);
 */
export async function lookAtWaiting(trx: Trx, ids: readonly string[], now: Instant): Promise<void> {
  await trx
    .updateTable('downtime_downtimes')
    .set({ next_at: new Date(now) })
    .where('id', 'in', [...ids].sort())
    .where('state', 'in', ['draining', 'opening'])
    .where('next_at', '>', new Date(now))
    .execute();
  await sql`select pg_notify(${eventsChannel}, '')`.execute(trx);
}

/** Which of the downtimes that have not begun are looked at again; everything given must hold. */
export interface LookAgain {
  /** Those that take up services or people in this period; all when left out. */
  readonly during?: Interval | undefined;
  /** Those of one of these services or people; all when left out. */
  readonly busyWith?: BusyWith | undefined;
  /** Only those in whose way something stands. */
  readonly flagged?: boolean | undefined;
  /** Id of one that is passed over. */
  readonly except?: string | undefined;
}

/**
 * Has the promised downtimes that have not begun looked at at once, because the rules may say something else
 * of them now.
 *
 * @returns how many
 * @example await lookAgain(trx, now, { busyWith: { services: ['shop'], people: [] } })
 */
export async function lookAgain(
  trx: Trx,
  now: Instant,
  { during, busyWith, flagged, except }: LookAgain,
): Promise<number> {
  let query = trx
    .updateTable('downtime_downtimes')
    .set({ next_at: new Date(now) })
    .where('state', 'in', ['scheduled', 'warning'])
    .where('next_at', '>', new Date(now));
  if (except !== undefined) query = query.where('id', '!=', except);
  if (flagged) query = query.where(sql<boolean>`json_array_length(body -> 'flags') > 0`);
  if (during) {
    const [start, end] = [new Date(during.start), new Date(during.end)];
    query = query.where(sql<boolean>`tstzrange(busy_from, busy_until) && tstzrange(${start}, ${end})`);
  }
  if (busyWith) {
    const [services, people] = [[...busyWith.services], [...busyWith.people]];
    query = query.where(
      sql<boolean>`(services && ${services}::text[] or people && ${people}::text[]
        or owner = any(${people}::text[]))`,
    );
  }
  const { numUpdatedRows } = await query.executeTakeFirst();
  return Number(numUpdatedRows);
}
