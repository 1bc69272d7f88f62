import { type RawBuilder, sql } from 'kysely';
import type { State } from '../downtime/contract.ts';
import { LullError } from '../errors.ts';
import type { Instant } from '../time/instant.ts';
import type { Reader } from './contract.ts';
import type { HeldDowntime } from './downtime-rows.ts';

/** Which downtimes are wanted; everything given must hold. */
export interface DowntimeFilter {
  readonly states?: readonly State[] | null | undefined;
  /** Those of one of these services. */
  readonly services?: readonly string[] | null | undefined;
  /** Those that the caller may see: of one of these services; all when left out. */
  readonly visible?: ReadonlySet<string> | null | undefined;
  /** Those that start at this instant or later; drafts without a start are later than all. */
  readonly from?: Instant | undefined;
  /** Those that start before this instant. */
  readonly to?: Instant | undefined;
  /** Part of the title, in small or capital letters. */
  readonly text?: string | undefined;
  readonly owner?: string | undefined;
  readonly series?: string | undefined;
}

/** A page of a list by start. */
export interface DowntimePage {
  readonly limit: number;
  /** The latest first; else the earliest. */
  readonly newestFirst?: boolean | undefined;
  /** `next` of the page before. */
  readonly after?: string | undefined;
}

/**
 * Downtimes by their start, a page at a time. What is added or moved meanwhile never makes another one be
 * passed by or be there twice.
 *
 * @returns `next` is where the following page goes on; null at the end
 * @throws LullError `bad-request` when `after` is no place in the list
 * @example await listDowntimes(store.db, { services: ['shop'], from: now }, { limit: 50 })
 */
export async function listDowntimes(
  db: Reader,
  filter: DowntimeFilter,
  { limit, newestFirst = false, after }: DowntimePage,
): Promise<{ downtimes: HeldDowntime[]; next: string | null }> {
  const rows = await pageOf(db, filter, { limit: limit + 1, newestFirst, after }).execute();
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    downtimes: shown.map(({ body, version }) => ({ downtime: body, version: Number(version) })),
    next: rows.length > limit && last ? placeOf(last) : null,
  };
}

/** Each state comes in order from its own index; asked for together, all rows of them would be sorted. */
function pageOf(db: Reader, filter: DowntimeFilter, page: DowntimePage) {
  if (!filter.states) return ordered(db, filter, page, sql<boolean>`true`);
  const [first = sql<boolean>`false`, ...others] = [...new Set(filter.states)].map(
    (state) => sql<boolean>`state = ${state}`,
  );
  const rows = (which: RawBuilder<boolean>) =>
    db.selectFrom(ordered(db, filter, page, which).as('rows')).selectAll();
  const together = others.reduce((all, which) => all.unionAll(rows(which)), rows(first));
  const direction = page.newestFirst ? 'desc' : 'asc';
  return db
    .selectFrom(together.as('page'))
    .selectAll()
    .orderBy('start_at', direction)
    .orderBy('id', direction)
    .limit(page.limit);
}

function ordered(
  db: Reader,
  filter: DowntimeFilter,
  { limit, newestFirst, after }: DowntimePage,
  which: RawBuilder<boolean>,
) {
  const direction = newestFirst ? 'desc' : 'asc';
  let query = db
    .selectFrom('downtime_downtimes')
    .select(['id', 'version', 'body', 'start_at'])
    .where(which)
    .where((is) => is.and(conditions(filter)));
  if (after !== undefined) {
    const [start, id] = placeIn(after);
    query = newestFirst
      ? query.where(sql<boolean>`(start_at, id) < (${start}::timestamptz, ${id})`)
      : query.where(sql<boolean>`(start_at, id) > (${start}::timestamptz, ${id})`);
  }
  return query.orderBy('start_at', direction).orderBy('id', direction).limit(limit);
}

function conditions(filter: DowntimeFilter) {
  const { services, visible, from, to, text, owner, series } = filter;
  const are = [sql<boolean>`true`];
  if (services) are.push(sql`services && ${[...services]}::text[]`);
  if (visible) are.push(sql`services && ${[...visible]}::text[]`);
  if (from !== undefined) are.push(sql`start_at >= ${new Date(from)}`);
  if (to !== undefined) are.push(sql`start_at < ${new Date(to)}`);
  if (text) are.push(sql`title ilike ${`%${text.replace(/[\\%_]/g, '\\$&')}%`}`);
  if (owner !== undefined) are.push(sql`owner = ${owner}`);
  if (series !== undefined) are.push(sql`series = ${series}`);
  return are;
}

/** A start is told in milliseconds; null for none yet. */
function placeOf({ start_at, id }: { readonly start_at: Date | number; readonly id: string }): string {
  const start = start_at instanceof Date ? start_at.getTime() : null;
  return Buffer.from(JSON.stringify([start, id])).toString('base64url');
}

function placeIn(text: string): [start: Date | 'infinity', id: string] {
  const place = parsed(text);
  if (Array.isArray(place) && place.length === 2 && isStart(place[0]) && isId(place[1])) {
    return [place[0] === null ? 'infinity' : new Date(place[0]), place[1]];
  }
  throw new LullError('bad-request', 'That is no place in the list', 'Take `next` of the page before.');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return null;
  }
}

/** As far as times go on both sides. */
const isStart = (value: unknown): value is number | null =>
  value === null || (Number.isInteger(value) && Math.abs(value as number) <= 4e13);

const isId = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= 200 && !value.includes('\0');
