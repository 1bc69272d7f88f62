import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY, HOUR, type Instant, WEEK } from '../../src/time/instant.ts';
import { forecast } from '../../src/traffic/forecast.ts';
import { withoutLoneStamps } from '../../src/traffic/lone-stamps.ts';
import type { Bucket, Reading } from '../../src/traffic/reading.ts';
import { toSeries } from '../../src/traffic/series.ts';

const start = Date.UTC(2026, 0, 5);
const now = start + 400 * DAY;

function reading(starts: readonly Instant[], step = HOUR, gapsAre: 'zero' | 'missing' = 'zero'): Reading {
  const bucket = (at: Instant): Bucket => ({
    start: at,
    requests: 5 + ((at / HOUR) % 24),
    writes: null,
    visitors: null,
    value: null,
  });
  return {
    format: 'combined',
    files: 1,
    lines: starts.length,
    skipped: { count: 0, first: null, byReason: {} },
    dropped: { bots: 0, assets: 0, filtered: 0 },
    step,
    buckets: [...starts].sort((a, b) => a - b).map(bucket),
    gapsAre,
    warnings: [],
  };
}

const hours = (from: Instant, count: number) => Array.from({ length: count }, (_, i) => from + i * HOUR);
const series = (starts: readonly Instant[], step = HOUR) => toSeries(reading(starts, step), 'requests', now);
const known = ({ values }: { values: Float64Array }) => values.filter((value) => !Number.isNaN(value)).length;

describe('a stamp that stands alone', () => {
  const days19 = hours(start, 19 * 24);

  test.each([
    ['long before', [0]],
    ['shortly before', [start - 8 * DAY]],
    ['after', [start + 60 * DAY]],
    ['on both sides', [HOUR, 3 * HOUR, start - 30 * DAY, start + 50 * DAY]],
  ])('%s changes nothing but the warning', (_, strays) => {
    const { warnings, ...mended } = series([...days19, ...strays]);
    const { warnings: none, ...plain } = series(days19);
    expect(mended).toEqual(plain);
    expect([none.length, warnings.map(({ code }) => code)]).toEqual([0, ['lone-stamps']]);
  });

  test('is left out between two parts of a log too, and what is between them is unknown', () => {
    const second = hours(start + 40 * DAY, 300);
    const { warnings, values } = series([...days19, start + 30 * DAY, ...second]);
    expect(warnings).toHaveLength(1);
    expect(values[30 * 24]).toBeNaN();
    expect(known({ values })).toBe(days19.length + second.length);
  });

  test('is told of with its time and zone', () => {
    const one = series([...days19, 0]).warnings[0]!.message;
    expect(one).toContain('1 bucket of 1h (Thu 1970-01-01 00:00 UTC) stood alone');
    const two = series([...days19, 0, 5 * HOUR]).warnings[0]!.message;
    expect(two).toContain('2 buckets of 1h (Thu 1970-01-01 00:00 UTC to Thu 1970-01-01 05:00 UTC)');
  });

  test('does not lend a log of days the trust of one of years', () => {
    const trusted = (starts: readonly Instant[]) => {
      const horizon = { start: start + 10 * DAY, end: start + 17 * DAY };
      const { confidence, warnings } = forecast(series(starts), { now: horizon.start, zone: 'UTC', horizon });
      return { confidence, warnings };
    };
    const week = hours(start, 10 * 24);
    expect(trusted([0, ...week])).toEqual(trusted(week));
    expect(trusted(week).warnings.map(({ code }) => code)).toContain('short-history');
  });

  test('is left out of figures too, however few there are', () => {
    const read = reading([0, HOUR, ...hours(start, 4)], HOUR, 'missing');
    expect(toSeries(read, 'requests', now)).toMatchObject({
      start,
      values: { length: 4 },
      warnings: [{ code: 'lone-stamps' }],
    });
  });
});

describe('a silence', () => {
  test('of less than a week is nobody, of a week it is unknown, and both sides count', () => {
    const first = hours(start, 240);
    const after = (silence: number) => series([...first, ...hours(start + 10 * DAY + silence, 240)]);
    expect(known(after(WEEK - HOUR))).toBe(480 + 167);
    expect(known(after(WEEK))).toBe(480);
    expect(after(2 * WEEK)).toMatchObject({ start, values: { length: 480 + 336 }, warnings: [] });
  });

  test('so long that nothing before it is looked at cuts the history', () => {
    const old = hours(start - 300 * DAY, 500);
    const { start: from, warnings } = series([...old, ...hours(start, 50)]);
    expect([from, warnings.length]).toEqual([start, 1]);
  });

  test('again and again is how a quiet service is', () => {
    const monthly = Array.from({ length: 12 }, (_, i) => start + i * 30 * DAY);
    expect(series(monthly)).toMatchObject({ start, warnings: [] });
    expect(known(series(monthly))).toBe(12);
  });
});

test('what is kept is in order, and nothing is lost without a warning', () => {
  const step = fc.constantFrom(300_000, HOUR, DAY);
  const gaps = fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(step, gaps, (length, distances) => {
      let at = 0;
      const starts = distances.map((distance) => (at += distance * length));
      const { buckets } = reading(starts, length);
      const { kept, warnings } = withoutLoneStamps(buckets, length);
      expect(kept.length).toBeGreaterThan(0);
      expect(buckets.filter((bucket) => kept.includes(bucket))).toEqual(kept);
      expect(warnings.length).toBe(kept.length < buckets.length ? 1 : 0);
    }),
  );
});

test('a history of too many buckets is refused before it is laid out', () => {
  const twice = reading([start, start + 50 * DAY], 1000, 'missing');
  expect(() => toSeries(twice, 'requests', now)).toThrowError(
    expect.objectContaining({
      code: 'bad-option',
      message: expect.stringContaining('4,000,000 buckets of 1s'),
    }),
  );
});
