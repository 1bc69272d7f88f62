import { LullError } from '../errors.ts';
import { spokenLength } from '../time/spoken.ts';
import type { Bucket, Reading, Skipped } from './reading.ts';

const figures = ['requests', 'writes', 'visitors', 'value'] as const;

/**
 * Adds up readings of different sources bucket by bucket. Where one of them knows nothing of a bucket,
 * nothing is known of the sum.
 *
 * @throws LullError `bad-source` when they count different things or in different steps
 * @example mergeReadings([reading]) === reading
 */
export function mergeReadings(readings: readonly Reading[]): Reading {
  const [first, ...others] = readings;
  if (!first) throw new RangeError('there is nothing to merge');
  return others.reduce(mergeTwo, first);
}

function mergeTwo(a: Reading, b: Reading): Reading {
  const [counted, others] = [figuresOf(a), figuresOf(b)];
  if (a.step !== b.step || a.gapsAre !== b.gapsAre || counted !== others) {
    const spelled = ({ format, step }: Reading) => `${format} in steps of ${spokenLength(step)}`;
    const why = counted === others ? '' : `: one counts ${counted}, the other ${others}`;
    throw new LullError(
      'bad-source',
      `${spelled(a)} and ${spelled(b)} cannot be added up${why}`,
      'Read them one at a time, or name sources that count the same thing in the same step.',
    );
  }
  const formats = [...new Set([a.format, b.format])].sort();
  return {
    format: formats.length === 1 ? formats[0]! : `mixed (${formats.join(', ')})`,
    files: a.files + b.files,
    lines: a.lines + b.lines,
    skipped: mergeSkipped(a.skipped, b.skipped),
    dropped: {
      bots: a.dropped.bots + b.dropped.bots,
      assets: a.dropped.assets + b.dropped.assets,
      filtered: a.dropped.filtered + b.dropped.filtered,
    },
    step: a.step,
    buckets: mergeBuckets(a, b),
    gapsAre: a.gapsAre,
    warnings: [...a.warnings, ...b.warnings],
  };
}

/** The figures that a reading knows, as a message names them. */
function figuresOf({ buckets }: Reading): string {
  const known = figures.filter((figure) => buckets.some((bucket) => bucket[figure] !== null));
  return known.join(', ') || 'nothing';
}

function mergeBuckets(a: Reading, b: Reading): Bucket[] {
  const others = new Map(b.buckets.map((bucket) => [bucket.start, bucket]));
  const shared = a.buckets.filter(({ start }) => others.has(start));
  const sums = shared.map((bucket) => sum(bucket, others.get(bucket.start)!));
  if (a.gapsAre === 'missing') return sums;
  const starts = new Set(shared.map(({ start }) => start));
  const alone = [...a.buckets, ...b.buckets].filter(({ start }) => !starts.has(start));
  return [...sums, ...alone].sort((x, y) => x.start - y.start);
}

function sum(a: Bucket, b: Bucket): Bucket {
  const add = (x: number | null, y: number | null) => (x === null || y === null ? null : x + y);
  return {
    start: a.start,
    requests: add(a.requests, b.requests),
    writes: add(a.writes, b.writes),
    visitors: add(a.visitors, b.visitors),
    value: add(a.value, b.value),
  };
}

function mergeSkipped(a: Skipped, b: Skipped): Skipped {
  const byReason = { ...a.byReason };
  for (const [why, count] of Object.entries(b.byReason)) byReason[why] = (byReason[why] ?? 0) + count;
  return { count: a.count + b.count, first: a.first ?? b.first, byReason };
}
