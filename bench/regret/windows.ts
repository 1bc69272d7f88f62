import { HOUR } from '../../packages/lull/src/time/instant.ts';
import { prefixSums } from '../../packages/lull/src/traffic/numbers.ts';

/** Sums of windows of any length over a stretch of buckets, and whether all of a window is known. */
export interface WindowSums {
  /** Number of buckets. */
  readonly count: number;
  sum(start: number, length: number): number;
  known(start: number, length: number): boolean;
}

export function windowSums(values: Float64Array): WindowSums {
  const sums = prefixSums(values);
  const unknown = prefixSums(values.map((value) => (Number.isNaN(value) ? 1 : 0)));
  return {
    count: values.length,
    sum: (start, length) => sums[start + length]! - sums[start]!,
    known: (start, length) => start + length <= values.length && unknown[start + length] === unknown[start],
  };
}

/** Buckets that a window of whole hours takes, at least one. */
export function bucketsIn(hours: number, step: number): number {
  return Math.max(1, Math.round((hours * HOUR) / step));
}

/** The earliest of the starts with the least sum; unknown figures count as nothing, as the naive methods read them. */
export function cheapest(expected: WindowSums, length: number, starts: readonly number[]): number {
  let best = starts[0]!;
  let least = Number.POSITIVE_INFINITY;
  for (const start of starts) {
    const sum = expected.sum(start, length);
    if (sum < least - 1e-9 * Math.abs(least === Number.POSITIVE_INFINITY ? 0 : least)) {
      least = sum;
      best = start;
    }
  }
  return best;
}
