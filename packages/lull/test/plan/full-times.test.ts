import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fullTimes } from '../../src/plan/full-times.ts';

const periods = fc.array(
  fc
    .tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 15 }))
    .map(([start, length]) => ({ start, end: start + length })),
  { maxLength: 10 },
);

it('agrees with counting at each instant, and names all that are there and no others', () => {
  fc.assert(
    fc.property(periods, fc.integer({ min: 1, max: 4 }), (given, most) => {
      const full = fullTimes(given, most);
      for (let at = 0; at < 60; at++) {
        const here = given.filter(({ start, end }) => start <= at && at < end);
        const told = full.filter(({ start, end }) => start <= at && at < end);
        expect(told).toHaveLength(here.length >= most ? 1 : 0);
        for (const { busy } of told) expect(here.every((each) => busy.includes(each))).toBe(true);
      }
      for (const { start, end, busy } of full) {
        expect(start).toBeLessThan(end);
        expect(busy.every((each) => each.start < end && start < each.end)).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});

it('is no fuller where one ends as another begins', () => {
  const touching = [
    { start: 0, end: 5 },
    { start: 5, end: 9 },
  ];
  expect(fullTimes(touching, 2)).toEqual([]);
  expect(fullTimes(touching, 1).map(({ start, end }) => [start, end])).toEqual([
    [0, 5],
    [5, 9],
  ]);
});
