import { LullError } from '../errors.ts';
import type { Duration } from './duration.ts';
import { expandRule, MOST_STARTS } from './expansion.ts';
import { DAY, type Instant, parseInstant } from './instant.ts';
import { type Interval, intersects } from './interval.ts';
import {
  badRule,
  CENTURY,
  type Expansion,
  mostStartsPerDay,
  parseRule,
  type RuleParts,
  setsTimeOfDay,
  type Until,
} from './rrule.ts';
import { spokenLength } from './spoken.ts';
import { Temporal } from './temporal.ts';
import { type WallClock, type WallMs, wallClock } from './wallclock.ts';
import type { DstRemark } from './zone.ts';

/** When something happens, as a person writes it. */
export interface RecurrenceRule {
  /** IANA name of the zone whose wall clock the times are read on. */
  readonly zone: string;
  /**
   * Wall time in the zone (2026-01-05T02:00), an instant when it ends in Z, or a date alone for its midnight.
   */
  readonly start: string;
  /** RFC 5545 RRULE; without one it happens once. */
  readonly rrule?: string | null | undefined;
  /** Starts that are left out, and ones that are added: written like `start`, compared as instants. */
  readonly exdate?: readonly string[] | null | undefined;
  readonly rdate?: readonly string[] | null | undefined;
  /** Days are added on the wall clock, the rest is exact. */
  readonly duration: Duration;
}

/** One time that a recurrence happens. */
export interface Occurrence extends Interval {
  /**
   * The start on the wall clock as the rule names it: with `remark` moved it is a time that did not exist.
   */
  readonly wallStart: WallMs;
  /** What a change of the clocks did to the start. */
  readonly remark: DstRemark;
}

/** A recurrence that can be asked; asking has no effect but to remember what was learned of rule and zone. */
export interface Recurrence {
  readonly zone: string;
  readonly duration: Duration;
  /**
   * Every occurrence that shares an instant with the period, whole, not joined, sorted by start, each start
   * once.
   *
   * @throws LullError `too-many-occurrences`; never for a period of at most `ANSWERED_AT_ONCE`
   */
  between(interval: Interval): Occurrence[];
  /** The first occurrence that starts after the instant, or null when none does within a century. */
  next(after: Instant): Occurrence | null;
}

/** A recurrence is refused where a period of this many milliseconds could hold too many occurrences. */
export const ANSWERED_AT_ONCE = 60 * DAY;

/** Covers a zone's distance from UTC and a jump of its clocks by a whole day. */
const WALL_MARGIN = 2 * DAY;

/**
 * A recurrence by the rules of RFC 5545 on the wall clock of a zone: a start that a change of the clocks
 * leaves out moves on by the gap, one that happens twice is taken first. EXDATE beats RRULE and RDATE; COUNT
 * counts before EXDATE.
 *
 * @throws LullError `unknown-zone`, `bad-instant`, `bad-rule`, `bad-duration`
 * @example
 * const night = { zone: 'Europe/Berlin', start: '2026-01-05T02:00', duration: parseDuration('4h') };
 * const nightly = recurrence({ ...night, rrule: 'FREQ=DAILY' });
 * nightly.next(Date.UTC(2026, 2, 28, 12)) // starts 2026-03-29T01:00:00Z, remark 'moved'
 */
export function recurrence(written: RecurrenceRule): Recurrence {
  const clock = wallClock(written.zone);
  const { duration } = written;
  if (duration.days + duration.ms <= 0) {
    throw new LullError('bad-duration', 'A duration of nothing is no period', 'Give one longer than zero.');
  }
  const wholeDays = isDate(written.start);
  const start = parseMoment(written.start, clock, { wholeDays });
  const excluded = new Set(
    (written.exdate ?? []).map((text) => parseMoment(text, clock, { wholeDays }).instant),
  );
  const added = (written.rdate ?? []).map((text) => parseMoment(text, clock, { wholeDays }));
  const length = duration.days * DAY + duration.ms;
  const rule = written.rrule ? parseRule(written.rrule) : null;
  if (rule) checkStarts(rule, wholeDays, length);
  const until = lastAllowed(rule?.until ?? null, clock);
  const expansion = rule ? expandRule(rule, start.wall, until.wall) : once(start.wall);

  const atWall = (wall: WallMs): Moment => {
    // A start written as an instant may be the second of two equal wall times.
    if (wall === start.wall) return start;
    return { wall, ...clock.at(wall) };
  };
  const occurrence = ({ wall, instant, remark }: Moment): Occurrence => {
    const end = duration.days ? clock.at(wall + duration.days * DAY).instant : instant;
    return { start: instant, end: end + duration.ms, wallStart: wall, remark };
  };
  const startingOnWall = (from: WallMs, to: WallMs): Occurrence[] => {
    const ruled = expansion.between(from, to).map(atWall);
    const moments = ruled
      .filter(({ instant }) => instant <= until.instant)
      .concat(added.filter(({ wall }) => wall >= from && wall < to))
      .filter(({ instant }) => !excluded.has(instant));
    return eachStartOnce(moments).map(occurrence);
  };

  return {
    zone: clock.zone,
    duration,
    between(interval) {
      if (interval.start >= interval.end) return [];
      const from = interval.start - length - WALL_MARGIN;
      const touching = startingOnWall(from, interval.end + WALL_MARGIN);
      return touching.filter((each) => intersects(each, interval));
    },
    next(after) {
      const offset = (at: Instant) => clock.shows(at) - at;
      let from = after + Math.min(offset(after - DAY), offset(after), offset(after + DAY));
      for (;;) {
        const wall = earliest([expansion.next(from), ...added.map((moment) => moment.wall)], from);
        if (wall === null || wall > after + CENTURY) return null;
        const found = startingOnWall(wall, wall + 1).find((each) => each.start > after);
        if (found) {
          // A start that was moved over a gap may come after one whose wall time is later.
          return startingOnWall(wall, clock.shows(found.start) + 1).find((each) => each.start > after)!;
        }
        from = wall + 1;
      }
    },
  };
}

/** A time on the wall clock and the instant that it stands for. */
export interface Moment {
  readonly wall: WallMs;
  readonly instant: Instant;
  readonly remark: DstRemark;
}

function checkStarts(rule: RuleParts, wholeDays: boolean, length: number): void {
  if (wholeDays && setsTimeOfDay(rule)) {
    throw badRule(rule.text, 'it sets a time of day, and its start is a date alone');
  }
  const perDay = mostStartsPerDay(rule);
  const asked = (ANSWERED_AT_ONCE + length + 2 * WALL_MARGIN) / DAY;
  if (Math.min(perDay * asked, rule.count ?? Number.POSITIVE_INFINITY) > MOST_STARTS) {
    const often = `starts up to ${perDay.toLocaleString('en')} times a day`;
    throw badRule(rule.text, `it ${often} and lasts ${spokenLength(length)}; let it start less often`);
  }
}

const wallForm = /^\d{4}-?\d\d-?\d\d[T ]\d\d(?::?\d\d){1,2}$/i;
const dateForm = /^\d{4}-?\d\d-?\d\d$/;

/**
 * Whether the text is a date without a time of day; it need not be one of the calendar.
 *
 * @example isDate('2026-12-18') === true
 */
export function isDate(text: string): boolean {
  return dateForm.test(text);
}

/**
 * Reads a time as RecurrenceRule.start is written. A date alone is its midnight where `wholeDays` says that
 * the dates beside it are written so too; else it is refused, for it names no time of day.
 *
 * @throws LullError `bad-instant`
 * @example parseMoment('2026-01-05T02:00', wallClock('Europe/Berlin')).instant === Date.UTC(2026, 0, 5, 1)
 */
export function parseMoment(text: string, clock: WallClock, { wholeDays = false } = {}): Moment {
  if (/z$/i.test(text)) {
    const instant = parseInstant(text);
    return { wall: clock.shows(instant), instant, remark: null };
  }
  try {
    if (!wallForm.test(text) && !(wholeDays && isDate(text))) throw new RangeError('no time of day');
    const wall = Temporal.PlainDateTime.from(text).toZonedDateTime('UTC').epochMilliseconds;
    return { wall, ...clock.at(wall) };
  } catch {
    throw new LullError(
      'bad-instant',
      `"${text}" is not a time`,
      'Write a time on the wall clock such as 2026-01-05T02:00, or an instant such as 2026-01-05T01:00:00Z.',
    );
  }
}

function lastAllowed(until: Until | null, clock: WallClock): { wall: WallMs; instant: Instant } {
  if (!until) return { wall: Number.POSITIVE_INFINITY, instant: Number.POSITIVE_INFINITY };
  if ('wall' in until) return { wall: until.wall, instant: Number.POSITIVE_INFINITY };
  const { instant } = until;
  // Where the clocks changed just before, more than one wall time stands for instants up to this one.
  return { wall: Math.max(clock.shows(instant), clock.shows(instant - DAY) + DAY), instant };
}

const once = (start: WallMs): Expansion => ({
  between: (from, to) => (from <= start && start < to ? [start] : []),
  next: (from) => (from <= start ? start : null),
});

function earliest(walls: readonly (WallMs | null)[], from: WallMs): WallMs | null {
  const coming = walls.filter((wall) => wall !== null && wall >= from) as WallMs[];
  return coming.length ? coming.reduce((a, b) => Math.min(a, b)) : null;
}

/** Sorted by start; of equal starts the one that no gap has moved. */
function eachStartOnce(moments: readonly Moment[]): Moment[] {
  const sorted = moments.toSorted((a, b) => a.instant - b.instant || b.wall - a.wall);
  return sorted.filter((moment, i) => moment.instant !== sorted[i - 1]?.instant);
}
