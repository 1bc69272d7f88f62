import {
  type ICalCalendar,
  type ICalEvent,
  ICalEventBusyStatus,
  ICalEventStatus,
  ICalEventTransparency,
} from 'ical-generator';
import { type Instant, SECOND } from '../../../time/instant.ts';
import type { Interval } from '../../../time/interval.ts';
import type { Told } from '../../contract.ts';
import type { EventText } from '../event-text.ts';
import { plain } from '../plain.ts';
import { type MaintnoteFacts, maintnote } from './maintnote.ts';
import { mailAddress, moment } from './safe.ts';

/** All that a downtime's calendar event is made from, in a feed and in a mail alike. */
export interface EventFacts extends EventText, MaintnoteFacts {
  /** See `sequenceOf`. */
  readonly sequence: number;
  /** What holds now, or held last. */
  readonly told: Pick<Told, 'mode' | 'start' | 'end'>;
  /** When it really was, once it is over; null before, or where it never was. */
  readonly real: Interval | null;
  readonly createdAt: Instant | null;
  /** When what it says last changed, or when a mail with it was made. */
  readonly stamp: Instant;
  /** Where people read more of this downtime. */
  readonly link: string;
  readonly organizer: Organizer;
}

/** Who says so. */
export interface Organizer {
  readonly name: string;
  readonly email: string;
}

/**
 * Who a calendar's events come from: the sender of the notices, else nobody's address at the server's host.
 *
 * @param contact as in `Example status <status@example.com>`, or an address alone
 * @example organizerOf('Status <status@example.com>', page) // { name: 'Status', email: 'status@example.com'
 * }
 */
export function organizerOf(
  contact: string | null,
  { title, url }: { readonly title: string; readonly url: string },
): Organizer {
  const [, name = '', email] = /^([^<]*)<([^>]+)>\s*$/.exec(contact ?? '') ?? [];
  const address = email ?? contact?.trim() ?? `noreply@${new URL(url).hostname}`;
  const said = plain(name.trim().replace(/^"(.*)"$/, '$1'));
  return { name: said || plain(title) || address, email: address };
}

/**
 * Adds a downtime to a calendar as an event (RFC 5545, 3.6.1) with the properties of Maintnote. Promised
 * times until it is over, then the real ones; in UTC, which every client shows on its reader's clock.
 *
 * @example addEvent(ical(), facts)
 */
export function addEvent(calendar: ICalCalendar, facts: EventFacts): ICalEvent {
  const { start, end } = facts.real ?? facts.told;
  const isCancelled = facts.phase === 'CANCELLED';
  return calendar.createEvent({
    id: uidOf(facts.downtime, facts.url),
    sequence: facts.sequence,
    stamp: moment(facts.stamp),
    start: moment(start),
    // An end must be later than its start, and a calendar knows no milliseconds.
    end: moment(Math.max(end, start + SECOND)),
    created: facts.createdAt === null ? null : moment(facts.createdAt),
    lastModified: moment(facts.stamp),
    status: isCancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    transparency: ICalEventTransparency.TRANSPARENT,
    busystatus: ICalEventBusyStatus.FREE,
    summary: plain(facts.summary),
    description: plain(facts.description.join('\n'), { lines: true }),
    url: encodeURI(facts.link),
    organizer: { name: facts.organizer.name, email: mailAddress(facts.organizer.email) },
    categories: facts.categories.map((name) => ({ name: plain(name) })),
    x: maintnote(facts),
  });
}

/**
 * The UID of a downtime's event, which every calendar knows it by.
 *
 * @example uidOf('dt_1', 'https://status.example.com') === 'dt_1@status.example.com'
 */
export function uidOf(id: string, url: string): string {
  return `${id}@${new URL(url).hostname}`;
}
