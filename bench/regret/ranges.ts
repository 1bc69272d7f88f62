import type { Interval } from '../../packages/lull/src/time/interval.ts';
import { quantile } from '../../packages/lull/src/traffic/numbers.ts';
import type { Series } from '../../packages/lull/src/traffic/series.ts';
import { localWeeks } from '../../packages/lull/src/traffic/weeks.ts';

export interface Bounds {
  readonly low: number;
  readonly high: number;
}

/** Shares of what happened that a range may miss, for the interval score. */
export const alphas = [0.1, 0.2, 0.3] as const;

/** Ours and the peers' ranges, by their names in the tables. */
export const rangeNames = ['ours', 'last 8 weeks, least to most', 'last 8 weeks, 10 to 90 %'] as const;

/**
 * The peers' ranges: what the same window (on the wall clock) held in the last eight weeks, from the least to the most
 * and from the 10 % to the 90 % quantile. Figures that are unknown are left out in proportion.
 */
export function lastWeeks(history: Series, zone: string, window: Interval): Record<string, Bounds> {
  const weeks = localWeeks(history, zone, 8);
  const cells = weeks.cellsOf(window.start, Math.round((window.end - window.start) / history.step));
  const sums: number[] = [];
  for (let back = 1; back <= weeks.weeks + 2; back++) {
    const values = Float64Array.from(cells, (cell) => weeks.values[cell - back * weeks.slots] ?? Number.NaN);
    const known = values.filter((value) => !Number.isNaN(value));
    if (known.length > 0.5 * values.length) {
      sums.push((known.reduce((sum, value) => sum + value, 0) * values.length) / known.length);
    }
  }
  const last = Float64Array.from(sums.slice(0, 8));
  return {
    'last 8 weeks, least to most': { low: quantile(last, 0), high: quantile(last, 1) },
    'last 8 weeks, 10 to 90 %': { low: quantile(last, 0.1), high: quantile(last, 0.9) },
  };
}

/** Gneiting and Raftery's interval score: the width, plus 2 / alpha times what a miss misses by. Less is better. */
export function intervalScore({ low, high }: Bounds, actual: number, alpha: number): number {
  return high - low + (2 / alpha) * (Math.max(0, low - actual) + Math.max(0, actual - high));
}
