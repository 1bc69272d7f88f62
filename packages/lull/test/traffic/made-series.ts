import { DAY, HOUR, WEEK } from '../../src/time/instant.ts';
import { offsetAt } from '../../src/time/zone.ts';
import type { Series } from '../../src/traffic/series.ts';

/** A Monday, 00:00 UTC. */
export const monday = Date.UTC(2026, 0, 5);

export interface Making {
  readonly weeks?: number;
  readonly step?: number;
  readonly zone?: string;
  readonly start?: number;
  /**
   * Figure of a bucket at an hour of the local day (0 to 24) on a day of the week (0 is Monday), `at` its
   * start.
   */
  readonly figure: (hour: number, day: number, at: number) => number;
}

/** A series whose figures follow the wall clock of a zone. */
export function madeSeries({ weeks = 8, step = HOUR, zone = 'UTC', start = monday, figure }: Making): Series {
  const values = Float64Array.from({ length: Math.round((weeks * WEEK) / step) }, (_, i) => {
    const at = start + i * step;
    const local = at + offsetAt(at, zone);
    return figure((local % DAY) / HOUR, Math.floor((local + 3 * DAY) / DAY) % 7, at);
  });
  return { start, step, values };
}

/** A day with few at 4 o'clock and many at 16, fewer on weekends. */
export function busyDay(hour: number, day: number): number {
  return (550 - 450 * Math.cos(((hour - 4) / 24) * 2 * Math.PI)) * (day > 4 ? 0.7 : 1);
}

/** Repeatable uniform numbers in [0, 1) (Park and Miller's generator). */
export function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** A Poisson count (Knuth). */
export function poisson(next: () => number, mean: number): number {
  let count = 0;
  for (let product = next(); product > Math.exp(-mean); product *= next()) count++;
  return count;
}

/** The same series with other figures in a period; buckets that the period covers in part lose that part. */
export function silenced(series: Series, from: number, length: number): Series {
  const values = series.values.map((value, i) => {
    const start = series.start + i * series.step;
    const lost = Math.min(from + length, start + series.step) - Math.max(from, start);
    return lost > 0 ? value * (1 - lost / series.step) : value;
  });
  return { ...series, values };
}

/** The start of the cheapest window of a forecast. */
export function cheapestStart(
  { start, step, expected }: { start: number; step: number; expected: Float64Array },
  length: number,
): number {
  const count = length / step;
  const sums = Array.from({ length: expected.length - count + 1 }, (_, i) =>
    expected.subarray(i, i + count).reduce((sum, each) => sum + each, 0),
  );
  return start + sums.indexOf(Math.min(...sums)) * step;
}
