import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE, WEEK } from '../../src/time/instant.ts';
import { quantile } from '../../src/traffic/numbers.ts';
import { levelAfter, profileOf } from '../../src/traffic/profile.ts';
import { weekWeights } from '../../src/traffic/pull.ts';
import type { Series } from '../../src/traffic/series.ts';
import { localWeeks } from '../../src/traffic/weeks.ts';
import { busyDay, madeSeries, monday, uniform } from './made-series.ts';

function profileIn(series: Series, zone = 'UTC') {
  const weeks = localWeeks(series, zone, 16);
  return { weeks, ...profileOf(weeks, weeks.values) };
}

describe('weeks on the wall clock', () => {
  test('the same local hour stays in the same slot when the clocks change', () => {
    const start = Date.UTC(2026, 2, 15, 23);
    const series = madeSeries({
      weeks: 4,
      start,
      zone: 'Europe/Berlin',
      figure: (hour, day) => day * 100 + hour,
    });
    const weeks = localWeeks(series, 'Europe/Berlin', 16);
    for (let slot = 0; slot < weeks.slots; slot++) {
      const column = Array.from(
        { length: weeks.weeks },
        (_, week) => weeks.values[week * weeks.slots + slot]!,
      );
      expect(new Set(column.filter((each) => !Number.isNaN(each))).size).toBe(1);
      expect(column.find((each) => !Number.isNaN(each))).toBe(
        weeks.dayOfWeek[slot]! * 100 + weeks.slotOfDay[slot]!,
      );
    }
    expect(weeks.values.filter(Number.isNaN)).toHaveLength(1);
  });

  test('an hour that happened twice counts half each, one that never was is unknown', () => {
    const autumn = Date.UTC(2026, 9, 25);
    const twice = madeSeries({
      weeks: 1,
      start: autumn - 6 * DAY,
      figure: (_, __, at) => (at === autumn ? 10 : 30),
    });
    const weeks = localWeeks(twice, 'Europe/Berlin', 1);
    const repeated = weeks.cellOfBucket[(autumn - twice.start) / HOUR]!;
    expect(weeks.cellOfBucket[(autumn - twice.start) / HOUR + 1]).toBe(repeated);
    expect(weeks.values[repeated]).toBe(20);
  });

  test('a zone half an hour off keeps whole hours apart', () => {
    const weeks = localWeeks(madeSeries({ weeks: 2, figure: (h) => h }), 'Asia/Kolkata', 16);
    expect(weeks.values.filter(Number.isNaN)).toHaveLength(0);
    expect(weeks.slots).toBe(168);
  });

  test('only the last weeks are looked at', () => {
    const weeks = localWeeks(madeSeries({ weeks: 30, figure: () => 1 }), 'UTC', 16);
    expect(weeks.weeks).toBe(16);
    expect(weeks.values).toHaveLength(16 * 168);
  });
});

describe('the profile of a week', () => {
  const figure = (hour: number, day: number) => busyDay(hour, day) + (day === 2 && hour === 9 ? 900 : 0);

  test('is found exactly where the weeks are the same, also slots that stand out and weeks in part', () => {
    const constantWeek = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 1000 })), {
      minLength: 168,
      maxLength: 168,
    });
    const holes = fc.integer({ min: 3, max: 40 });
    fc.assert(
      fc.property(constantWeek, fc.integer({ min: 0, max: 167 }), holes, (week, part, every) => {
        const figures = week.with(50, 1).with(51, 1000);
        const values = Float64Array.from({ length: 8 * 168 + part }, (_, i) =>
          i % every === 2 && i < 700 ? Number.NaN : figures[i % 168]!,
        );
        const weeks = localWeeks({ start: monday, step: HOUR, values }, 'UTC', 16);
        const { shape, level } = profileOf(weeks, weeks.values);
        for (const [slot, share] of shape.entries()) {
          const truth = figures[weeks.dayOfWeek[slot]! * 24 + weeks.slotOfDay[slot]!]!;
          expect(Math.abs(share * level - truth)).toBeLessThanOrEqual(1e-4 * truth + 1e-9);
        }
      }),
    );
  });

  test('a slot far below its type of day is believed where the weeks differ by a tenth', () => {
    const next = uniform(9);
    const quiet = (hour: number, day: number) => (day === 2 && hour === 12 ? 60 : busyDay(hour, day));
    const { shape, level } = profileIn(
      madeSeries({ figure: (h, d) => quiet(h, d) * (0.83 + 0.34 * next()) }),
    );
    expect(shape[60]! * level).toBeGreaterThan(54);
    expect(shape[60]! * level).toBeLessThan(66);
  });

  test('is the same at any level, also one that changes from week to week', () => {
    const even = profileIn(madeSeries({ figure }));
    const growing = profileIn(
      madeSeries({ figure: (h, d, at) => figure(h, d) * 1.3 ** Math.floor((at - monday) / WEEK) }),
    );
    for (const [slot, share] of even.shape.entries()) expect(growing.shape[slot]).toBeCloseTo(share, 6);
    expect(growing.levels.at(-1)! / even.level).toBeCloseTo(1.3 ** 7, 6);
    expect(growing.level).toBeGreaterThan(growing.levels.at(-2)!);
  });

  test('knows hours that only the other days of their type know', () => {
    const series = madeSeries({
      weeks: 4,
      figure: (h, d) => (d === 1 && h < 6 ? Number.NaN : busyDay(h, d)),
    });
    const { shape } = profileIn(series);
    for (let hour = 0; hour < 6; hour++) expect(shape[24 + hour]).toBeCloseTo(shape[48 + hour]!, 9);
  });

  test('believes what the weeks agree on and pulls together what is chance', () => {
    const next = uniform(3);
    const calm = profileIn(madeSeries({ figure: (h, d) => figure(h, d) * (0.98 + 0.04 * next()) }));
    expect(calm.shape[57]! / calm.shape[33]!).toBeGreaterThan(0.9 * (figure(9, 2) / figure(9, 1)));
    const noisy = profileIn(madeSeries({ weeks: 4, figure: (h) => busyDay(h, 0) * (0.2 + 1.6 * next()) }));
    const ofTen = [0, 1, 2, 3, 4].map((day) => noisy.shape[day * 24 + 10]!);
    expect(Math.max(...ofTen) / Math.min(...ofTen)).toBeLessThan(1.25);
  });

  test('nothing counted is a level of 0, not a number that spreads', () => {
    const { shape, level } = profileIn(madeSeries({ figure: () => 0 }));
    expect(level).toBe(0);
    expect(shape.every((share) => share === 1)).toBe(true);
  });

  test('a day in 5-minute steps and its hours in one give the same shape', () => {
    const fine = profileIn(
      madeSeries({ weeks: 4, step: 5 * MINUTE, figure: (h, d) => busyDay(Math.floor(h), d) }),
    );
    const coarse = profileIn(madeSeries({ weeks: 4, figure: busyDay }));
    for (let slot = 0; slot < 168; slot++)
      expect(fine.shape[slot * 12 + 7]).toBeCloseTo(coarse.shape[slot]!, 6);
  });
});

describe('the numbers beneath', () => {
  test('weights halve with each half-life, and the level follows the last weeks', () => {
    expect([...weekWeights(3, 1)]).toEqual([0.25, 0.5, 1]);
    expect(levelAfter(Float64Array.of(5, 5, 5))).toBeCloseTo(5);
    expect(levelAfter(Float64Array.of(1, Number.NaN, 9))).toBeGreaterThan(7);
    expect(levelAfter(Float64Array.of(Number.NaN))).toBeNaN();
  });

  test('quantiles are those of the sorted list', () => {
    const figures = fc.array(
      fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ noNaN: true, min: -9, max: 9 })),
      {
        minLength: 1,
        maxLength: 60,
      },
    );
    fc.assert(
      fc.property(figures, fc.double({ min: 0, max: 1, noNaN: true }), (list, share) => {
        const sorted = [...list].sort((a, b) => a - b);
        const at = share * (list.length - 1);
        const [below, above] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
        const withGaps = Float64Array.from([Number.NaN, ...list, Number.NaN]);
        expect(quantile(withGaps, share)).toBeCloseTo(below + (at - Math.floor(at)) * (above - below), 9);
      }),
    );
    expect(quantile(Float64Array.of(Number.NaN), 0.5)).toBeNaN();
  });
});
