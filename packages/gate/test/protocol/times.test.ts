import fc from 'fast-check';
import { expect, test } from 'vitest';
import { durationOf, instantOf } from '../../src/protocol/index.ts';

test('an instant is what JavaScript writes, with fewer digits of the second too', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true }), (date) => {
      const text = date.toISOString();
      expect(instantOf(text)).toBe(date.getTime());
      expect(instantOf(text.replace(/\.\d+/, ''))).toBe(Math.floor(date.getTime() / 1000) * 1000);
    }),
  );
  expect(instantOf('2026-12-01T12:00:00.5Z')).toBe(Date.UTC(2026, 11, 1, 12, 0, 0, 500));
});

test.each([
  '2026-02-30T00:00:00Z',
  '2026-04-31T00:00:00Z',
  '2025-02-29T00:00:00Z',
  '2026-12-01T24:00:00Z',
  '2026-12-01T12:60:00Z',
  '2026-12-01T12:00:60Z',
  '2026-13-01T12:00:00Z',
  '2026-12-01T12:00:00',
  '2026-12-01T12:00:00+01:00',
  '2026-12-01 12:00:00Z',
  '2026-12-01T12:00:00Z\n',
  '+002026-12-01T12:00:00Z',
  '',
  1_798_758_000_000,
  null,
])('%j is no instant', (text) => {
  expect(instantOf(text)).toBeNull();
});

test.each([
  ['PT0S', 0],
  ['PT1M30S', 90_000],
  ['PT1.5S', 1_500],
  ['PT0.001S', 1],
  ['P1D', 86_400_000],
  ['P1DT1H', 90_000_000],
  ['PT36H', 129_600_000],
])('%s lasts %i ms', (text, ms) => {
  expect(durationOf(text)).toBe(ms);
});

test.each([
  'P',
  'PT',
  'P1DT',
  'P1M',
  'P1Y',
  'P1W',
  '-PT1S',
  'PT-1S',
  'PT1S ',
  'PT1.2345S',
  'pt1s',
  '1M',
  '',
  `PT${'9'.repeat(400)}S`,
  `P${'9'.repeat(16)}D`,
  90,
  null,
])('%j is no length', (text) => {
  expect(durationOf(text)).toBeNull();
});
