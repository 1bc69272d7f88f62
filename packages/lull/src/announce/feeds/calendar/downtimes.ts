import ical, { type ICalCalendar } from 'ical-generator';
import type { PublicDowntime, Told } from '../../contract.ts';
import type { PublicDocument, View } from '../../public/contract.ts';
import { downtimeLink } from '../../public/links.ts';
import { isWithdrawn } from '../../public/public-downtime.ts';
import { eventText } from '../event-text.ts';
import { phaseIn, realTimes } from '../facts.ts';
import { calendarType, feedTitle, refreshEvery } from '../feed.ts';
import { addEvent, organizerOf } from './event.ts';
import { escaped, prodId, textOf } from './safe.ts';

/** The downtimes of all public services. */
export const downtimesOfAll: PublicDocument = calendarOf('/feeds/all.ics');

/** The downtimes of one. */
export const downtimesOfService: PublicDocument = calendarOf('/feeds/{service}.ics');

function calendarOf(path: string): PublicDocument {
  return { path, type: calendarType, varies: ['language', 'zone'], isShared: true, render: downtimeCalendar };
}

/**
 * A calendar to subscribe to (RFC 5545): what is to come, what is under way, and what ended or was cancelled
 * within 90 days. Without METHOD, because nobody is invited by it.
 *
 * @param service name of a public service; null for all
 * @example downtimeCalendar(view, 'shop') // 'BEGIN:VCALENDAR…'
 */
export function downtimeCalendar(view: View, service: string | null): string {
  const { published } = view;
  const calendar = ical({
    prodId,
    name: escaped(feedTitle(view, service)),
    ttl: refreshEvery,
  });
  for (const downtime of published.downtimes) {
    const told = downtime.promise.findLast(({ services }) => service === null || services.includes(service));
    if (told !== undefined) addDowntime(downtime, told, view, calendar);
  }
  return textOf(calendar);
}

/** What was told of a service that is no longer meant stays as cancelled, so that no calendar keeps it. */
function addDowntime(downtime: PublicDowntime, told: Told, view: View, calendar: ICalCalendar): void {
  const { published, words, zone } = view;
  const { page, services } = published;
  const { id, promise, sequence, state, createdAt, changedAt } = downtime;
  const isOff = told !== promise.at(-1) || isWithdrawn(downtime);
  const phase = isOff ? 'CANCELLED' : phaseIn[state];
  const real = phase === 'CANCELLED' ? null : realTimes(downtime.actual);
  const link = downtimeLink(view, id);
  addEvent(calendar, {
    ...eventText({ told, isWithdrawn: isOff, real, phase, services, page, words, zone, link }),
    downtime: id,
    sequence,
    told,
    real,
    phase,
    createdAt,
    stamp: changedAt,
    objects: told.services.filter((name) => services.some((service) => service.name === name)),
    url: page.url,
    link,
    organizer: organizerOf(page.contact, page),
  });
}
