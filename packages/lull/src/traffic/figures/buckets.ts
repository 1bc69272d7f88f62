import { HOUR, type Instant, MINUTE, WEEK } from '../../time/instant.ts';
import { spokenLength } from '../../time/spoken.ts';
import type { Bucket, Warning } from '../reading.ts';
import type { Points } from './points.ts';
import { type Step, stepOf, toCustomary } from './step.ts';

/** Figures put into buckets. */
export interface Gathered {
  /** Length of a bucket in milliseconds. */
  readonly step: number;
  readonly buckets: Bucket[];
  /** Points left out because their bucket ends after now. */
  readonly unfinished: number;
  readonly warnings: Warning[];
}

/** How the points of one bucket are put together. */
interface Grid {
  /** Length of a bucket. */
  readonly step: number;
  /** Where buckets start within a step. */
  readonly phase: number;
  /** Points that a whole bucket holds; null where the stamps keep no step. */
  readonly whole: number | null;
  /** Moves a stamp that shakes to where it belongs. */
  settle(at: Instant): Instant;
}

/**
 * Puts the figures of one series, each the figure of the time from its stamp on, into buckets. Points closer
 * together than `bucket` are summed; points further apart make the bucket as long as they are, starting where
 * they start. A bucket of which more than half is known is completed in proportion, one of which less is
 * known is missing.
 *
 * @param points instants in UTC milliseconds, ascending
 * @param bucket length wished for, in milliseconds
 * @param now nothing after it is used: a bucket that is not over by then is left out
 * @param step length of a step where it is known and need not be found
 * @example toBuckets({ times: Float64Array.of(0), values: Float64Array.of(5) }, 300_000,
 * 600_000).buckets[0].value === 5
 */
export function toBuckets(points: Points, bucket: number, now: Instant, step?: number): Gathered {
  const found =
    step === undefined ? stepOf(points.times, bucket) : { length: step, even: true, phase: 0, other: null };
  const grid = gridOf(found, bucket);
  const warnings: Warning[] = found ? stepWarnings(found, grid) : [];
  const { buckets, incomplete, crowded, unfinished } = fill(points, grid, now);
  if (incomplete.completed + incomplete.missing > 0) {
    const { completed, missing } = incomplete;
    warnings.push({
      code: 'incomplete-buckets',
      message:
        `${completed} buckets of ${spokenLength(grid.step)} lack some of their points and were completed in ` +
        `proportion, ${missing} lack half of them or more and count as missing (no row is not a zero).`,
    });
  }
  if (crowded > 0) {
    warnings.push({
      code: 'uneven-stamps',
      message: `${crowded} points share a step of ${spokenLength(grid.step)} with another and were added to it.`,
    });
  }
  return { step: grid.step, buckets, unfinished, warnings };
}

function gridOf(found: Step | null, bucket: number): Grid {
  if (!found?.even) return { step: bucket, phase: 0, whole: null, settle: (at) => at };
  const length = WEEK % found.length === 0 ? found.length : toCustomary(found.length);
  const drifts = length !== found.length;
  // A phase of a few seconds is the hand that wrote the stamps, not the service's time: half-hour zones keep
  // theirs.
  const exact = length % MINUTE === 0 ? (Math.round(found.phase / MINUTE) * MINUTE) % length : found.phase;
  const phase = drifts ? 0 : exact;
  const settle = (at: Instant) => (drifts ? at : phase + Math.round((at - phase) / length) * length);
  if (length >= bucket) return { step: length, phase, whole: 1, settle };
  const step = wholeSteps(length, bucket);
  return { step, phase: 0, whole: step / length, settle };
}

/**
 * The least multiple of `length` from `bucket` on that divides the hour, if `length` does; else the least
 * multiple.
 */
function wholeSteps(length: number, bucket: number): number {
  const least = Math.ceil(bucket / length) * length;
  if (HOUR % length !== 0) return least;
  for (let step = least; step <= HOUR; step += length) if (HOUR % step === 0) return step;
  return least;
}

function fill({ times, values }: Points, grid: Grid, now: Instant) {
  const buckets: Bucket[] = [];
  const incomplete = { completed: 0, missing: 0 };
  let crowded = 0;
  let unfinished = 0;
  for (let i = 0; i < times.length; ) {
    const first = i;
    const start = startOf(grid.settle(times[first]!), grid);
    let value = 0;
    let count = 0;
    for (; i < times.length && startOf(grid.settle(times[i]!), grid) === start; i++, count++)
      value += values[i]!;
    if (start + grid.step > now) {
      unfinished += count;
      continue;
    }
    if (grid.whole === 1) crowded += count - 1;
    else if (grid.whole !== null && count < grid.whole) {
      const known = count * 2 > grid.whole;
      // At both ends of the history a bucket is cut off as a matter of course: nothing to tell of.
      if (first > 0 && i < times.length) incomplete[known ? 'completed' : 'missing']++;
      if (!known) continue;
      value *= grid.whole / count;
    }
    buckets.push({ start, requests: null, writes: null, visitors: null, value });
  }
  return { buckets, incomplete, crowded, unfinished };
}

function startOf(at: Instant, { step, phase }: Grid): Instant {
  return phase + Math.floor((at - phase) / step) * step;
}

function stepWarnings(found: Step, grid: Grid): Warning[] {
  const warnings: Warning[] = [];
  if (!found.even) {
    warnings.push({
      code: 'irregular-stamps',
      message:
        `The stamps keep no regular distance: each bucket of ${spokenLength(grid.step)} is the sum of the rows ` +
        'in it, and one without rows is missing, not zero.',
    });
  }
  if (found.other !== null) {
    warnings.push({
      code: 'mixed-steps',
      message:
        `Most stamps are ${spokenLength(found.length)} apart, but some are ${spokenLength(found.other)} apart: ` +
        'figures of different lengths cannot be compared. Choose the part to read with --from and --to.',
    });
  }
  return warnings;
}
