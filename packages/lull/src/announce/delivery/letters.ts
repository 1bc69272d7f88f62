import { sql } from 'kysely';
import type { Catalog } from '../../catalog/catalog.ts';
import type { Actual, Downtime, Revision } from '../../downtime/contract.ts';
import type { Reader } from '../../store/contract.ts';
import { type Instant, MINUTE } from '../../time/instant.ts';
import { linksOf } from '../audience/links.ts';
import { type AddressRow, targetOf } from '../audience/target.ts';
import type { Message, Target } from '../channels/contract.ts';
import type { Announce, NoticeKind } from '../contract.ts';
import { type Invitation, inviteFor } from '../feeds/calendar/invite.ts';
import { type Letter, type LetterFacts, letterFor } from '../message/message.ts';
import { publicPageOf } from '../public/public-catalog.ts';
import { isWorkKind } from '../work/contract.ts';
import { openWorkLetters } from '../work/letters.ts';
import type { Claimed, Fate } from './contract.ts';
import {
  type Change,
  changeFor,
  endsForThoseTold,
  isNoNews,
  type LastTold,
  readLastTold,
} from './last-told.ts';

/** A claimed notice that can be sent. */
export interface Ready {
  readonly notice: Claimed;
  /** What goes where; or what becomes of it without an attempt. */
  open(): { readonly message: Message; readonly target: Target } | Fate;
}

/** Writes what notices say. */
export interface Letters {
  /**
   * Reads what is needed for these notices; each is written when its turn has come.
   *
   * @throws LullError `store-unavailable`
   */
  open(notices: readonly Claimed[]): Promise<readonly Ready[]>;
}

/** So many letters are kept at most; beyond that they are written anew. */
const KEPT = 500;

/** They tell times from now on too ("in 3 days"). */
const FRESH_FOR = MINUTE;

interface Wave extends Change {
  readonly sequence: number;
  readonly promise: readonly Revision[];
  readonly actual: Actual;
  readonly expectedEnd: Instant | null;
}

/** A wave as it is for one recipient. */
interface ToldTo extends Wave {
  readonly last: LastTold | undefined;
}

interface SubscriberRow extends AddressRow {
  readonly language: string;
  readonly zone: string | null;
  readonly services: string[] | null;
  readonly source: string;
  readonly state: string;
}

/** A letter, and the calendar's part that goes with it; the same for many recipients. */
interface Written {
  readonly letter: Letter;
  readonly invitation: Invitation | null;
  readonly at: Instant;
}

/** What all letters of one moment have in common. */
interface Moment {
  readonly now: Instant;
  readonly catalog: Catalog;
}

/**
 * The letters of this server. One is written once for all recipients of a wave who read the same language in
 * the same zone and may know of the same services; only links and ids are another for each.
 *
 * @example const [first] = await openLetters(announce).open(claimed); first.open();
 */
export function openLetters(announce: Announce): Letters {
  const { store, settings, sealed, words } = announce;
  const written = new Map<string, Written>();

  const write = (notice: ForSubscriber, wave: ToldTo, to: SubscriberRow, moment: Moment): Written | null => {
    const { catalog } = moment;
    const { isForPrograms, takesCalendar } = announce.channels.all[notice.channel];
    const now = isForPrograms ? notice.madeAt : moment.now;
    const named = [...new Set([...wave.told.services, ...(wave.before?.services ?? [])])];
    const services = named.filter((name) => mayKnow(to, name, catalog)).map((name) => namedOf(name, catalog));
    // Who was told of services that aren't public any more still hears that nothing comes of it.
    const endsForThem = wave.last !== undefined && endsForThoseTold(notice.kind);
    if (services.length === 0 && !endsForThem) return null;
    const { language, zone } = to;
    const change = [wave.told.number, wave.before?.number];
    const about = [notice.wave, notice.kind, change, notice.channel, isForPrograms && now];
    const key = JSON.stringify([...about, language, zone, services]);
    const known = written.get(key);
    if (known !== undefined && Math.abs(now - known.at) < FRESH_FOR) return known;
    const { downtime, kind } = notice;
    const isOver = kind === 'completed' || kind === 'aborted';
    const facts: LetterFacts = {
      ...{ downtime, kind, services, now, zone: to.zone, words: words.of(to.language) },
      page: publicPageOf(catalog, settings),
      ...{ told: wave.told, before: wave.before, sequence: wave.sequence },
      actual: isOver ? wave.actual : null,
      expectedEnd: wave.expectedEnd ?? undefined,
    };
    const invitation = takesCalendar ? inviteFor(facts) : null;
    return keep(written, key, { letter: letterFor(facts), invitation, at: now });
  };

  const openOne = (
    notice: ForSubscriber,
    wave: ToldTo | undefined,
    to: SubscriberRow | undefined,
    moment: Moment,
  ): ReturnType<Ready['open']> => {
    if (wave === undefined)
      return { outcome: 'cancelled', error: 'what it belongs to is not there any more' };
    if (to === undefined) return { outcome: 'cancelled', error: 'the subscriber is not there any more' };
    if (to.state !== 'active') return { outcome: 'cancelled', error: `the subscriber is ${to.state}` };
    const target = targetOf(sealed, to);
    if (target === null) return { outcome: 'failed', error: otherSecret, disables: false };
    if (isNoNews(notice.kind, wave, wave.last, (name) => mayKnow(to, name, moment.catalog))) {
      return { outcome: 'cancelled', error: 'it is what they were told before' };
    }
    const known = write(notice, wave, to, moment);
    if (known === null) return { outcome: 'cancelled', error: 'it is about nothing that they may know of' };
    const { letter, invitation } = known;
    const { manage, unsubscribe } = linksOf(announce, to.id);
    const message = letter.to({
      id: notice.messageId,
      at: notice.madeAt,
      links: { manage, unsubscribe },
      invite: invitation?.to(target.address) ?? null,
    });
    return { message, target };
  };

  return {
    async open(all) {
      const notices = all.filter(isForSubscribers);
      const work = await openWorkLetters(
        announce,
        all.filter(({ kind }) => isWorkKind(kind)),
      );
      if (notices.length === 0) return work;
      const waves = await readWaves(store.db, [...new Set(notices.map(({ wave }) => wave))]);
      const subscribers = await readSubscribers(store.db, [...new Set(notices.map((one) => one.recipient))]);
      const lastTold = await readLastTold(store.db, notices);
      const { catalog } = await announce.keeper().catalog();
      const moment = { now: await announce.now(), catalog };
      const ready = notices.map((notice) => {
        const [wave, to] = [waves.get(notice.wave), subscribers.get(notice.recipient)];
        const last = lastTold.get(notice.id);
        const told = wave && { ...changeFor(notice.kind, wave, wave.promise, last), last };
        return { notice, open: () => openOne(notice, told, to, moment) };
      });
      // What is for people at work is the most urgent.
      return [...work, ...ready];
    },
  };
}

/** A notice to a subscriber. */
interface ForSubscriber extends Claimed {
  readonly kind: NoticeKind;
}

const isForSubscribers = (notice: Claimed): notice is ForSubscriber => !isWorkKind(notice.kind);

const otherSecret = 'its address was sealed under another LULL_SECRET: give the address again';

/** The oldest make place. */
function keep<T>(kept: Map<string, T>, key: string, value: T): T {
  kept.delete(key);
  kept.set(key, value);
  if (kept.size > KEPT) kept.delete(kept.keys().next().value!);
  return value;
}

/** What is public everybody may know; anything else only whom somebody of the team put on the list for it. */
function mayKnow({ source, services }: SubscriberRow, name: string, catalog: Catalog): boolean {
  if (catalog.services.get(name)?.public === true) return true;
  return source !== 'sign-up' && (services?.includes(name) ?? true);
}

function namedOf(name: string, { services }: Catalog): LetterFacts['services'][number] {
  const service = services.get(name);
  return { name, title: service?.title ?? name, zone: service?.zone ?? 'UTC' };
}

async function readWaves(db: Reader, ids: readonly string[]): Promise<Map<string, Wave>> {
  const { rows } = await sql<{
    id: string;
    wave: Pick<Wave, 'told' | 'before' | 'sequence'>;
    downtime: Downtime;
  }>`
    select wave.id, wave.body as wave, downtime.body as downtime
    from announce_waves as wave join downtime_downtimes as downtime on downtime.id = wave.downtime
    where wave.id = any(${[...ids]}::text[])`.execute(db);
  return new Map(
    rows.map(({ id, wave, downtime: { promise, actual, expectedEnd } }) => [
      id,
      { ...wave, promise, actual, expectedEnd },
    ]),
  );
}

async function readSubscribers(db: Reader, ids: readonly string[]): Promise<Map<string, SubscriberRow>> {
  const rows = await db
    .selectFrom('announce_subscribers')
    .select([
      'id',
      'address',
      'sealed',
      'shown',
      'is_trusted',
      'language',
      'zone',
      'services',
      'source',
      'state',
    ])
    .where(sql<boolean>`id = any(${[...ids]}::text[])`)
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}
