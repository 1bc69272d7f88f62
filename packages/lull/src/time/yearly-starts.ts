import { DAY, HOUR, MINUTE, SECOND } from './instant.ts';
import type { Expansion, RuleParts } from './rrule.ts';
import type { WallMs } from './wallclock.ts';
import { type Weekday, weekdays } from './weekday.ts';

/** A year's days, counted from 1 January 1970. */
interface Year {
  readonly number: number;
  readonly first: number;
  readonly days: number;
}

type DayTest = (day: number, year: Year) => boolean;

/**
 * The starts of a FREQ=YEARLY rule without its COUNT and UNTIL. rrule-temporal 2.2.8 is wrong where such a
 * rule combines day parts (BYYEARDAY=100;BYDAY=MO gives day 100 on any weekday), so each day of the year is
 * held against all of them, by the table of RFC 5545 section 3.3.10; a week belongs to the year that a day of
 * it lies in, as in dateutil.
 *
 * @example yearlyStarts(parseRule('FREQ=YEARLY'), 0).next(1) === Date.UTC(1971, 0, 1)
 */
export function yearlyStarts(rule: RuleParts, start: WallMs): Expansion {
  const tests = dayTests(rule, start);
  const times = timesOfDay(rule, start);
  const firstYear = yearOf(start);
  const startsIn = (number: number, from: WallMs, to: WallMs): WallMs[] => {
    const first = Date.UTC(number, 0, 1) / DAY;
    const year = { number, first, days: Date.UTC(number + 1, 0, 1) / DAY - first };
    // BYSETPOS counts the whole year's starts; without it only the days asked for are looked at.
    const counted = rule.bySetPos.length > 0;
    const begin = counted ? first : Math.max(first, Math.floor(from / DAY));
    const end = counted ? first + year.days : Math.min(first + year.days, Math.ceil(to / DAY));
    const starts: WallMs[] = [];
    for (let day = begin; day < end; day++) {
      if (tests.every((agrees) => agrees(day, year))) {
        for (const time of times) starts.push(day * DAY + time);
      }
    }
    const lowest = Math.max(from, start);
    return atPositions(starts, rule.bySetPos).filter((wall) => wall >= lowest && wall < to);
  };
  const yearFrom = (from: WallMs) =>
    firstYear + Math.max(0, Math.ceil((yearOf(from) - firstYear) / rule.interval)) * rule.interval;
  return {
    between(from, to) {
      const starts: WallMs[] = [];
      for (let year = yearFrom(from); year <= yearOf(to - 1); year += rule.interval) {
        starts.push(...startsIn(year, from, to));
      }
      return starts;
    },
    next(from) {
      for (let year = yearFrom(from); year <= yearOf(from) + 100; year += rule.interval) {
        const [found] = startsIn(year, from, Number.POSITIVE_INFINITY);
        if (found !== undefined) return found;
      }
      return null;
    },
  };
}

const yearOf = (wall: WallMs) => new Date(wall).getUTCFullYear();
const monthOf = (day: number) => new Date(day * DAY).getUTCMonth() + 1;
const dayOfMonth = (day: number) => new Date(day * DAY).getUTCDate();
const daysLeftInMonth = (day: number) => {
  const date = new Date(day * DAY);
  return (
    new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate() - date.getUTCDate()
  );
};
/** 0 is Monday; 1 January 1970 was a Thursday. */
const weekdayOf = (day: number) => (((day + 3) % 7) + 7) % 7;

/** What a day must pass: each BY part, and for a rule that leaves the day open, what its start says. */
function dayTests(rule: RuleParts, start: WallMs): DayTest[] {
  const { byDay, byMonth, byMonthDay, byYearDay, byWeekNo } = rule;
  const startDay = Math.floor(start / DAY);
  const tests: DayTest[] = [];
  if (byMonth.length) tests.push((day) => byMonth.includes(monthOf(day)));
  if (byMonthDay.length) {
    tests.push(
      (day) => byMonthDay.includes(dayOfMonth(day)) || byMonthDay.includes(-daysLeftInMonth(day) - 1),
    );
  }
  if (byYearDay.length) {
    tests.push(
      (day, { first, days }) => byYearDay.includes(day - first + 1) || byYearDay.includes(day - first - days),
    );
  }
  if (byWeekNo.length) tests.push(inWeeks(byWeekNo, weekdays.indexOf(rule.wkst)));
  if (byDay.length) tests.push(onWeekdays(byDay, byMonth.length > 0));
  if (byDay.length || byMonthDay.length || byYearDay.length) return tests;
  if (byWeekNo.length) return [...tests, (day) => weekdayOf(day) === weekdayOf(startDay)];
  if (byMonth.length === 0) tests.push((day) => monthOf(day) === monthOf(startDay));
  return [...tests, (day) => dayOfMonth(day) === dayOfMonth(startDay)];
}

/** Week 1 is the first with four days in its year: the one that holds 4 January. */
function inWeeks(weeks: readonly number[], weekStart: number): DayTest {
  const firstWeek = (year: number) => {
    const fourth = Date.UTC(year, 0, 4) / DAY;
    return fourth - ((weekdayOf(fourth) - weekStart + 7) % 7);
  };
  return (day, { number }) => {
    const year = [number + 1, number, number - 1].find((each) => firstWeek(each) <= day)!;
    const week = Math.floor((day - firstWeek(year)) / 7);
    const weeksInYear = (firstWeek(year + 1) - firstWeek(year)) / 7;
    return weeks.includes(week + 1) || weeks.includes(week - weeksInYear);
  };
}

/** Numbered weekdays (-1SU) count in the month where the rule names months, else in the year. */
function onWeekdays(byDay: readonly string[], inMonth: boolean): DayTest {
  const wanted = byDay.map((text) => ({
    weekday: weekdays.indexOf(text.slice(-2) as Weekday),
    nth: Number(text.slice(0, -2)),
  }));
  return (day, { first, days }) => {
    const before = inMonth ? dayOfMonth(day) - 1 : day - first;
    const after = inMonth ? daysLeftInMonth(day) : first + days - 1 - day;
    const nths = [0, Math.floor(before / 7) + 1, -Math.floor(after / 7) - 1];
    return wanted.some(({ weekday, nth }) => weekday === weekdayOf(day) && nths.includes(nth));
  };
}

function timesOfDay({ byHour, byMinute, bySecond }: RuleParts, start: WallMs): number[] {
  const begin = new Date(start);
  const hours = byHour.length ? byHour : [begin.getUTCHours()];
  const minutes = byMinute.length ? byMinute : [begin.getUTCMinutes()];
  const seconds = bySecond.length ? bySecond : [begin.getUTCSeconds()];
  return hours
    .flatMap((h) => minutes.flatMap((m) => seconds.map((s) => h * HOUR + m * MINUTE + s * SECOND)))
    .sort((a, b) => a - b);
}

function atPositions(starts: WallMs[], positions: readonly number[]): WallMs[] {
  if (positions.length === 0) return starts;
  return starts.filter((_, i) => positions.includes(i + 1) || positions.includes(i - starts.length));
}
