import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { type Downtime, type State, states } from '../../downtime/contract.ts';
import { overdue } from '../../downtime/moments.ts';
import { isActive, isEnd } from '../../downtime/states.ts';
import type { Trx } from '../../store/contract.ts';
import { DAY, type Instant } from '../../time/instant.ts';
import type { Announce, PublicDowntime, Published } from '../contract.ts';
import { publicPageOf, publicPeriodsOf, publicServicesOf } from './public-catalog.ts';
import { type Happened, publicDowntimeOf, publicEventKinds } from './public-downtime.ts';

/** How long what has ended is shown, and how far windows and freezes are told ahead. */
const SHOWN_FOR = 90 * DAY;
const TOLD_AHEAD = 60 * DAY;

/** How many downtimes are read in one statement. */
const AT_ONCE = 500;

/** A downtime with what happened to it, as of a version. */
interface Known {
  readonly version: string;
  readonly downtime: Downtime;
  readonly happened: readonly Happened[];
}

/** Which downtimes are shown now, by id, and their versions. */
type Shown = readonly { readonly id: string; readonly version: string }[];

/** Reads what is public, from one moment of the store. */
export type ReadPublished = () => Promise<Published>;

/**
 * Makes what reads everything public. It keeps what it has read: a downtime is read again only when its
 * version is another, and the same is given again all day as long as nothing in it has changed.
 *
 * @throws LullError `store-unavailable` when it is called
 * @example const published = await publishedFrom(announce)();
 */
export function publishedFrom(announce: Announce): ReadPublished {
  let known = new Map<string, Known>();
  let last: { readonly key: string; readonly day: Instant; readonly published: Published } | null = null;

  return () =>
    announce.store.transaction(async (trx) => {
      // One moment for all statements: what is committed between two of them is read the next time.
      await sql`set transaction isolation level repeatable read, read only`.execute(trx);
      const now = await announce.now(trx);
      const { catalog, version } = await announce.keeper().catalog(trx);
      const services = publicServicesOf(catalog);
      const names = new Set(services.map(({ name }) => name));
      const shown = await shownNow(trx, [...names], now);
      const read = await readAgain(trx, shown, known);
      known = read;
      const late = shown.filter(({ id }) => overdue(read.get(id)!.downtime, now)).map(({ id }) => id);
      const today = Math.floor(now / DAY) * DAY;
      const since = shownSince(now);
      const key = JSON.stringify([version, today, shown, late]);
      if (last?.key === key) return last.published;

      const ends = today + DAY + TOLD_AHEAD;
      const content = {
        page: publicPageOf(catalog, announce.settings),
        services,
        downtimes: shown
          .map(({ id }) => read.get(id)!)
          .map(({ downtime, happened }) =>
            publicDowntimeOf(downtime, happened, (name) => names.has(name), now),
          )
          .filter((downtime) => downtime !== null)
          // What became of it since it touched nothing public may be newer.
          .filter(({ state, changedAt }) => !isEnd(state) || changedAt >= since)
          .sort((a, b) => startOf(a) - startOf(b) || (a.id < b.id ? -1 : 1)),
        periods: publicPeriodsOf(catalog, { start: today, end: ends }),
      };
      const hash = createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 24);
      // Once a day it is as of now, though nothing has changed: files say how old they are.
      const isAsOfToday = last?.published.version === hash && last.day === today;
      const published = isAsOfToday ? last!.published : { at: now, version: hash, ...content };
      last = { key, day: today, published };
      return published;
    });
}

const startOf = ({ promise }: PublicDowntime): Instant => promise.at(-1)!.start;

const shownSince = (now: Instant): Instant => Math.floor((now - SHOWN_FOR) / DAY) * DAY;

const ofStates = (which: (state: State) => boolean): State[] => states.filter(which);

async function shownNow(trx: Trx, services: readonly string[], now: Instant): Promise<Shown> {
  if (services.length === 0) return [];
  const since = new Date(shownSince(now));
  const names = sql`${[...services]}::text[]`;
  const those = trx
    .selectFrom('downtime_downtimes')
    .select(['id', 'version'])
    .where(sql<boolean>`(services && ${names} or left_services && ${names})`);
  const active = those.where(sql<boolean>`state = any(${ofStates(isActive)}::text[])`);
  const ended = those
    .where(sql<boolean>`state = any(${ofStates(isEnd)}::text[])`)
    .where('changed_at', '>=', since);
  return active.unionAll(ended).orderBy('id').execute();
}

/** What is shown, read where it isn't known by its version; the rest is forgotten. */
async function readAgain(
  trx: Trx,
  shown: Shown,
  known: ReadonlyMap<string, Known>,
): Promise<Map<string, Known>> {
  const fresh = shown.filter(({ id, version }) => known.get(id)?.version !== version);
  const read = new Map<string, Known>();
  for (let from = 0; from < fresh.length; from += AT_ONCE) {
    const ids = fresh.slice(from, from + AT_ONCE).map(({ id }) => id);
    const rows = await trx
      .selectFrom('downtime_downtimes')
      .select(['id', 'version', 'body'])
      .where(sql<boolean>`id = any(${ids}::text[])`)
      .execute();
    const events = await trx
      .selectFrom('store_events')
      .select(['id', 'downtime', 'kind', 'revision', 'at'])
      .where(sql<boolean>`downtime = any(${ids}::text[])`)
      .where(sql<boolean>`kind = any(${[...publicEventKinds]}::text[])`)
      .orderBy('seq')
      .execute();
    const happened = Map.groupBy(events, ({ downtime }) => downtime);
    for (const { id, version, body } of rows) {
      const its = (happened.get(id) ?? []).map(({ at, ...event }) => {
        return { ...event, kind: event.kind as Happened['kind'], at: at.getTime() };
      });
      read.set(id, { version, downtime: body, happened: its });
    }
  }
  return new Map(shown.map(({ id }) => [id, read.get(id) ?? known.get(id)!]));
}
