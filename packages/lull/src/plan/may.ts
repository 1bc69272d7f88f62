import { DAY, type Instant } from '../time/instant.ts';
import type { Interval } from '../time/interval.ts';
import { openStarts } from './open-starts.ts';
import { allows, standInTheWay } from './reasons.ts';
import { type Calendar, needs, type Reason, type Work } from './rules.ts';

/** The answer to "may this be done then?". */
export interface Answer {
  readonly open: boolean;
  /** Every rule that stands in the way; when open, the windows that allow it. */
  readonly reasons: readonly Reason[];
  /** The first instant at which the answer is another; null when there is none within 400 days. */
  readonly changesAt: Instant | null;
}

/** Gives the windows and freezes that touch a period, and what is taken in it. */
export type CalendarOver = (period: Interval) => Calendar;

/** How far the next change is looked for, in growing pieces: most lie in the first. */
const pieces = [2 * DAY, 13 * DAY, 45 * DAY, ...Array.from({ length: 17 }, () => 20 * DAY)];

/**
 * May the work start at `at`? Open or closed, every rule that says so, and when that changes next. The
 * planner, the command and the API all ask here. By several calendars, one for each service, it is open when
 * it is open by each of them.
 *
 * @param zone the zone in which times are written in the messages
 * @example may(calendarOver, { takes, rollback: 0, mode: 'full', announced }, at, 'Europe/Berlin').open
 */
export function may(
  calendarsOver: CalendarOver | readonly CalendarOver[],
  work: Work,
  at: Instant,
  zone: string,
): Answer {
  const coming = stretches(calendarsOver, work, at);
  const near = coming.next().value!;
  const open = near.starts[0]?.start === at;
  const because = open ? allows : standInTheWay;
  return {
    open,
    reasons: because(near.calendars, work, at, zone),
    changesAt: nextChange(near, coming, open),
  };
}

/**
 * The period of which a calendar must know everything to judge starts from `at` on for `ahead` milliseconds.
 */
export function around(at: Instant, work: Work, ahead: number): Interval {
  return { start: at, end: at + ahead + 2 * needs(work) + DAY };
}

/**
 * The first moment from `from` on at which the work may start; null when there is none within 400 days.
 *
 * @example nextOpenStart(calendarOver, work, now)
 */
export function nextOpenStart(
  calendarsOver: CalendarOver | readonly CalendarOver[],
  work: Work,
  from: Instant,
): Instant | null {
  const coming = stretches(calendarsOver, work, from);
  return nextChange(coming.next().value!, coming, false);
}

/** A piece of time and the starts in it. */
interface Stretch extends Interval {
  readonly calendars: readonly Calendar[];
  readonly starts: readonly Interval[];
}

function* stretches(
  calendarsOver: CalendarOver | readonly CalendarOver[],
  work: Work,
  from: Instant,
): Generator<Stretch, undefined> {
  let start = from;
  for (const length of pieces) {
    const range = { start, end: start + length };
    const period = around(start, work, length);
    const calendars = [calendarsOver].flat().map((calendarOver) => calendarOver(period));
    yield { ...range, calendars, starts: openStarts(calendars, work, range) };
    start = range.end;
  }
}

function nextChange(near: Stretch, coming: Iterator<Stretch, undefined>, open: boolean): Instant | null {
  for (let stretch: Stretch | undefined = near; stretch; stretch = coming.next().value) {
    const [next] = stretch.starts;
    if (open && next?.start !== stretch.start) return stretch.start;
    if (open && next!.end < stretch.end) return next!.end;
    if (!open && next) return next.start;
  }
  return null;
}
