import { DAY, HOUR, type Instant, WEEK } from '../time/instant.ts';
import type { Interval } from '../time/interval.ts';
import { offsetSpans } from '../time/zone.ts';
import { countKnown } from './numbers.ts';
import { type Series, seriesPeriod } from './series.ts';

/** 1970-01-05 was the first Monday: what the hour of the week is counted from. */
const monday = 4 * DAY;

/**
 * The last weeks of a series on the wall clock of its service. A cell is one step of local time; the cells of
 * a week follow each other, the oldest week first, the newest ending where the series ends, so that `slots`
 * cells earlier is the same hour a week before, whatever the clocks did in between.
 */
export interface LocalWeeks {
  /** Cells in a week. */
  readonly slots: number;
  /** Cells in a day (the last one shorter, where the step does not divide a day). */
  readonly slotsPerDay: number;
  /** Weeks on the grid. */
  readonly weeks: number;
  /** Length of a cell in milliseconds. */
  readonly step: number;
  /** Figure per cell; NaN where nothing is known. Of an hour that happened twice, the mean of both. */
  readonly values: Float64Array;
  /** Slot of the day (0 is local midnight) of each slot of the week. */
  readonly slotOfDay: Int32Array;
  /** Day of the week (0 is Monday) of each slot of the week. */
  readonly dayOfWeek: Int32Array;
  /** Index into the series of the first bucket that is on the grid. */
  readonly firstBucket: number;
  /** Cell of each bucket from `firstBucket` on. */
  readonly cellOfBucket: Int32Array;
  /**
   * Cells of the buckets of any other period on the same step; cells after the last week count on from it.
   */
  cellsOf(start: Instant, count: number): Int32Array;
}

/**
 * Lays the last weeks of a series on the wall clock of a zone.
 *
 * @param most how many weeks at most; older buckets are left out
 * @example localWeeks(series, 'Europe/Berlin', 26).slots // 168 when the step is an hour
 */
export function localWeeks(series: Series, zone: string, most: number): LocalWeeks {
  const { step, values: figures } = series;
  const { start, end } = seriesPeriod(series);
  const localEnd = end + (offsetSpans(zone, { start: end, end: end + 1 })[0]?.offset ?? 0);
  const weeks = Math.min(most, Math.ceil((end - start) / WEEK));
  const slots = Math.max(1, Math.ceil(WEEK / step));
  const origin = localEnd - weeks * WEEK;

  const cellsOf = (from: Instant, count: number): Int32Array => {
    const cells = new Int32Array(count);
    let i = 0;
    for (const span of offsetSpans(zone, { start: from, end: from + count * step })) {
      for (; i < count && from + i * step < span.end; i++) {
        const local = from + i * step + span.offset - origin + step / 2;
        const week = Math.floor(local / WEEK);
        cells[i] = week * slots + Math.min(slots - 1, Math.floor((local - week * WEEK) / step));
      }
    }
    return cells;
  };

  const firstBucket = Math.max(0, figures.length - Math.ceil((weeks * WEEK + DAY) / step));
  const cellOfBucket = cellsOf(start + firstBucket * step, figures.length - firstBucket);
  const values = new Float64Array(weeks * slots).fill(Number.NaN);
  const times = new Uint8Array(values.length);
  for (let i = 0; i < cellOfBucket.length; i++) {
    const cell = cellOfBucket[i]!;
    const figure = figures[firstBucket + i]!;
    if (cell < 0 || Number.isNaN(figure)) continue;
    values[cell] = times[cell] ? (values[cell]! * times[cell]! + figure) / (times[cell]! + 1) : figure;
    times[cell]!++;
  }

  const slotOfDay = new Int32Array(slots);
  const dayOfWeek = new Int32Array(slots);
  for (let slot = 0; slot < slots; slot++) {
    const sinceMonday = (((origin + slot * step - monday) % WEEK) + WEEK) % WEEK;
    dayOfWeek[slot] = Math.floor(sinceMonday / DAY);
    slotOfDay[slot] = Math.floor((sinceMonday % DAY) / step);
  }
  const slotsPerDay = Math.max(1, Math.ceil(DAY / step));
  return {
    slots,
    slotsPerDay,
    weeks,
    step,
    values,
    slotOfDay,
    dayOfWeek,
    firstBucket,
    cellOfBucket,
    cellsOf,
  };
}

/**
 * Hour of the local day (0 to 23) in which a slot of the week begins.
 *
 * @example hourOfSlot(weeks, slotOfCell(weeks, cell))
 */
export function hourOfSlot({ slotOfDay, step }: LocalWeeks, slot: number): number {
  return Math.min(23, Math.floor((slotOfDay[slot]! * step) / HOUR));
}

/**
 * Slot of the week of a cell, also of one before the first week or after the last.
 *
 * @example slotOfCell(weeks, -1) === weeks.slots - 1
 */
export function slotOfCell({ slots }: LocalWeeks, cell: number): number {
  return ((cell % slots) + slots) % slots;
}

/**
 * How many weeks are known by half or more.
 *
 * @param values figure per cell, NaN where it is unknown or left out
 * @example usableWeeks(weeks, weeks.values)
 */
export function usableWeeks({ weeks, slots }: LocalWeeks, values: Float64Array): number {
  let usable = 0;
  for (let week = 0; week < weeks; week++) {
    if (countKnown(values.subarray(week * slots, (week + 1) * slots)) >= slots / 2) usable++;
  }
  return usable;
}

/**
 * The periods of the series whose cells are flagged, each as long as the flags hold without a break.
 *
 * @param flags 1 for each cell that is flagged
 * @example flaggedPeriods(series, weeks, findOutages(weeks).flags) // [{ start, end }]
 */
export function flaggedPeriods(series: Series, weeks: LocalWeeks, flags: Uint8Array): Interval[] {
  const periods: Interval[] = [];
  const at = (i: number) => series.start + (weeks.firstBucket + i) * series.step;
  const { cellOfBucket } = weeks;
  for (let i = 0; i < cellOfBucket.length; i++) {
    if (!flags[cellOfBucket[i]!]) continue;
    const from = i;
    while (i < cellOfBucket.length && flags[cellOfBucket[i]!]) i++;
    periods.push({ start: at(from), end: at(i) });
  }
  return periods;
}
