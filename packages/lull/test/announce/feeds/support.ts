import ICAL from 'ical.js';
import type { PublicDowntime, Published, Told } from '../../../src/announce/contract.ts';
import type { View } from '../../../src/announce/public/contract.ts';
import { ownWords } from '../../../src/announce/words/own.ts';
import { nothingYet } from '../../../src/downtime/contract.ts';
import { DAY, HOUR, MINUTE, parseInstant } from '../../../src/time/instant.ts';

/** A Tuesday, 23:00 in Berlin. */
export const start = parseInstant('2026-12-01T22:00:00Z');

/** When everything is looked at. */
export const now = start - 7 * DAY;

/** What people were told first. */
export const told: Told = {
  number: 1,
  title: 'Faster database',
  services: ['shop'],
  mode: 'full',
  part: null,
  start,
  end: start + HOUR,
};

/** A downtime of the shop that is coming, but for what is given; `promise` alone may say what it is. */
export function downtime(given: Partial<PublicDowntime> = {}): PublicDowntime {
  const promise = given.promise ?? [told];
  const { title, services, mode, end } = promise.at(-1)!;
  return {
    id: 'one',
    title,
    state: 'scheduled',
    services,
    mode,
    paths: [],
    promise,
    actual: nothingYet,
    expectedEnd: end,
    emergency: false,
    overdue: false,
    sequence: promise.length - 1,
    createdAt: now,
    changedAt: now,
    updates: [{ id: 'first', kind: 'scheduled', at: now, told: promise[0]! }],
    ...given,
  };
}

/** The same after it has been moved by a day, begun late and ended early. */
export function past(): PublicDowntime {
  const moved = { ...told, number: 2, start: start + DAY, end: start + DAY + HOUR };
  const began = moved.start + 3 * MINUTE;
  return downtime({
    promise: [told, moved],
    state: 'completed',
    sequence: 3,
    actual: { ...nothingYet, drainingAt: began, downAt: began + MINUTE, endedAt: began + 20 * MINUTE },
    changedAt: began + 20 * MINUTE,
    updates: [
      { id: 'first', kind: 'scheduled', at: now, told },
      { id: 'second', kind: 'moved', at: now + DAY, told: moved },
      { id: 'third', kind: 'started', at: began, told: moved },
      { id: 'fourth', kind: 'completed', at: began + 20 * MINUTE, told: moved },
    ],
  });
}

/** What anybody may know, with these downtimes. */
export function published(downtimes: readonly PublicDowntime[], given: Partial<Published> = {}): Published {
  return {
    at: now,
    version: '1',
    page: {
      title: 'Example status',
      site: null,
      zone: 'Europe/Berlin',
      colour: null,
      logo: null,
      url: 'https://status.example.com',
      isSignUpOpen: true,
      contact: 'Example <status@example.com>',
    },
    services: [
      { name: 'shop', title: 'Web shop', description: null, zone: 'Europe/Berlin', colour: null },
      { name: 'pay desk', title: 'Pay', description: 'Money', zone: 'America/New_York', colour: null },
    ],
    downtimes,
    periods: [],
    ...given,
  };
}

/** How somebody looks at it who reads English and has chosen no zone, but for what is given. */
export function viewOf(from: Published, given: Partial<View> = {}): View {
  return {
    published: from,
    words: ownWords.en!,
    languages: Object.values(ownWords),
    zone: null,
    now,
    ...given,
  };
}

/** The events of a calendar, as ical.js reads them. */
export function eventsIn(text: string): ICAL.Event[] {
  const calendar = new ICAL.Component(ICAL.parse(text));
  return calendar.getAllSubcomponents('vevent').map((each) => new ICAL.Event(each));
}

/** The values of a property. */
export function values(event: ICAL.Event, property: string): string[] {
  return event.component.getAllProperties(property).map((each) => `${each.getFirstValue()}`);
}

/** When an event begins and ends. */
export function timesOf(event: ICAL.Event): [number, number] {
  return [event.startDate.toJSDate().getTime(), event.endDate.toJSDate().getTime()];
}
