import { LullError } from '../errors.ts';
import { HOUR } from '../time/instant.ts';
import type { Interval } from '../time/interval.ts';
import { mostWeeks } from './lone-stamps.ts';
import { findOutages, type Masked, type Outages } from './mask.ts';
import type { Series } from './series.ts';
import { flaggedPeriods, type LocalWeeks, localWeeks } from './weeks.ts';

/** The last weeks of a history, with what says nothing about the next ones left out. */
export interface History {
  readonly weeks: LocalWeeks;
  /** Figure per cell of the weeks, NaN where it is unknown or left out. */
  readonly values: Float64Array;
  /** What was left out, by start. */
  readonly masked: readonly Masked[];
}

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

/**
 * Lays the last weeks of a series on the wall clock and leaves out what is known to be unlike the next ones,
 * and the outages that show in the figures.
 *
 * @param known periods that are left out whatever they hold: downtimes, holidays
 * @throws LullError `empty-traffic` when nothing is known, or nothing is left
 * @example cleanHistory(series, 'Europe/Berlin', []).masked // [{ start, end, why: 'nothing was …' }]
 */
export function cleanHistory(series: Series, zone: string, known: readonly Masked[]): History {
  const left = without(series, known);
  if (left.values.every(Number.isNaN)) {
    throw new LullError(
      'empty-traffic',
      known.length > 0 ? 'All of the traffic is masked' : 'The traffic holds no figure',
      'Give traffic of at least a few days, four weeks if you can, and mask less of it.',
    );
  }
  const weeks = localWeeks(left, zone, mostWeeks);
  const outages = findOutages(weeks);
  return {
    weeks,
    values: weeks.values.map((value, cell) => (outages.flags[cell] ? Number.NaN : value)),
    masked: [...known, ...describeOutages(left, weeks, outages)].sort(
      (a, b) => a.start - b.start || a.end - b.end,
    ),
  };
}
