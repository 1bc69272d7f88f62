import type { Interval } from '../time/interval.ts';
import { prefixSums } from './numbers.ts';
import type { Series } from './series.ts';

/**
 * The sum of a series over any period in constant time, by prefix sums; a bucket that is only partly covered
 * counts by its part.
 *
 * @example sumOver({ start: 0, step: 10, values: Float64Array.of(1, 3) })({ start: 5, end: 20 }) // 3.5
 */
export function sumOver({ start, step, values }: Series): (period: Interval) => number {
  const sums = prefixSums(values);
  const until = (instant: number): number => {
    const at = Math.min(Math.max((instant - start) / step, 0), values.length);
    const whole = Math.floor(at);
    return whole === at ? sums[whole]! : sums[whole]! + (at - whole) * (values[whole]! || 0);
  };
  return (period) => until(period.end) - until(period.start);
}
