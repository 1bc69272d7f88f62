import type { Instant } from '../../time/instant.ts';
import type { Interval } from '../../time/interval.ts';
import { wallClock } from '../../time/wallclock.ts';
import type { Words } from './contract.ts';
import { localeFor, remembered } from './locale.ts';
import { say } from './say.ts';
import { zoneName } from './zone-name.ts';

const day = 86_400_000;

const format = (options: Intl.DateTimeFormatOptions): ((locale: string) => Intl.DateTimeFormat) =>
  remembered((locale) => new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }));

const longDate = format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
const shortDate = format({ weekday: 'short', day: 'numeric', month: 'short' });
const clock = format({ hour: '2-digit', minute: '2-digit' });

/** What clocks in a zone show, as texts. What is formatted is the wall time, which needs no zone. */
interface Shown {
  readonly wall: number;
  readonly date: string;
  readonly time: string;
  readonly zone: string;
}

function shown(words: Words, at: Instant, zone: string): Shown {
  const locale = localeFor(words);
  const wall = wallClock(zone).shows(at);
  return {
    wall,
    date: longDate(locale).format(wall),
    time: clock(locale).format(wall),
    zone: zoneName(words, zone, at).full,
  };
}

/**
 * A moment with its date and zone, in the words' language.
 *
 * @example momentIn(words, start, 'Europe/Berlin') === 'Tuesday, 1 December 2026, 23:00 CET (UTC+1)'
 */
export function momentIn(words: Words, at: Instant, zone: string): string {
  const { date, time, zone: name } = shown(words, at, zone);
  return say(words, 'common.moment', { date, time, zone: name });
}

/**
 * The same in short, for a line that has little room: a subject, a heading.
 *
 * @example shortMomentIn(words, start, 'Europe/Berlin') === 'Tue, 1 Dec, 23:00 CET'
 */
export function shortMomentIn(words: Words, at: Instant, zone: string): string {
  const { wall, time } = shown(words, at, zone);
  const date = shortDate(localeFor(words)).format(wall);
  return say(words, 'common.moment', { date, time, zone: zoneName(words, zone, at).name });
}

/**
 * The day that a zone's calendars show at a moment.
 *
 * @example dateIn(words, start, 'Europe/Berlin') === 'Tuesday, 1 December 2026'
 */
export function dateIn(words: Words, at: Instant, zone: string): string {
  return shown(words, at, zone).date;
}

/**
 * Beginning and end with date and zone: the date once where both are on one day, both zones where the clocks
 * change in between.
 *
 * @example spanIn(words, told, zone) === 'Tuesday, 1 December 2026, 22:00–23:30 CET (UTC+1)'
 */
export function spanIn(words: Words, { start, end }: Interval, zone: string): string {
  const [from, to] = [shown(words, start, zone), shown(words, end, zone)];
  const values = {
    date: from.date,
    from: from.time,
    zone: from.zone,
    toDate: to.date,
    to: to.time,
    toZone: to.zone,
  };
  // An end at midnight belongs to the evening that it ends.
  const lastShown = Math.max(to.wall - 1, from.wall);
  const isOneDay = Math.floor(from.wall / day) === Math.floor(lastShown / day) && to.wall - from.wall < day;
  if (from.zone === to.zone) return say(words, isOneDay ? 'common.span' : 'common.longSpan', values);
  return say(words, isOneDay ? 'common.changingSpan' : 'common.longChangingSpan', values);
}

/**
 * The same in each of several zones, a line for each; of zones whose clocks show the same only the first.
 *
 * @param zones the reader's first
 */
export function spansIn(words: Words, span: Interval, zones: readonly string[]): string {
  const [own, ...rest] = differing(zones, span);
  const also = rest.map((zone) => say(words, 'common.also', { when: spanIn(words, span, zone) }));
  return [spanIn(words, span, own!), ...also].join('\n');
}

/** A moment in each of several zones; as `spansIn`. */
export function momentsIn(words: Words, at: Instant, zones: readonly string[]): string {
  const [own, ...rest] = differing(zones, { start: at, end: at });
  const also = rest.map((zone) => say(words, 'common.also', { when: momentIn(words, at, zone) }));
  return [momentIn(words, at, own!), ...also].join('\n');
}

function differing(zones: readonly string[], { start, end }: Interval): readonly string[] {
  const shows = (zone: string): string => [start, end].map((at) => wallClock(zone).shows(at)).join();
  return zones.filter((zone, i) => zones.findIndex((other) => shows(other) === shows(zone)) === i);
}
