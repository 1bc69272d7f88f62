import { MINUTE } from '../../../time/instant.ts';
import type { Points } from '../../figures/points.ts';
import { stepOf } from '../../figures/step.ts';

/** Prometheus gives a sample again for this long after its time, its `query.lookback-delta`. */
const LOOKBACK = 5 * MINUTE;
const FEWEST = 24;

/**
 * The first point of each run where samples lie further apart than the step they were asked with: what
 * follows in a run is the same sample again, and an hourly figure must not be taken for one of five minutes.
 * Null where the points are what they seem.
 *
 * @param points at most one for each step, ascending
 * @param step milliseconds
 */
export function withoutEchoes({ times, values }: Points, step: number): Points | null {
  const starts: number[] = [];
  for (let i = 0, first = 0; i < times.length; i++) {
    if (i > 0 && times[i]! - times[i - 1]! === step) {
      if (times[i]! - times[first]! > LOOKBACK || values[i] !== values[first]) return null;
    } else {
      first = i;
      starts.push(i);
    }
  }
  const fresh = Float64Array.from(starts, (i) => times[i]!);
  const apart = stepOf(fresh, step);
  if (starts.length < FEWEST || !apart?.even || apart.length < 2 * step) return null;
  return { times: fresh, values: Float64Array.from(starts, (i) => values[i]!) };
}
