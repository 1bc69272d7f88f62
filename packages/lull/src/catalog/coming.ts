import { DAY, type Instant } from '../time/instant.ts';
import type { Interval } from '../time/interval.ts';
import {
  ANSWERED_AT_ONCE,
  isDate,
  type Occurrence,
  parseMoment,
  type Recurrence,
  type RecurrenceRule,
  recurrence,
} from '../time/recurrence.ts';
import { wallClock } from '../time/wallclock.ts';
import { offsetSpans } from '../time/zone.ts';
import { clockRemark } from './remark.ts';

/** As far ahead as is gone piece by piece; whatever is rarer than this is looked for time by time. */
const NEAR = 10 * 366 * DAY;

/** How far ahead changes of the clocks are looked for: the next two of most zones lie within. */
const CLOCKS_AHEAD = 400 * DAY;

/**
 * The times that have not ended, by start: at most `count` of them.
 *
 * @example comingTimes(recurrence, now, 10)[0].start
 */
export function comingTimes(recurrence: Recurrence, now: Instant, count: number): Occurrence[] {
  const found = recurrence.between({ start: now, end: now + 1 });
  let at = now + 1;
  for (; found.length < count && at < now + NEAR; at += ANSWERED_AT_ONCE) {
    found.push(...startingIn(recurrence, { start: at, end: at + ANSWERED_AT_ONCE }));
  }
  while (found.length < count) {
    const next = recurrence.next(Math.max(at - 1, found.at(-1)?.start ?? at - 1));
    if (next === null) break;
    found.push(next);
  }
  return found.slice(0, count);
}

/**
 * The times within 400 days to which a change of the clocks does something, by start: at most `count` of
 * them.
 *
 * @example timesOnClockChanges(recurrence, now, 4)[0].remark === 'moved'
 */
export function timesOnClockChanges(recurrence: Recurrence, now: Instant, count: number): Occurrence[] {
  const { zone } = recurrence;
  const spans = offsetSpans(zone, { start: now, end: now + CLOCKS_AHEAD });
  const found = new Map<Instant, Occurrence>();
  for (const { start: change } of spans.slice(1)) {
    // What happens twice begins before the change, what is moved begins with it: a day around holds both.
    for (const each of recurrence.between({ start: change - DAY, end: change + DAY })) {
      if (each.end > now && clockRemark(each, zone) !== null) found.set(each.start, each);
    }
  }
  return [...found.values()].toSorted((a, b) => a.start - b.start).slice(0, count);
}

/** More than these are not looked at one by one. */
const MOST_LOOKED_AT = 100;

/**
 * Which of a rule's EXDATE leave out nothing, because it has no start then: mostly those that were not moved
 * along when the time of day was. Of the first 100.
 *
 * @example
 * idleExceptions({ ...nightly, start: '2026-01-05T03:00', exdate: ['2026-04-03T02:00'] }) // that one
 */
export function idleExceptions(written: RecurrenceRule): string[] {
  const { zone, start, exdate } = written;
  const whole = recurrence({ ...written, exdate: null });
  const clock = wallClock(zone);
  return (exdate ?? []).slice(0, MOST_LOOKED_AT).filter((text) => {
    const { instant } = parseMoment(text, clock, { wholeDays: isDate(start) });
    return !whole.between({ start: instant, end: instant + 1 }).some((each) => each.start === instant);
  });
}

function startingIn(recurrence: Recurrence, period: Interval): Occurrence[] {
  return recurrence.between(period).filter(({ start }) => start >= period.start);
}
