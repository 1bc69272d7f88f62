import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE, WEEK } from '../../src/time/instant.ts';
import { type Forecast, type ForecastOptions, forecast } from '../../src/traffic/forecast.ts';
import { type Series, seriesPeriod } from '../../src/traffic/series.ts';
import { busyDay, cheapestStart, madeSeries, monday, poisson, silenced, uniform } from './made-series.ts';

function ahead(series: Series, days = 14, more: Partial<ForecastOptions> = {}): Forecast {
  const { end } = seriesPeriod(series);
  return forecast(series, { now: end, zone: 'UTC', horizon: { start: end, end: end + days * DAY }, ...more });
}
const codes = ({ warnings }: Forecast) => warnings.map((warning) => warning.code);

/** Figures that wobble by a tenth. */
function wobbling(seed: number, figure = busyDay as (hour: number, day: number, at: number) => number) {
  const next = uniform(seed);
  return (hour: number, day: number, at: number) => figure(hour, day, at) * (0.9 + 0.2 * next());
}

describe('what is expected', () => {
  test('follows the wall clock over a change of the clocks', () => {
    const zone = 'Europe/Berlin';
    const start = Date.UTC(2026, 0, 25, 23);
    const series = madeSeries({ weeks: 8, start, zone, figure: busyDay });
    const { end } = seriesPeriod(series);
    const { expected } = ahead(series, 14, { zone });
    const truth = madeSeries({ weeks: 2, start: end, zone, figure: busyDay });
    expect(new Date(end).toISOString()).toBe('2026-03-22T23:00:00.000Z');
    for (const [i, value] of truth.values.entries()) expect(expected[i]).toBeCloseTo(value, 6);
  });

  test('is on the grid of the buckets and covers the horizon, wherever that begins', () => {
    const series = madeSeries({ weeks: 5, figure: busyDay });
    const { end } = seriesPeriod(series);
    const horizon = { start: end + 3 * DAY + 20 * MINUTE, end: end + 5 * DAY + 10 * MINUTE };
    const { start, step, expected } = forecast(series, { now: end, zone: 'UTC', horizon });
    expect(start).toBe(end + 3 * DAY);
    expect(start + expected.length * step).toBe(end + 5 * DAY + HOUR);
    expect(expected[0]).toBeCloseTo(busyDay(0, 3), 6);
  });

  test('an outage at noon does not become the best moment', () => {
    const series = madeSeries({ weeks: 4, figure: wobbling(1) });
    const noon = [0, 1, 2].reduce(
      (all, week) => silenced(all, monday + week * WEEK + DAY + 12 * HOUR, 4 * HOUR),
      series,
    );
    const best = new Date(cheapestStart(ahead(noon), 2 * HOUR));
    expect(best.getUTCHours()).toBeGreaterThanOrEqual(2);
    expect(best.getUTCHours()).toBeLessThanOrEqual(4);
    expect(ahead(noon).masked).toHaveLength(3);
  });

  test('a known downtime is left out even where half of the people still came', () => {
    const window = { start: monday + 6 * WEEK + DAY + 9 * HOUR, end: monday + 6 * WEEK + DAY + 15 * HOUR };
    const series = madeSeries({
      figure: (h, d, at) => busyDay(h, d) * (at >= window.start && at < window.end ? 0.5 : 1),
    });
    const known = ahead(series, 14, { masks: [{ ...window, why: 'a move' }] });
    expect(known.expected[24 + 12]).toBeCloseTo(busyDay(12, 1), 1);
    expect(known.masked).toEqual([{ ...window, why: 'a move' }]);
    expect(ahead(series).expected[24 + 12]!).toBeLessThan(0.97 * busyDay(12, 1));
  });

  test('missing is not zero', () => {
    const series = madeSeries({ figure: (h, d, at) => (at % (7 * HOUR) === 0 ? Number.NaN : busyDay(h, d)) });
    const { expected, missing } = ahead(series);
    for (const [i, value] of expected.entries())
      expect(value).toBeCloseTo(busyDay(i % 24, Math.floor(i / 24) % 7), 6);
    expect(missing).toBe(series.values.filter(Number.isNaN).length);
  });
});

describe('the range of a window', () => {
  test('sums, partial buckets by their share', () => {
    const { range, expected } = ahead(madeSeries({ figure: wobbling(2) }));
    const { end } = seriesPeriod(madeSeries({ figure: busyDay }));
    const window = { start: end + 90 * MINUTE, end: end + 3 * HOUR + 15 * MINUTE };
    const sum = expected[1]! / 2 + expected[2]! + expected[3]! / 4;
    expect(range(window).expected).toBeCloseTo(sum, 9);
    const whole = { start: end + HOUR, end: end + 4 * HOUR };
    expect(range(whole).expected).toBeCloseTo(expected[1]! + expected[2]! + expected[3]!, 9);
  });

  test('holds what every one of the last weeks held', () => {
    const odd = (hour: number, day: number) =>
      day === 3 && hour === 14 ? 20 : busyDay(hour, day) + day * 31;
    const series = madeSeries({ figure: odd });
    const lost = silenced(series, monday + 5 * WEEK + 2 * DAY + 10 * HOUR, 6 * HOUR);
    for (const history of [series, lost, { ...series, values: series.values.subarray(0, 1300) }]) {
      const { range, start } = ahead(history, 7);
      for (let at = 0; at + 2 <= 168; at++) {
        const past = ((start - monday) / HOUR + at) % 168;
        const truth = series.values[past]! + series.values[(past + 1) % 168]!;
        const { low, expected, high } = range({ start: start + at * HOUR, end: start + (at + 2) * HOUR });
        expect(low <= truth && truth <= high).toBe(true);
        expect(Math.abs(expected / truth - 1)).toBeLessThan(1e-4);
        expect((high - low) / truth).toBeLessThan(1e-3);
      }
    }
  });

  test('is wide where the weeks differ and narrow where they agree', () => {
    const next = uniform(5);
    const calm = ahead(madeSeries({ figure: wobbling(3) }));
    const wild = ahead(madeSeries({ figure: (h, d) => busyDay(h, d) * (0.4 + 1.2 * next()) }));
    const { start } = calm;
    const width = ({ range }: Forecast) => {
      const { low, high, expected } = range({ start: start + 3 * HOUR, end: start + 4 * HOUR });
      return (high - low) / expected;
    };
    expect(width(calm)).toBeGreaterThan(0.05);
    expect(width(calm)).toBeLessThan(0.35);
    expect(width(wild)).toBeGreaterThan(2 * width(calm));
  });

  test('holds about four fifths of what comes', () => {
    const next = uniform(11);
    const whole = madeSeries({ weeks: 60, figure: (h, d) => poisson(next, busyDay(h, d) / 20) });
    let held = 0;
    let asked = 0;
    for (let week = 8; week < 59; week++) {
      const past = { ...whole, values: whole.values.subarray(0, week * 168) };
      const { range, start } = ahead(past, 7);
      for (let from = 0; from + 2 <= 168; from += 5) {
        const actual = whole.values[week * 168 + from]! + whole.values[week * 168 + from + 1]!;
        const { low, high } = range({ start: start + from * HOUR, end: start + (from + 2) * HOUR });
        if (actual >= low && actual <= high) held++;
        asked++;
      }
    }
    expect(held / asked).toBeGreaterThan(0.7);
    expect(held / asked).toBeLessThan(0.9);
  });

  test('whatever the series: finite, not negative, low <= expected <= high, sums that add up', () => {
    const figure = fc.oneof(
      fc.constant(0),
      fc.constant(Number.NaN),
      fc.nat(9),
      fc.double({ min: 0, max: 1e12, noNaN: true }),
    );
    fc.assert(
      fc.property(
        fc.array(figure, { minLength: 1, maxLength: 900 }).filter((list) => !list.every(Number.isNaN)),
        fc.constantFrom(5 * MINUTE, 7 * MINUTE, HOUR, 3 * HOUR, DAY, 2 * WEEK),
        fc.constantFrom('UTC', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'America/New_York'),
        fc.integer({ min: 0, max: 400 }),
        (list, step, zone, days) => {
          const series = { start: monday + days * DAY, step, values: Float64Array.from(list) };
          const { expected, range, start } = ahead(series, 3, { zone });
          for (const value of expected) expect(value >= 0 && Number.isFinite(value)).toBe(true);
          const whole = range({ start, end: start + expected.length * step });
          expect(whole.expected).toBeCloseTo(
            expected.reduce((a, b) => a + b, 0),
            6,
          );
          for (let at = 0; at < expected.length; at += 17) {
            const {
              low,
              expected: middle,
              high,
            } = range({ start: start + at * step, end: start + (at + 1.5) * step });
            expect(low >= 0 && low <= middle && middle <= high && Number.isFinite(high)).toBe(true);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('holidays', () => {
  const holiday = monday + 6 * WEEK;
  const date = '2026-02-16';
  const withHoliday = (share: number) =>
    madeSeries({ figure: (h, d, at) => busyDay(h, d) * (at >= holiday && at < holiday + DAY ? share : 1) });

  test('past ones are left out by name', () => {
    const given = ahead(withHoliday(0.4), 14, { holidays: [{ date, name: 'Carnival' }] });
    expect(given.masked).toEqual([{ start: holiday, end: holiday + DAY, why: 'Carnival' }]);
    expect(given.expected[12]).toBeCloseTo(busyDay(12, 0), 1);
  });

  test('coming ones are warned of and made dearer, by more where past ones were', () => {
    const coming = { date: '2026-03-04', name: 'Day of Rest' };
    const plain = ahead(withHoliday(0.4), 14, { holidays: [{ date, name: 'Carnival' }, coming] });
    expect(plain.warnings).toEqual([
      { code: 'holiday', message: '2026-03-04 is Day of Rest: its hours count 25 % dearer than usual.' },
    ]);
    expect(plain.expected[2 * 24 + 3]).toBeCloseTo(1.25 * busyDay(3, 2), 1);
    expect(plain.expected[3 * 24 + 3]).toBeCloseTo(busyDay(3, 3), 1);
    const dear = ahead(withHoliday(2), 14, { holidays: [{ date, name: 'Carnival' }, coming] });
    expect(dear.expected[2 * 24 + 3]).toBeCloseTo(2 * busyDay(3, 2), 1);
  });
});

describe('how far it can be trusted', () => {
  test('a clear pattern over eight weeks: high, no warning', () => {
    const clear = ahead(madeSeries({ figure: wobbling(4) }));
    expect(clear).toMatchObject({ confidence: 'high', warnings: [], weeks: 8, missing: 0 });
    expect(clear.weekTotal).toBeCloseTo(
      clear.expected.subarray(0, 168).reduce((a, b) => a + b, 0),
      6,
    );
  });

  test.each([3 * HOUR, 20 * HOUR, 3 * DAY, WEEK])(
    'a history of %i ms: a plan, low confidence, a warning',
    (length) => {
      const whole = madeSeries({ weeks: 1, figure: wobbling(5) });
      const short = ahead({ ...whole, values: whole.values.slice(0, length / HOUR) });
      expect(short.confidence).toBe('low');
      expect(codes(short)).toContain('short-history');
      expect(short.weekTotal).toBeGreaterThan(0);
      if (length >= DAY) {
        const hour = new Date(cheapestStart(short, HOUR)).getUTCHours();
        expect(hour).toBeGreaterThanOrEqual(2);
        expect(hour).toBeLessThanOrEqual(6);
      }
    },
  );

  test('noise without a pattern: low', () => {
    const next = uniform(6);
    const flat = ahead(madeSeries({ figure: () => 100 + 80 * next() }));
    expect(flat.confidence).toBe('low');
    expect(codes(flat)).toContain('no-pattern');
  });

  test.each([7, 7.1])('always %d: low, and told', (figure) => {
    const always = ahead(madeSeries({ step: 5 * MINUTE, figure: () => figure }));
    expect(always.confidence).toBe('low');
    expect(codes(always)).toEqual(['no-pattern']);
  });

  test('the last week masked: low, and told that nothing tells how well the traffic repeats', () => {
    const series = madeSeries({ figure: wobbling(9) });
    const { end } = seriesPeriod(series);
    const unknown = ahead(series, 14, { masks: [{ start: end - WEEK, end, why: 'a move' }] });
    expect(unknown.confidence).toBe('low');
    expect(unknown.warnings).toMatchObject([
      { code: 'no-pattern', message: expect.stringContaining('Too little is known') },
    ]);
  });

  test('nothing ever counted: low, and every moment the same', () => {
    const never = ahead(madeSeries({ figure: () => 0 }));
    expect(never.confidence).toBe('low');
    expect(codes(never)).toEqual(['no-pattern']);
    expect(never.expected.every((each) => each === 0)).toBe(true);
  });

  test('a level that doubled last week is told', () => {
    const doubled = ahead(
      madeSeries({ figure: wobbling(7, (h, d, at) => busyDay(h, d) * (at >= monday + 7 * WEEK ? 2 : 1)) }),
    );
    expect(doubled.confidence).toBe('medium');
    expect(doubled.warnings).toMatchObject([
      { code: 'changed-level', message: expect.stringContaining('2.0 times') },
    ]);
  });

  test('more holes than history: low', () => {
    const holes = ahead(
      madeSeries({ figure: (h, d, at) => ((at / DAY) % 3 < 2 ? Number.NaN : busyDay(h, d)) }),
    );
    expect(holes.confidence).toBe('low');
    expect(codes(holes)).toContain('mostly-missing');
  });

  test('steps of six hours are told, and a history that ended a month ago is no longer sure', () => {
    expect(codes(ahead(madeSeries({ step: 6 * HOUR, figure: busyDay })))).toContain('coarse-steps');
    const series = madeSeries({ figure: wobbling(8) });
    expect(ahead(series, 14, { now: seriesPeriod(series).end + 30 * DAY }).confidence).toBe('medium');
  });

  test('no figure at all, or none that is not masked, is an error', () => {
    const empty = madeSeries({ figure: () => Number.NaN });
    expect(() => ahead(empty)).toThrow(expect.objectContaining({ code: 'empty-traffic' }));
    const series = madeSeries({ figure: busyDay });
    const masks = [{ ...seriesPeriod(series), why: 'all of it' }];
    expect(() => ahead(series, 14, { masks })).toThrow(expect.objectContaining({ code: 'empty-traffic' }));
  });
});
