import type { Instant } from '../time/instant.ts';
import { type Interval, intersects } from '../time/interval.ts';
import type { HolidayDay } from './holidays.ts';
import type { Profile } from './profile.ts';
import type { Warning } from './reading.ts';
import type { Series } from './series.ts';
import { type LocalWeeks, slotOfCell } from './weeks.ts';

/** A holiday is never taken for cheaper: fewer people are there to help, and nobody knows who comes. */
const leastFactor = 1.25;
const mostFactor = 3;

/** A holiday and its local day. */
export interface HolidayPeriod extends HolidayDay, Interval {}

/**
 * By how much holidays are dearer than other days: what past ones in the weeks held by what the profile makes
 * of the same hours, but never less than 1.25 nor more than 3.
 *
 * @example holidayFactor(series, weeks, profile, []) === 1.25
 */
export function holidayFactor(
  series: Series,
  weeks: LocalWeeks,
  profile: Profile,
  past: readonly Interval[],
): number {
  let counted = 0;
  let usual = 0;
  for (const { start, end } of past) {
    const first = Math.max(weeks.firstBucket, Math.ceil((start - series.start) / series.step));
    const last = Math.min(series.values.length, Math.floor((end - series.start) / series.step));
    for (let i = first; i < last; i++) {
      const cell = weeks.cellOfBucket[i - weeks.firstBucket]!;
      const level = profile.levels[Math.floor(cell / weeks.slots)] ?? Number.NaN;
      if (Number.isNaN(series.values[i]!) || Number.isNaN(level)) continue;
      counted += series.values[i]!;
      usual += level * profile.shape[slotOfCell(weeks, cell)]!;
    }
  }
  const observed = usual > 0 ? counted / usual : 0;
  return Math.min(mostFactor, Math.max(leastFactor, observed));
}

/**
 * Makes the holidays in a horizon dearer.
 *
 * @param expected what is expected per bucket of the horizon; changed in place
 * @returns a warning for each
 * @example raiseHolidays(expected, { start, step }, holidays, holidayFactor(series, weeks, profile, past))
 */
export function raiseHolidays(
  expected: Float64Array,
  grid: { readonly start: Instant; readonly step: number },
  holidays: readonly HolidayPeriod[],
  factor: number,
): Warning[] {
  const horizon = { start: grid.start, end: grid.start + expected.length * grid.step };
  return holidays
    .filter((holiday) => intersects(holiday, horizon))
    .map(({ start, end, date, name }) => {
      const from = Math.max(0, Math.round((start - grid.start) / grid.step));
      const to = Math.min(expected.length, Math.round((end - grid.start) / grid.step));
      for (let i = from; i < to; i++) expected[i]! *= factor;
      const more = Math.round((factor - 1) * 100);
      return { code: 'holiday', message: `${date} is ${name}: its hours count ${more} % dearer than usual.` };
    });
}
