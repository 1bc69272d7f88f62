import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LullError } from '../../src/errors.ts';
import { HOUR } from '../../src/time/instant.ts';
import type { Bucket, Reading } from '../../src/traffic/reading.ts';
import { nothingRead, toSeries } from '../../src/traffic/series.ts';

const start = Date.UTC(2026, 0, 5);

function reading(buckets: (Partial<Bucket> & { start: number })[], gapsAre: 'zero' | 'missing'): Reading {
  return {
    format: 'csv',
    files: 1,
    lines: buckets.length,
    skipped: { count: 0, first: null, byReason: {} },
    dropped: { bots: 0, assets: 0, filtered: 0 },
    step: HOUR,
    buckets: buckets.map((bucket) => ({
      requests: null,
      writes: null,
      visitors: null,
      value: null,
      ...bucket,
    })),
    gapsAre,
    warnings: [],
  };
}

const twoWithAGap = [
  { start, value: 7 },
  { start: start + 3 * HOUR, value: 9 },
];

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof LullError) return `${error.code}: ${error.message} ${error.todo}`;
    throw error;
  }
  return 'nothing thrown';
}

describe('a series of what was read', () => {
  test('a gap in a metric is missing, a gap in a log is nobody', () => {
    const until = start + 9 * HOUR;
    expect([...toSeries(reading(twoWithAGap, 'missing'), 'value', until).values]).toEqual([7, NaN, NaN, 9]);
    expect([...toSeries(reading(twoWithAGap, 'zero'), 'value', until).values]).toEqual([7, 0, 0, 9]);
  });

  test('a figure that the source does not know is missing even in a log', () => {
    const buckets = [
      { start, visitors: 3, requests: 8 },
      { start: start + HOUR, visitors: null, requests: 5 },
    ];
    const series = toSeries(reading(buckets, 'zero'), 'visitors', start + 2 * HOUR);
    expect([...series.values]).toEqual([3, NaN]);
  });

  test('a bucket counts only once it is over', () => {
    const read = reading(twoWithAGap, 'zero');
    expect(toSeries(read, 'value', start + 4 * HOUR).values).toHaveLength(4);
    expect(toSeries(read, 'value', start + 4 * HOUR - 1).values).toHaveLength(1);
    expect(codeOf(() => toSeries(read, 'value', start + HOUR - 1))).toMatch(/^empty-traffic: .*before 2026/);
  });

  test('nothing read, and a metric that it does not have, are errors that say what there is', () => {
    expect(codeOf(() => toSeries(reading([], 'zero'), 'value', start))).toMatch(
      /^empty-traffic: .*no bucket/,
    );
    const filtered = { ...reading([], 'zero'), lines: 12, dropped: { bots: 0, assets: 0, filtered: 12 } };
    expect(codeOf(() => toSeries(filtered, 'value', start))).toMatch(
      /^empty-traffic: .*12 of 12 lines lie after --now, or outside --from and --to/,
    );
    expect(nothingRead(reading([{ start }], 'zero')).message).toContain('has a figure');
    const error = codeOf(() => toSeries(reading(twoWithAGap, 'zero'), 'visitors', start + 9 * HOUR));
    expect(error).toMatch(/^unknown-metric: This traffic has no visitors It has value: use --metric value/);
  });

  test('every figure keeps its place, whatever is missing', () => {
    fc.assert(
      fc.property(
        fc
          .array(fc.option(fc.nat(1000)), { minLength: 1, maxLength: 200 })
          .filter((l) => l.some((v) => v !== null)),
        (figures) => {
          const listed = figures.flatMap((value, i) =>
            value === null ? [] : [{ start: start + i * HOUR, value }],
          );
          const series = toSeries(reading(listed, 'missing'), 'value', start + 999 * HOUR);
          const offset = (series.start - start) / HOUR;
          for (const [i, value] of series.values.entries()) expect(value).toBe(figures[offset + i] ?? NaN);
          expect(series.values).toHaveLength(figures.findLastIndex((v) => v !== null) - offset + 1);
        },
      ),
    );
  });
});
