import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exactLength, formatDuration, parseDuration } from '../../src/time/duration.ts';
import { DAY, HOUR, MINUTE } from '../../src/time/instant.ts';

test.each([
  ['90m', { days: 0, ms: 90 * MINUTE }],
  ['1h30m', { days: 0, ms: 90 * MINUTE }],
  ['14d', { days: 14, ms: 0 }],
  ['P1W', { days: 7, ms: 0 }],
  ['P1DT2H', { days: 1, ms: 2 * HOUR }],
  ['PT0S', { days: 0, ms: 0 }],
  ['PT0.5H', { days: 0, ms: 30 * MINUTE }],
  ['pt4h', { days: 0, ms: 4 * HOUR }],
  ['1.5h', { days: 0, ms: 90 * MINUTE }],
  ['1h 0.5m', { days: 0, ms: 60.5 * MINUTE }],
  [' 2 h ', { days: 0, ms: 2 * HOUR }],
  ['90 min', { days: 0, ms: 90 * MINUTE }],
  ['1 d 2 h 30min', { days: 1, ms: 150 * MINUTE }],
])('%s', (text, duration) => {
  expect(parseDuration(text)).toEqual(duration);
});

describe('what is no duration is refused', () => {
  test.each([
    ...['', 'P', 'PT', 'P1DT', '2 hours', '-2h', '2', 'P1Y', 'P1M', '1y', '1mo', '2h1d', 'P200000D', 'NaNh'],
    ...['1.5h30m', '1.5d', '0.5w', '1.h', '.5h', '1 5h', '1h 1h', '1,5h'],
  ])('%j', (text) => {
    expect(() => parseDuration(text)).toThrow(expect.objectContaining({ code: 'bad-duration' }));
  });
});

test('what is written is read again', () => {
  const durations = fc.record({
    days: fc.integer({ min: 0, max: 1000 }),
    ms: fc.integer({ min: 0, max: 10 * DAY }),
  });
  fc.assert(
    fc.property(durations, (duration) => {
      expect(parseDuration(formatDuration(duration))).toEqual(duration);
      expect(exactLength(duration)).toBe(duration.days * DAY + duration.ms);
    }),
  );
});
