import type { Instant } from '../time/instant.ts';
import { type Interval, intersects } from '../time/interval.ts';
import { cleanHistory } from './history.ts';
import { holidayFactor, raiseHolidays } from './holiday-extra.ts';
import { dayInterval, type HolidayDay } from './holidays.ts';
import type { Masked } from './mask.ts';
import { countKnown } from './numbers.ts';
import { profileOf } from './profile.ts';
import { rangeOf } from './range.ts';
import type { Warning } from './reading.ts';
import { type Series, seriesPeriod } from './series.ts';
import { sumOver } from './sum-over.ts';
import { type Confidence, trustIn } from './trust.ts';
import { slotOfCell, usableWeeks } from './weeks.ts';

export type { Masked } from './mask.ts';
export type { Confidence } from './trust.ts';

/** An expected sum and the range in which it falls four times in five. */
export interface Range {
  readonly expected: number;
  readonly low: number;
  readonly high: number;
}

/** What a forecast is made for, and what is known beside the series. */
export interface ForecastOptions {
  /** The moment that counts as the present, UTC; the series ends before it. */
  readonly now: Instant;
  /** IANA zone on whose wall clock the week repeats. */
  readonly zone: string;
  /** What is to be forecast. */
  readonly horizon: Interval;
  /** Known downtimes in the history: they are left out. */
  readonly masks?: readonly Masked[];
  /** Holidays in the history, which are left out, and in the horizon, which are made dearer. */
  readonly holidays?: readonly HolidayDay[];
}

/** What is to be expected over a horizon, on the grid of the series' buckets. */
export interface Forecast {
  /** Start of the first bucket, at or before the horizon's start. */
  readonly start: Instant;
  /** Length of a bucket in milliseconds. */
  readonly step: number;
  /** Expected figure per bucket, up to the horizon's end or past it by less than a bucket. */
  readonly expected: Float64Array;
  /** The sum over a window in the horizon, partial buckets by their share, with its range. */
  range(window: Interval): Range;
  /** What of the history was left out, by start. */
  readonly masked: readonly Masked[];
  /** Buckets of the history of which nothing is known. */
  readonly missing: number;
  /** Weeks of the history of which at least half is known and not left out. */
  readonly weeks: number;
  readonly confidence: Confidence;
  readonly warnings: readonly Warning[];
  /** Expected sum over one week. */
  readonly weekTotal: number;
}

/**
 * What each bucket of a horizon will hold: the level of the last weeks times the robust profile of the week
 * on the service's wall clock, with outages, known downtimes and holidays left out of the history. Linear in
 * the buckets.
 *
 * @throws LullError `empty-traffic` when nothing is known, or nothing is left that is not masked;
 * `unknown-zone`
 * @example
 * const ahead = forecast(series, { now, zone: 'Europe/Berlin', horizon });
 * ahead.range({ start: at, end: at + 2 * HOUR }) // { expected: 41, low: 30, high: 58 }
 */
export function forecast(series: Series, options: ForecastOptions): Forecast {
  const { now, zone, horizon, masks = [], holidays = [] } = options;
  const { step } = series;
  const period = seriesPeriod(series);
  const holidayPeriods = holidays.map((day) => ({ ...day, ...dayInterval(day.date, zone) }));
  const pastHolidays = holidayPeriods.filter((holiday) => intersects(holiday, period));
  const { weeks, values, masked } = cleanHistory(series, zone, [
    ...masks.filter((mask) => intersects(mask, period)),
    ...pastHolidays.map(({ start, end, name }) => ({ start, end, why: name })),
  ]);
  const profile = profileOf(weeks, values);

  const first = Math.floor((horizon.start - series.start) / step);
  const count = Math.max(0, Math.ceil((horizon.end - series.start) / step) - first);
  const start = series.start + first * step;
  const cells = weeks.cellsOf(start, count);
  const expected = new Float64Array(count);
  for (let i = 0; i < count; i++) expected[i] = profile.level * profile.shape[slotOfCell(weeks, cells[i]!)]!;
  const factor = holidayFactor(series, weeks, profile, pastHolidays);
  const holidayWarnings = raiseHolidays(expected, { start, step }, holidayPeriods, factor);

  const expectedOver = sumOver({ start, step, values: expected });
  const usable = usableWeeks(weeks, values);
  const length = period.end - period.start;
  const { confidence, warnings } = trustIn({ weeks, values, profile, usable, length, end: period.end, now });
  return {
    start,
    step,
    expected,
    range(window) {
      const sum = expectedOver(window);
      const at = Math.max(0, Math.floor((window.start - start) / step));
      const cellCount = Math.max(1, Math.ceil((window.end - start) / step) - at);
      const { low, high } = rangeOf({ weeks, values, profile }, cells[at] ?? 0, cellCount);
      return { expected: sum, low: low * sum, high: high * sum };
    },
    masked,
    missing: series.values.length - countKnown(series.values),
    weeks: usable,
    confidence,
    warnings: [...warnings, ...holidayWarnings],
    weekTotal: profile.level * weeks.slots,
  };
}
