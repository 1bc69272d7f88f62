import { type RawBuilder, sql } from 'kysely';
import { type Downtime, type State, states } from '../downtime/contract.ts';
import { hasBegun } from '../downtime/states.ts';
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
  /**
   * Those that are not over before this instant: promised or under way then, or to start then or later.
   * Drafts without a start are later than all.
   */
  readonly from?: Instant | undefined;
  /** Those that start before this instant. */
  readonly to?: Instant | undefined;
  /** The id, or how it begins. */
  readonly id?: string | undefined;
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
    next: rows.length > limit && last ? placeOf(last.body) : null,
  };
}

/**
 * Each state comes in order from its own index, and what is under way from another; asked for together, all
 * rows of them would be sorted. Nothing is read that the body has too: on PGlite each field costs as much as
 * a row.
 */
function pageOf(db: Reader, filter: DowntimeFilter, page: DowntimePage) {
  const read = ['version', 'body'] as const;
  const [first = sql<boolean>`false`, ...others] = parts(filter);
  if (others.length === 0) return ordered(db, filter, page, first).select(read);
  const rows = (which: RawBuilder<boolean>) =>
    db
      .selectFrom(
        ordered(db, filter, page, which)
          .select([...read, 'id', 'start_at'])
          .as('rows'),
      )
      .selectAll();
  const together = others.reduce((all, which) => all.unionAll(rows(which)), rows(first));
  const direction = page.newestFirst ? 'desc' : 'asc';
  return db
    .selectFrom(together.as('page'))
    .select(read)
    .orderBy('start_at', direction)
    .orderBy('id', direction)
    .limit(page.limit);
}

/** Conditions of which one holds, and never two. */
function parts({ states: wanted, from }: DowntimeFilter): RawBuilder<boolean>[] {
  const later = from === undefined ? sql`true` : sql`start_at >= ${new Date(from)}`;
  const all = wanted
    ? [...new Set(wanted)].map((state) => sql<boolean>`state = ${state} and ${later}`)
    : [sql<boolean>`${later}`];
  if (from === undefined || wanted?.length === 0) return all;
  const at = new Date(from);
  const underWay = sql<boolean>`start_at < ${at} and state = any(${[...(wanted ?? states)]}::text[])
    and busy_from is not null and (tstzrange(busy_from, busy_until) @> ${at}::timestamptz
      or (busy_until > ${at} and state = any(${begun}::text[])))`;
  return [...all, underWay];
}

/** What began late may have been asked for from a moment between its two starts on. */
const begun = states.filter(hasBegun);

function ordered(
  db: Reader,
  filter: DowntimeFilter,
  { limit, newestFirst, after }: DowntimePage,
  which: RawBuilder<boolean>,
) {
  const direction = newestFirst ? 'desc' : 'asc';
  let query = db
    .selectFrom('downtime_downtimes')
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
  const { services, visible, to, id, text, owner, series } = filter;
  const are = [sql<boolean>`true`];
  if (services) are.push(sql`services && ${[...services]}::text[]`);
  if (visible) are.push(sql`services && ${[...visible]}::text[]`);
  if (to !== undefined) are.push(sql`start_at < ${new Date(to)}`);
  if (text) are.push(sql`title ilike ${`%${text.replace(/[\\%_]/g, '\\$&')}%`}`);
  if (id !== undefined) are.push(sql`starts_with(id, ${id})`);
  if (owner !== undefined) are.push(sql`owner = ${owner}`);
  if (series !== undefined) are.push(sql`series = ${series}`);
  return are;
}

/** A start is told in milliseconds; null for none yet. */
function placeOf({ plan, id }: Downtime): string {
  return Buffer.from(JSON.stringify([plan.start, id])).toString('base64url');
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
