import { sql } from 'kysely';
import { states } from '../downtime/contract.ts';
import type { Series } from '../downtime/series.ts';
import { isEnd } from '../downtime/states.ts';
import { LullError } from '../errors.ts';
import type { Instant } from '../time/instant.ts';
import type { Reader, Trx } from './contract.ts';
import type { HeldDowntime } from './downtime-rows.ts';

/** A series as it is stored. */
export interface HeldSeries {
  readonly series: Series;
  /** From 1; rises by one with every change. */
  readonly version: number;
  /** Up to where its occurrences were made. */
  readonly madeUntil: Instant;
  readonly changedAt: Instant;
}

/**
 * Stores a new series.
 *
 * @example await insertSeries(trx, series, madeUntil, now)
 */
export async function insertSeries(
  trx: Trx,
  series: Series,
  madeUntil: Instant,
  now: Instant,
): Promise<HeldSeries> {
  await trx
    .insertInto('downtime_series')
    .values({ id: series.id, version: 1, ...columns(series, madeUntil, now) })
    .execute();
  return { series, version: 1, madeUntil, changedAt: now };
}

/**
 * Reads a series.
 *
 * @param forUpdate whether others wait until the transaction has ended before they change it
 * @returns null when there is none
 * @example await loadSeries(trx, id, { forUpdate: true })
 */
export async function loadSeries(
  db: Reader,
  id: string,
  { forUpdate = false }: { readonly forUpdate?: boolean } = {},
): Promise<HeldSeries | null> {
  let query = db.selectFrom('downtime_series').selectAll().where('id', '=', id);
  if (forUpdate) query = query.forUpdate();
  const row = await query.executeTakeFirst();
  return row ? heldOf(row) : null;
}

/**
 * Stores what became of a series, if nobody changed it since it was read.
 *
 * @param version the one that was read
 * @throws LullError `stale-version`
 * @example await saveSeries(trx, series, held.version, madeUntil, now)
 */
export async function saveSeries(
  trx: Trx,
  series: Series,
  version: number,
  madeUntil: Instant,
  now: Instant,
): Promise<HeldSeries> {
  const { numUpdatedRows } = await trx
    .updateTable('downtime_series')
    .set({ version: version + 1, ...columns(series, madeUntil, now) })
    .where('id', '=', series.id)
    .where('version', '=', String(version))
    .executeTakeFirst();
  if (numUpdatedRows > 0n) return { series, version: version + 1, madeUntil, changedAt: now };
  throw new LullError('stale-version', 'The series was changed meanwhile', 'Read it again.', { version });
}

/** Notes how far occurrences were made; the series itself is the same. */
export async function extendSeries(trx: Trx, id: string, madeUntil: Instant): Promise<void> {
  await trx
    .updateTable('downtime_series')
    .set({ made_until: new Date(madeUntil) })
    .where('id', '=', id)
    .execute();
}

/** All series, those that go on first; by title. */
export async function listSeries(db: Reader): Promise<HeldSeries[]> {
  const rows = await db
    .selectFrom('downtime_series')
    .selectAll()
    .orderBy('ended')
    .orderBy('title')
    .orderBy('id')
    .execute();
  return rows.map(heldOf);
}

/** The series of one of these services that go on. */
export async function seriesOfServices(db: Reader, services: readonly string[]): Promise<HeldSeries[]> {
  const rows = await db
    .selectFrom('downtime_series')
    .selectAll()
    .where('ended', '=', false)
    .where(sql<boolean>`services && ${[...services]}::text[]`)
    .orderBy('id')
    .execute();
  return rows.map(heldOf);
}

/** Ids of the series that go on and have occurrences to be made before then. */
export async function seriesToExtend(db: Reader, until: Instant): Promise<string[]> {
  const rows = await db
    .selectFrom('downtime_series')
    .select('id')
    .where('ended', '=', false)
    .where('made_until', '<', new Date(until))
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
}

const ends = states.filter(isEnd);

/**
 * The downtimes that a series made, by their occurrences: those from a moment on, and all that are not over.
 */
export async function downtimesOfSeries(db: Reader, id: string, from: Instant): Promise<HeldDowntime[]> {
  const rows = await db
    .selectFrom('downtime_downtimes')
    .select(['version', 'body'])
    .where('series', '=', id)
    .where((is) => is.or([is('occurrence_at', '>=', new Date(from)), is('state', 'not in', ends)]))
    .orderBy('occurrence_at')
    .orderBy('id')
    .execute();
  return rows.map(({ body, version }) => ({ downtime: body, version: Number(version) }));
}

function columns(series: Series, madeUntil: Instant, now: Instant) {
  return {
    title: series.plan.title,
    services: [...series.plan.services],
    body: JSON.stringify(series),
    made_until: new Date(madeUntil),
    ended: series.endsAt !== null && series.endsAt <= madeUntil,
    changed_at: new Date(now),
  };
}

function heldOf(row: {
  readonly body: unknown;
  readonly version: string;
  readonly made_until: Date | null;
  readonly changed_at: Date;
}): HeldSeries {
  return {
    series: row.body as Series,
    version: Number(row.version),
    madeUntil: row.made_until?.getTime() ?? 0,
    changedAt: row.changed_at.getTime(),
  };
}
