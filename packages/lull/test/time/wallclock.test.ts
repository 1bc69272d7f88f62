import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY, parseInstant } from '../../src/time/instant.ts';
import { Temporal } from '../../src/time/temporal.ts';
import { wallClock } from '../../src/time/wallclock.ts';
import { atWallTime, offsetSpans, parseZone, wallTime } from '../../src/time/zone.ts';

const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'), 'Asia/Calcutta', 'US/Eastern', 'UTC');
const milliseconds = fc.integer({ min: Date.UTC(1840, 0, 1), max: Date.UTC(2150, 0, 1) });

/** Around the changes of a zone's clocks, where mistakes live; anywhere in a zone that has none. */
const nearAChange = fc
  .tuple(zones, milliseconds, fc.integer({ min: -2 * DAY, max: 2 * DAY }))
  .map(([zone, from, distance]) => {
    const [span] = offsetSpans(zone, { start: from, end: from + 400 * DAY });
    return { zone, ms: span!.end + span!.offset + distance };
  });

const plain = (wall: number) =>
  Temporal.Instant.fromEpochMilliseconds(wall).toZonedDateTimeISO('UTC').toPlainDateTime();
const asWallMs = (time: Temporal.PlainDateTime) => time.toZonedDateTime('UTC').epochMilliseconds;

describe('the wall clock answers what Temporal answers', () => {
  test('from wall time to instant, in every zone, around changes of the clocks', () => {
    fc.assert(
      fc.property(nearAChange, ({ zone, ms }) => {
        expect(wallClock(zone).at(ms)).toEqual(atWallTime(plain(ms), zone));
      }),
      { numRuns: 1500 },
    );
  });

  test('from instant to wall time', () => {
    fc.assert(
      fc.property(nearAChange, ({ zone, ms }) => {
        expect(wallClock(zone).shows(ms)).toBe(asWallMs(wallTime(ms, zone)));
      }),
      { numRuns: 1500 },
    );
  });
});

test('an unknown zone is an error, an offset is no zone', () => {
  for (const zone of ['Mars/Olympus', '+02:00', '', 'europe/berln', 'T10Z', '2026-01-05T00:00Z', 'T10-05']) {
    expect(() => wallClock(zone)).toThrow(expect.objectContaining({ code: 'unknown-zone' }));
  }
});

test.each([
  ['europe/berlin', 'Europe/Berlin'],
  ['ASIA/CALCUTTA', 'Asia/Calcutta'],
  ['us/eastern', 'US/Eastern'],
  ['etc/gmt+5', 'Etc/GMT+5'],
  ['utc', 'UTC'],
])('the zone %s is called %s: in the case of the database, links as they are', (written, name) => {
  expect(parseZone(written)).toBe(name);
  expect(wallClock(written)).toBe(wallClock(name));
  expect(wallClock(written).zone).toBe(name);
});

test('the spans of a zone follow each other without gaps', () => {
  const year = { start: parseInstant('2026-01-01T00:00Z'), end: parseInstant('2027-01-01T00:00Z') };
  const spans = offsetSpans('Africa/Casablanca', year);
  expect(spans[0]?.start).toBe(year.start);
  expect(spans.at(-1)?.end).toBe(year.end);
  expect(spans.slice(1).map(({ start }) => start)).toEqual(spans.slice(0, -1).map(({ end }) => end));
});
