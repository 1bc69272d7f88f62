import { LullError } from '../errors.ts';
import { formatInstant, type Instant } from '../time/instant.ts';
import type { Interval } from '../time/interval.ts';
import type { Bucket, Reading } from './reading.ts';

/** A figure that a bucket can hold and a plan can be made from. */
export type Metric = 'visitors' | 'requests' | 'writes' | 'value';

/** Every metric, in the order in which a person would want them. */
export const metrics: readonly Metric[] = ['visitors', 'requests', 'writes', 'value'];

/** One figure per bucket over a period without gaps: NaN where nothing is known. */
export interface Series {
  /** Start of the first bucket, UTC. */
  readonly start: Instant;
  /** Length of a bucket in milliseconds. */
  readonly step: number;
  readonly values: Float64Array;
}

/**
 * The metrics that at least one bucket has a figure for, in the order in which a person would want them.
 *
 * @example metricsOf(reading.buckets) // ['visitors', 'requests', 'writes']
 */
export function metricsOf(buckets: readonly Bucket[]): Metric[] {
  return metrics.filter((metric) => buckets.some((bucket) => bucket[metric] !== null));
}

/**
 * The period that a series covers.
 *
 * @example seriesPeriod({ start: 0, step: HOUR, values: Float64Array.of(1, 2) }) // { start: 0, end: 2 * HOUR }
 */
export function seriesPeriod({ start, step, values }: Series): Interval {
  return { start, end: start + values.length * step };
}

/**
 * One metric of what was read, as a series without gaps (figures per bucket). Only buckets that were over at `until`
 * are in it. A bucket that is not listed holds 0 or NaN, as the reading says its gaps are to be read; a figure that
 * the source does not know is NaN.
 *
 * @throws LullError `empty-traffic` when no bucket was over, `unknown-metric` when the reading has no such figure.
 * @example toSeries(reading, 'visitors', now).values.length
 */
export function toSeries(reading: Reading, metric: Metric, until: Instant): Series {
  const { step, gapsAre } = reading;
  const running = reading.buckets.findIndex((bucket) => bucket.start + step > until);
  const over = running < 0 ? reading.buckets : reading.buckets.slice(0, running);
  const first = over[0];
  const last = over.at(-1);
  if (!first || !last) {
    throw new LullError(
      'empty-traffic',
      reading.buckets.length
        ? `No traffic was recorded before ${formatInstant(until)}`
        : 'The traffic holds no bucket',
      'Give traffic from before the moment that counts as the present (--now), four weeks of it if you can.',
    );
  }
  if (!over.some((bucket) => bucket[metric] !== null)) {
    const known = metricsOf(over);
    throw new LullError(
      'unknown-metric',
      `This traffic has no ${metric}`,
      known.length ? `It has ${known.join(', ')}: use --metric ${known[0]}.` : 'It has no figures at all.',
      { metric, known },
    );
  }
  const values = new Float64Array(Math.round((last.start - first.start) / step) + 1);
  values.fill(gapsAre === 'zero' ? 0 : Number.NaN);
  for (const bucket of over) {
    values[Math.round((bucket.start - first.start) / step)] = bucket[metric] ?? Number.NaN;
  }
  return { start: first.start, step, values };
}
