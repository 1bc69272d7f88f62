import ical, { foldLines, ICalCalendarMethod } from 'ical-generator';
import type { Invite } from '../../channels/contract.ts';
import type { PublicPage } from '../../contract.ts';
import { aboutOf } from '../../message/about.ts';
import type { LetterFacts } from '../../message/message.ts';
import { downtimeAddress } from '../../public/addresses.ts';
import { eventText } from '../event-text.ts';
import { phaseAt, realTimes } from '../facts.ts';
import { addEvent, organizerOf } from './event.ts';
import { mailAddress, prodId, textOf } from './safe.ts';

/** What a calendar's part of a mail is made from: of what the letter is written from. */
export type InviteFacts = Pick<
  LetterFacts,
  'downtime' | 'kind' | 'told' | 'before' | 'sequence' | 'actual' | 'services' | 'words' | 'zone' | 'now'
> & {
  /** `contact` is who invites, and must be who the mail is from. */
  readonly page: Pick<PublicPage, 'title' | 'zone' | 'url' | 'contact'>;
};

/** A calendar's part but for its recipient. */
export interface Invitation {
  /** For the mail to one address. */
  to(address: string): Invite;
}

const END_OF_EVENT = 'END:VEVENT\r\n';

/**
 * The calendar's part of the mails of one notice (RFC 5546): it puts the downtime into the reader's calendar,
 * moves it there and takes it out again, by the same UID and SEQUENCE as the feeds. Nobody is asked to
 * answer. Made once for all recipients of one language and zone.
 *
 * @example inviteFor(facts).to('ann@example.com') // { method: 'REQUEST', text: 'BEGIN:VCALENDAR…' }
 */
export function inviteFor(facts: InviteFacts): Invitation {
  const { downtime, kind, sequence, services, page, now } = facts;
  const told = aboutOf(facts);
  const phase = phaseAt[kind];
  const method = phase === 'CANCELLED' ? 'CANCEL' : 'REQUEST';
  const real = phase === 'COMPLETED' && facts.actual !== null ? realTimes(facts.actual) : null;
  const link = downtimeAddress(page.url, downtime);
  const calendar = ical({ prodId, method: ICalCalendarMethod[method] });
  addEvent(calendar, {
    ...eventText({ ...facts, told, isWithdrawn: kind === 'withdrawn', real, phase, link }),
    downtime,
    sequence,
    told,
    real,
    phase,
    createdAt: null,
    // Of several with one SEQUENCE the newest holds (RFC 5546, 2.1.5).
    stamp: now,
    objects: services.map(({ name }) => name).filter((name) => told.services.includes(name)),
    url: page.url,
    link,
    organizer: organizerOf(page.contact, page),
  });
  const text = textOf(calendar);
  const place = text.lastIndexOf(END_OF_EVENT);
  const [before, after] = [text.slice(0, place), text.slice(place)];
  return { to: (address) => ({ method, text: `${before}${attendee(address)}${after}` }) };
}

/** Accepted already and not asked to answer, so that no client shows buttons or sends mails to the sender. */
function attendee(address: string): string {
  const line = `ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=OPT-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE`;
  return `${foldLines(`${line}:mailto:${mailAddress(address)}`)}\r\n`;
}
