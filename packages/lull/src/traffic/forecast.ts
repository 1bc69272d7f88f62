import { LullError } from '../errors.ts';
import { HOUR, type Instant } from '../time/instant.ts';
import { type Interval, intersects } from '../time/interval.ts';
import { dayInterval, type HolidayDay } from './holidays.ts';
import { findOutages, type Masked, type Outages } from './mask.ts';
import { prefixSums } from './numbers.ts';
import { type Profile, profileOf } from './profile.ts';
import { rangeOf } from './range.ts';
import type { Warning } from './reading.ts';
import { type Series, seriesPeriod } from './series.ts';
import { type Confidence, trustIn } from './trust.ts';
import { flaggedPeriods, type LocalWeeks, localWeeks, slotOfCell } from './weeks.ts';

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
  /** Sums of the first 0, 1, 2 … buckets of `expected`. */
  readonly sums: Float64Array;
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

/** Weeks that are looked at: older ones would weigh less than a sixteenth. */
const mostWeeks = 16;
/** What a holiday costs more than the same day of another week, where the past ones didn't cost more still. */
const holidayExtra = 1.25;
const mostHolidayExtra = 3;

interface HolidayPeriod extends HolidayDay, Interval {}

/** The series with nothing known in these periods. */
function without(series: Series, periods: readonly Interval[]): Series {
  const values = series.values.slice();
  for (const { start, end } of periods) {
    const from = Math.max(0, Math.floor((start - series.start) / series.step));
    const to = Math.min(values.length, Math.ceil((end - series.start) / series.step));
    if (from < to) values.fill(Number.NaN, from, to);
  }
  return { ...series, values };
}

const perHour = (count: number) =>
  count.toLocaleString('en-US', count < 10 ? { maximumFractionDigits: 1 } : { maximumSignificantDigits: 2 });

/** The outages as periods, with what was counted in them and what is usual there. */
function describeOutages(series: Series, weeks: LocalWeeks, { flags, usual }: Outages): Masked[] {
  return flaggedPeriods(series, weeks, flags).map((period) => {
    const first = Math.round((period.start - series.start) / series.step);
    const count = Math.round((period.end - period.start) / series.step);
    let counted = 0;
    let expected = 0;
    for (let i = first; i < first + count; i++) {
      counted += series.values[i]! || 0;
      expected += usual[weeks.cellOfBucket[i - weeks.firstBucket]!]! || 0;
    }
    const hours = (count * series.step) / HOUR;
    const what = counted < 0.01 * expected ? 'nothing was' : `only ${perHour(counted / hours)} an hour were`;
    return {
      ...period,
      why: `${what} counted while other weeks had about ${perHour(expected / hours)} an hour`,
    };
  });
}

/** What past holidays in the weeks held, by what the profile makes of the same hours; 0 when there are none. */
function observedExtra(
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
  return usual > 0 ? counted / usual : 0;
}

/** Makes the coming holidays dearer, and says so. */
function raiseHolidays(
  expected: Float64Array,
  grid: { start: Instant; step: number },
  coming: readonly HolidayPeriod[],
  extra: number,
): Warning[] {
  return coming.map(({ start, end, date, name }) => {
    const from = Math.max(0, Math.round((start - grid.start) / grid.step));
    const to = Math.min(expected.length, Math.round((end - grid.start) / grid.step));
    for (let i = from; i < to; i++) expected[i]! *= extra;
    const more = Math.round((extra - 1) * 100);
    return { code: 'holiday', message: `${date} is ${name}: its hours count ${more} % dearer than usual.` };
  });
}

/**
 * What each bucket of a horizon will hold: the level of the last weeks times the robust profile of the week on the
 * service's wall clock, with outages, known downtimes and holidays left out of the history. Linear in the buckets.
 *
 * @throws LullError `empty-traffic` when nothing is known, or nothing is left that is not masked; `unknown-zone`
 * @example
 * const ahead = forecast(series, { now, zone: 'Europe/Berlin', horizon: { start: now, end: now + 14 * DAY } });
 * ahead.range({ start: at, end: at + 2 * HOUR }) // { expected: 41, low: 30, high: 58 }
 */
export function forecast(series: Series, options: ForecastOptions): Forecast {
  const { now, zone, horizon, masks = [], holidays = [] } = options;
  const { step } = series;
  const history = seriesPeriod(series);
  const periods: HolidayPeriod[] = holidays.map((day) => ({ ...day, ...dayInterval(day.date, zone) }));
  const past = periods.filter((period) => intersects(period, history));

  const known = without(series, [...masks, ...past]);
  if (known.values.every(Number.isNaN)) {
    throw new LullError(
      'empty-traffic',
      masks.length || past.length ? 'All of the traffic is masked' : 'The traffic holds no figure',
      'Give traffic of at least a few days, four weeks if you can, and mask less of it.',
    );
  }
  const weeks = localWeeks(known, zone, mostWeeks);
  const outages = findOutages(weeks);
  const values = weeks.values.map((value, cell) => (outages.flags[cell] ? Number.NaN : value));
  const profile = profileOf(weeks, values);

  const first = Math.floor((horizon.start - series.start) / step);
  const count = Math.max(0, Math.ceil((horizon.end - series.start) / step) - first);
  const start = series.start + first * step;
  const cells = weeks.cellsOf(start, count);
  const expected = new Float64Array(count);
  for (let i = 0; i < count; i++) expected[i] = profile.level * profile.shape[slotOfCell(weeks, cells[i]!)]!;
  const observed = Math.min(mostHolidayExtra, observedExtra(series, weeks, profile, past));
  const coming = periods.filter((period) => intersects(period, horizon));
  const holidayWarnings = raiseHolidays(expected, { start, step }, coming, Math.max(holidayExtra, observed));

  const sums = prefixSums(expected);
  const sumUntil = (instant: Instant) => {
    const at = Math.min(count, Math.max(0, (instant - start) / step));
    const whole = Math.floor(at);
    return sums[whole]! + (at - whole) * (expected[whole] ?? 0);
  };
  const usable = Array.from({ length: weeks.weeks }, (_, week) =>
    values.subarray(week * weeks.slots, (week + 1) * weeks.slots),
  ).filter((week) => week.filter((value) => !Number.isNaN(value)).length >= weeks.slots / 2).length;
  const { confidence, warnings } = trustIn({
    weeks,
    values,
    profile,
    usable,
    length: history.end - history.start,
    end: history.end,
    now,
  });
  return {
    start,
    step,
    expected,
    sums,
    range(window) {
      const sum = sumUntil(window.end) - sumUntil(window.start);
      const at = Math.max(0, Math.floor((window.start - start) / step));
      const length = Math.max(1, Math.ceil((window.end - start) / step) - at);
      const { low, high } = rangeOf({ weeks, values, profile }, cells[at] ?? 0, length);
      return { expected: sum, low: low * sum, high: high * sum };
    },
    masked: [
      ...masks,
      ...past.map(({ start, end, name }) => ({ start, end, why: name })),
      ...describeOutages(series, weeks, outages),
    ].sort((a, b) => a.start - b.start || a.end - b.end),
    missing: series.values.reduce((missing, value) => missing + (Number.isNaN(value) ? 1 : 0), 0),
    weeks: usable,
    confidence,
    warnings: [...warnings, ...holidayWarnings],
    weekTotal: profile.level * weeks.slots,
  };
}
