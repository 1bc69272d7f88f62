import { LullError } from '../errors.ts';
import { formatInstant, type Instant } from '../time/instant.ts';
import type { Interval } from '../time/interval.ts';
import { spokenLength } from '../time/spoken.ts';
import { longestSilence, withoutLoneStamps } from './lone-stamps.ts';
import { type Bucket, mostBuckets, type Reading, type Warning } from './reading.ts';

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

/** A series of what was read, and what a person should know about it. */
export interface ReadSeries extends Series {
  readonly warnings: readonly Warning[];
}

/** The metrics that at least one bucket has a figure for, in the order in which a person would want them. */
function metricsOf(buckets: readonly Bucket[]): Metric[] {
  return metrics.filter((metric) => buckets.some((bucket) => bucket[metric] !== null));
}

/**
 * The period that a series covers.
 *
 * @example seriesPeriod({ start: 0, step: 9, values: Float64Array.of(1, 2) }) // { start: 0, end: 18 }
 */
export function seriesPeriod({ start, step, values }: Series): Interval {
  return { start, end: start + values.length * step };
}

/**
 * What is reported of a reading that holds nothing to plan from.
 *
 * @returns `empty-traffic`, which says whether the lines lay outside the time that was asked for, or held
 * nothing
 * @example if (reading.buckets.length === 0) throw nothingRead(reading);
 */
export function nothingRead({ buckets, dropped, lines }: Reading): LullError {
  if (buckets.length === 0 && dropped.filtered > 0) {
    const count = `${dropped.filtered.toLocaleString('en')} of ${lines.toLocaleString('en')}`;
    return new LullError(
      'empty-traffic',
      `Nothing is left to plan from: ${count} lines lie after --now, or outside --from and --to`,
      'Compare the times in the traffic with --now (without it: the present), --from and --to.',
    );
  }
  return new LullError(
    'empty-traffic',
    buckets.length > 0 ? 'No bucket of the traffic has a figure' : 'The traffic holds no bucket',
    'Look at what was read with: lull traffic SOURCE',
  );
}

/**
 * One metric of what was read, as a series without gaps (figures per bucket). Only buckets that were over at
 * `until` are in it, and none that stands alone, far from the others. Of a bucket that is not listed the
 * reading says whether it holds 0 or nothing is known (NaN); a week or more without any is unknown in every
 * case, and so is a figure that the source does not know.
 *
 * @throws LullError `empty-traffic` when no bucket was over, `unknown-metric` when the reading has no such
 * figure, `bad-option` when the series would be longer than `mostBuckets`
 * @example toSeries(reading, 'visitors', now).values.length
 */
export function toSeries(reading: Reading, metric: Metric, until: Instant): ReadSeries {
  const { step, gapsAre } = reading;
  const { kept, warnings } = withoutLoneStamps(bucketsOver(reading, until), step);
  if (!kept.some((bucket) => bucket[metric] !== null)) throw unknownMetric(metric, kept);
  const [first, last] = [kept[0]!.start, kept.at(-1)!.start];
  const count = Math.round((last - first) / step) + 1;
  if (count > mostBuckets) throw tooLong(first, last, step);
  const values = new Float64Array(count).fill(Number.NaN);
  let next = 0;
  for (const bucket of kept) {
    const at = Math.round((bucket.start - first) / step);
    if (gapsAre === 'zero' && (at - next) * step < longestSilence) values.fill(0, next, at);
    values[at] = bucket[metric] ?? Number.NaN;
    next = at + 1;
  }
  return { start: first, step, values, warnings };
}

/** The buckets that were over at an instant, at least one. */
function bucketsOver(reading: Reading, until: Instant): readonly Bucket[] {
  const { buckets, step } = reading;
  if (buckets.length === 0) throw nothingRead(reading);
  const running = buckets.findIndex((bucket) => bucket.start + step > until);
  if (running !== 0) return running < 0 ? buckets : buckets.slice(0, running);
  throw new LullError(
    'empty-traffic',
    `No traffic was recorded before ${formatInstant(until)}`,
    'Give traffic from before the moment that counts as the present (--now), four weeks of it if you can.',
  );
}

function unknownMetric(metric: Metric, buckets: readonly Bucket[]): LullError {
  const known = metricsOf(buckets);
  return new LullError(
    'unknown-metric',
    `This traffic has no ${metric}`,
    known.length ? `It has ${known.join(', ')}: use --metric ${known[0]}.` : 'It has no figures at all.',
    { metric, known },
  );
}

function tooLong(first: Instant, last: Instant, step: number): LullError {
  const most = `${mostBuckets.toLocaleString('en')} buckets of ${spokenLength(step)}`;
  return new LullError(
    'bad-option',
    `The traffic from ${formatInstant(first)} to ${formatInstant(last)} is more than ${most}`,
    'Choose longer buckets with --bucket, or give a shorter part of the traffic.',
  );
}
