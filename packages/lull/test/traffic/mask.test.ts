import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE, WEEK } from '../../src/time/instant.ts';
import { cleanHistory } from '../../src/traffic/history.ts';
import type { Masked } from '../../src/traffic/mask.ts';
import type { Series } from '../../src/traffic/series.ts';
import { busyDay, madeSeries, monday, poisson, silenced, uniform } from './made-series.ts';

const maskedIn = (series: Series, zone = 'UTC'): readonly Masked[] => cleanHistory(series, zone, []).masked;
const periods = (series: Series, zone = 'UTC') =>
  maskedIn(series, zone).map(({ start, end }) => ({ start, end }));

/** Figures that wobble by a tenth. */
function wobbling(seed: number, figure: (hour: number, day: number, at: number) => number) {
  const next = uniform(seed);
  return (hour: number, day: number, at: number) => figure(hour, day, at) * (0.9 + 0.2 * next());
}

describe('what is masked', () => {
  const web = madeSeries({ figure: wobbling(1, busyDay) });

  test('an outage in the day, with what was counted and what is usual', () => {
    const at = monday + 5 * WEEK + DAY + 14 * HOUR;
    const [masked, ...others] = maskedIn(silenced(web, at, 3 * HOUR));
    expect(others).toEqual([]);
    expect(masked).toMatchObject({ start: at, end: at + 3 * HOUR });
    expect(masked!.why).toMatch(/^nothing was counted while other weeks had about (9\d\d|1,000) an hour$/);
  });

  test('an outage that left a trickle', () => {
    const at = monday + 6 * WEEK + 10 * HOUR;
    const values = web.values.map((v, i) =>
      web.start + i * HOUR >= at && web.start + i * HOUR < at + 4 * HOUR ? v * 0.05 : v,
    );
    const [masked] = maskedIn({ ...web, values });
    expect(masked).toMatchObject({ start: at, end: at + 4 * HOUR });
    expect(masked!.why).toMatch(/^only [\d.]+ an hour were counted while/);
  });

  test('its first and last bucket too, when it began and ended within them', () => {
    const at = monday + 5 * WEEK + DAY + 14 * HOUR;
    expect(periods(silenced(web, at + 25 * MINUTE, 4 * HOUR))).toEqual([{ start: at, end: at + 5 * HOUR }]);
  });

  test('an earlier maintenance at the quietest hour', () => {
    const at = monday + 3 * WEEK + 2 * DAY + 2 * HOUR;
    expect(periods(silenced(web, at, 4 * HOUR))).toEqual([{ start: at, end: at + 4 * HOUR }]);
  });

  test.each([4, 5, 8])('the same maintenance in three of the last four weeks, of %i in all', (weeks) => {
    const series = madeSeries({ weeks, figure: wobbling(2, busyDay) });
    const slot = monday + (weeks - 4) * WEEK + 3 * DAY + 13 * HOUR;
    const hurt = [0, 1, 3].reduce((all, week) => silenced(all, slot + week * WEEK, 4 * HOUR), series);
    expect(periods(hurt)).toEqual(
      [0, 1, 3].map((week) => ({ start: slot + week * WEEK, end: slot + week * WEEK + 4 * HOUR })),
    );
  });

  test('30 hours of lost logs, and a whole lost week', () => {
    const at = monday + 6 * WEEK + 3 * DAY + 7 * HOUR;
    expect(periods(silenced(web, at, 30 * HOUR))).toEqual([{ start: at, end: at + 30 * HOUR }]);
    const week = { start: monday + 4 * WEEK + DAY, end: monday + 5 * WEEK + DAY };
    expect(periods(silenced(web, week.start, WEEK))).toEqual([week]);
  });

  test('an outage on a workday, when one week is all there is', () => {
    const week = madeSeries({ weeks: 1, figure: wobbling(12, busyDay) });
    const at = monday + 2 * DAY + 11 * HOUR;
    expect(periods(silenced(week, at, 4 * HOUR))).toEqual([{ start: at, end: at + 4 * HOUR }]);
  });

  test('three lost weeks of eight', () => {
    const lost = { start: monday + 3 * WEEK, end: monday + 6 * WEEK };
    expect(periods(silenced(web, lost.start, 3 * WEEK))).toEqual([lost]);
  });

  test('the days after the log stopped', () => {
    const at = web.start + 8 * WEEK - 3 * DAY;
    expect(periods(silenced(web, at, 3 * DAY))).toEqual([{ start: at, end: at + 3 * DAY }]);
  });

  test('twenty minutes in five-minute buckets', () => {
    const series = madeSeries({ weeks: 5, step: 5 * MINUTE, figure: wobbling(3, busyDay) });
    const at = monday + 4 * WEEK + 11 * HOUR;
    expect(periods(silenced(series, at, 20 * MINUTE))).toEqual([{ start: at, end: at + 20 * MINUTE }]);
  });

  test('what the caller knows, whatever it holds, but not what lies outside of the history', () => {
    const known = [
      { start: monday + DAY, end: monday + DAY + HOUR, why: 'a release' },
      { start: monday + 2 * WEEK, end: monday + 2 * WEEK + HOUR, why: 'another' },
    ];
    const { masked, values, weeks } = cleanHistory(web, 'UTC', known);
    expect(masked).toEqual(known);
    expect(values[weeks.cellOfBucket[24]!]).toBeNaN();
  });
});

describe('what is not masked', () => {
  test('low counts, with a night of nobody now and then', () => {
    const next = uniform(7);
    const series = madeSeries({ weeks: 16, figure: (hour, day) => poisson(next, busyDay(hour, day) / 30) });
    expect(maskedIn(series)).toEqual([]);
    const sparse = madeSeries({ weeks: 16, figure: (hour, day) => poisson(next, busyDay(hour, day) / 900) });
    expect(maskedIn(sparse)).toEqual([]);
  });

  test('hours that are always empty', () => {
    const open = (hour: number) => (hour >= 8 && hour < 20 ? 100 : 0);
    expect(maskedIn(madeSeries({ figure: open }))).toEqual([]);
    for (const weeks of [1, 2, 8]) {
      for (const rest of [2, 6]) {
        const closed = madeSeries({ weeks, figure: (hour, day) => (day === rest ? 0 : open(hour)) });
        expect(maskedIn(closed)).toEqual([]);
      }
    }
  });

  test('growth, decline, a jump and a fall of the level', () => {
    const levels: Record<string, (week: number) => number> = {
      growth: (week) => 1.25 ** week,
      decline: (week) => 0.8 ** week,
      jump: (week) => (week < 5 ? 1 : 8),
      fall: (week) => (week < 5 ? 1 : 0.2),
    };
    for (const [name, level] of Object.entries(levels)) {
      const figure = (hour: number, day: number, at: number) =>
        busyDay(hour, day) * level(Math.floor((at - monday) / WEEK));
      expect(maskedIn(madeSeries({ figure: wobbling(4, figure) })), name).toEqual([]);
    }
  });

  test('a holiday with a third of the traffic', () => {
    const holiday = monday + 5 * WEEK;
    const figure = (hour: number, day: number, at: number) =>
      busyDay(hour, day) * (at >= holiday && at < holiday + DAY ? 0.33 : 1);
    expect(maskedIn(madeSeries({ figure: wobbling(5, figure) }))).toEqual([]);
  });

  test('a service that is idle at random', () => {
    const next = uniform(9);
    expect(maskedIn(madeSeries({ figure: () => (next() < 0.4 ? 0 : 50 + next()) }))).toEqual([]);
  });

  test('a flat line', () => {
    expect(maskedIn(madeSeries({ figure: () => 5 }))).toEqual([]);
  });

  test('the hours that a change of the clocks left out or repeated', () => {
    const start = Date.UTC(2026, 1, 16);
    const series = madeSeries({ weeks: 9, start, zone: 'Europe/Berlin', figure: wobbling(6, busyDay) });
    expect(maskedIn(series, 'Europe/Berlin')).toEqual([]);
  });
});

const sample = resolve(import.meta.dirname, '../../../../../shared/traffic/web_users_uplot.csv');

describe.skipIf(!existsSync(sample))('a real small site (skipped where ../shared has no samples)', () => {
  test('its nights of two or three users are no outages', () => {
    const rows = readFileSync(sample, 'utf8').trim().split('\n').slice(1);
    const values = Float64Array.from(rows, (row) => Number(row.split(',')[2]));
    const start = Date.parse(rows[0]!.split(',')[1]!);
    for (let end = 16 * 168; end < values.length; end += 16 * 168) {
      const series = {
        start: start + (end - 16 * 168) * HOUR,
        step: HOUR,
        values: values.slice(end - 16 * 168, end),
      };
      const hours = maskedIn(series, 'America/Chicago').reduce((sum, m) => sum + (m.end - m.start) / HOUR, 0);
      expect(hours).toBeLessThanOrEqual(8);
    }
  });
});
