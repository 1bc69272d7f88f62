import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE } from '../../src/time/instant.ts';
import { atWallTime, wallTime } from '../../src/time/zone.ts';
import { anyStamp } from '../../src/traffic/sources/access-log/stamp.ts';
import { StampReader } from '../../src/traffic/sources/csv/stamps.ts';
import { epochInstant, offsetMs, placeIn, wallMs } from '../../src/traffic/stamp-parts.ts';

const utc = (wall: number) => wall;

describe('the stamps of logs and of CSV files', () => {
  it.each([
    ['2026-01-05T02:00:07Z', Date.UTC(2026, 0, 5, 2, 0, 7)],
    ['2026-01-05 02:00:07+05:30', Date.UTC(2026, 0, 4, 20, 30, 7)],
    ['2026-01-05T02:00:07-0700', Date.UTC(2026, 0, 5, 9, 0, 7)],
    ['2026-01-05T02:00:07+18:00', Date.UTC(2026, 0, 4, 8, 0, 7)],
    ['2026-01-05T02:00:07+18:01', Number.NaN],
    ['2026-01-05T02:00:07+02:60', Number.NaN],
    ['2199-12-31T23:59:59Z', Date.UTC(2199, 11, 31, 23, 59, 59)],
    ['2200-01-01T00:00:00Z', Number.NaN],
    ['1969-12-31T23:59:59Z', Number.NaN],
    ['2026-02-30T00:00:00Z', Number.NaN],
    ['1767571200', Date.UTC(2026, 0, 5)],
    ['1767571200123', Date.UTC(2026, 0, 5) + 123],
    ['1767571200000000000', Date.UTC(2026, 0, 5)],
    ['12', Number.NaN],
  ])('%s is the same in both', (text, instant) => {
    expect(anyStamp(text, utc)).toBe(instant);
    expect(new StampReader('UTC').read(text)).toBe(instant);
  });
});

it('a wall time is placed by the rules of time, whatever the zone', () => {
  const zones = fc.constantFrom(
    'UTC',
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Asia/Kolkata',
  );
  const minutes = fc.integer({ min: 0, max: (100 * 365 * 24 * HOUR) / HOUR });
  fc.assert(
    fc.property(zones, minutes, (zone, minute) => {
      const wall = minute * MINUTE * 30;
      expect(placeIn(zone)(wall)).toBe(atWallTime(wallTime(wall, 'UTC'), zone).instant);
    }),
  );
  expect(placeIn('Europe/Berlin')(Number.NaN)).toBeNaN();
});

it('a count since 1970 is the same in any unit', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1e8, max: 7e9 }), (seconds) => {
      for (const unit of [1, 1e3, 1e6, 1e9]) expect(epochInstant(seconds * unit)).toBe(seconds * 1000);
    }),
  );
});

it('an offset is read back, and a leap second is the second before it', () => {
  expect(['Z', 'utc', '+02', '-0330', '+05:45'].map(offsetMs)).toEqual([
    0,
    0,
    2 * HOUR,
    -3.5 * HOUR,
    5.75 * HOUR,
  ]);
  expect(wallMs(2016, 12, 31, 23, 59, 60)).toBe(Date.UTC(2016, 11, 31, 23, 59, 59, 999));
});
