import ical, {
  ICalEventBusyStatus,
  type ICalEventData,
  ICalEventStatus,
  ICalEventTransparency,
} from 'ical-generator';
import { DAY } from '../../../time/instant.ts';
import type { PublicPeriod } from '../../contract.ts';
import type { PublicDocument, View } from '../../public/contract.ts';
import { listIn } from '../../words/amounts.ts';
import { say } from '../../words/say.ts';
import { spansIn } from '../../words/times.ts';
import { calendarType, feedName, refreshEvery } from '../feed.ts';
import { plain } from '../plain.ts';
import { uidOf } from './event.ts';
import { escaped, moment, prodId, textOf } from './safe.ts';

/** Windows and freezes of all public services. */
export const windowsOfAll: PublicDocument = calendarOf('/feeds/windows.ics');

/** Windows and freezes of one. */
export const windowsOfService: PublicDocument = calendarOf('/feeds/{service}/windows.ics');

function calendarOf(path: string): PublicDocument {
  return { path, type: calendarType, varies: ['language', 'zone'], isShared: true, render: windowCalendar };
}

const MOST_EVENTS = 2_000;

/**
 * The times of the next 60 days at which work may be done, and those at which it may not. Each time stands by
 * itself and no rule is given: clients resolve rules differently where the clocks change, and know no cutoff.
 *
 * @param service name of a public service; null for all
 * @example windowCalendar(view, 'shop') // 'BEGIN:VCALENDAR…'
 */
export function windowCalendar(view: View, service: string | null): string {
  const { published, words } = view;
  const calendar = ical({
    prodId,
    name: escaped(say(words, 'feed.windows', { name: feedName(published, service) })),
    ttl: refreshEvery,
  });
  const shown = published.periods.filter((each) => service === null || each.services.includes(service));
  for (const each of joined(shown).slice(0, MOST_EVENTS)) {
    calendar.createEvent(eventOf(each, view));
  }
  return textOf(calendar);
}

function eventOf(period: PublicPeriod, { published, words, zone }: View): ICalEventData {
  const { kind, name, start, end, text } = period;
  const { page, services, at } = published;
  const titles = services.filter((each) => period.services.includes(each.name)).map(({ title }) => title);
  const when = spansIn(words, period, [...new Set([zone ?? period.zone, period.zone])]);
  const description = [
    ...(text === null ? [] : [text]),
    say(words, 'feed.concerns', { services: listIn(words, titles) }),
    say(words, 'feed.when', { when }),
  ];
  return {
    id: uidOf(`${kind}-${encodeURIComponent(name)}-${start}`, page.url),
    // A time is as it is since nobody knows when: the day keeps the bytes the same for as long.
    stamp: moment(Math.floor(at / DAY) * DAY),
    start: moment(start),
    end: moment(end),
    status: ICalEventStatus.CONFIRMED,
    transparency: ICalEventTransparency.TRANSPARENT,
    busystatus: ICalEventBusyStatus.FREE,
    summary: plain(say(words, `feed.${kind}`, { name })),
    description: plain(description.join('\n'), { lines: true }),
    categories: titles.map((title) => ({ name: plain(title) })),
  };
}

/** Times of one window that touch are one. */
function joined(periods: readonly PublicPeriod[]): PublicPeriod[] {
  const last = new Map<string, PublicPeriod>();
  const whole: PublicPeriod[] = [];
  for (const each of [...periods].sort((a, b) => a.start - b.start)) {
    const key = `${each.kind} ${each.name}`;
    const before = last.get(key);
    if (before !== undefined && each.start <= before.end) {
      const wider = { ...before, end: Math.max(before.end, each.end) };
      whole[whole.lastIndexOf(before)] = wider;
      last.set(key, wider);
    } else {
      whole.push(each);
      last.set(key, each);
    }
  }
  return whole;
}
