import fc from 'fast-check';
import { expect, test } from 'vitest';
import { retryAfter, SOONEST } from '../../src/protocol/index.ts';

const now = Date.UTC(2026, 11, 1, 12);
const spread = fc.double({ min: 0, max: 1, noNaN: true });

test.each([
  [60_000, 60],
  [59_001, 60],
  [3_600_000, 3_600],
  [1, SOONEST],
  [0, SOONEST],
  [-600_000, SOONEST],
])('%i ms before the end it is %i s', (left, seconds) => {
  expect(retryAfter(now + left, now, 0)).toBe(seconds);
});

test('where no end is known it is about a minute', () => {
  expect(retryAfter(null, now, 0)).toBe(60);
});

test('it is whole, never before the end, and at most a minute and a second after it', () => {
  const day = 86_400_000;
  fc.assert(
    fc.property(fc.integer({ min: -day, max: 30 * day }), spread, (left, by) => {
      const seconds = retryAfter(now + left, now, by);
      expect(Number.isInteger(seconds)).toBe(true);
      expect(seconds).toBeGreaterThanOrEqual(Math.max(SOONEST, left / 1000));
      expect(seconds).toBeLessThanOrEqual(Math.max(SOONEST, left / 1000) + 61);
    }),
  );
});

test('a thousand clients do not come back in the same second', () => {
  const busiest = (left: number): number => {
    const seconds = Array.from({ length: 1_000 }, (_, i) => retryAfter(now + left, now, i / 1_000));
    return Math.max(
      ...Map.groupBy(seconds, (one) => one)
        .values()
        .map((same) => same.length),
    );
  };
  expect(busiest(0)).toBeLessThan(250);
  expect(busiest(60_000)).toBeLessThan(200);
  expect(busiest(3_600_000)).toBeLessThan(20);
});
