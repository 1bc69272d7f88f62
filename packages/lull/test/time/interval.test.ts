import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clip, contains, type Interval, intersects, join, subtract } from '../../src/time/interval.ts';

const END = 40;
const intervals = fc.array(
  fc
    .tuple(fc.integer({ min: 0, max: END }), fc.integer({ min: 0, max: END }))
    .map(([start, end]) => ({ start, end })),
  { maxLength: 12 },
);

/** The instants of 0..40 that lie in any of the intervals: the model that the algebra must agree with. */
const instantsOf = (list: readonly Interval[]) =>
  Array.from({ length: END }, (_, at) => at).filter((at) =>
    list.some(({ start, end }) => start <= at && at < end),
  );

const isApartAndSorted = (list: readonly Interval[]) =>
  list.every((each, i) => each.start < each.end && (i === 0 || list[i - 1]!.end < each.start));

describe('the algebra of half-open intervals agrees with sets of instants', () => {
  test('join', () => {
    fc.assert(
      fc.property(intervals, (list) => {
        expect(instantsOf(join(list))).toEqual(instantsOf(list));
        expect(isApartAndSorted(join(list))).toBe(true);
        expect(join(join(list))).toEqual(join(list));
      }),
    );
  });

  test('subtract', () => {
    fc.assert(
      fc.property(intervals, intervals, (from, holes) => {
        const holed = new Set(instantsOf(holes));
        const left = subtract(from, holes);
        expect(instantsOf(left)).toEqual(instantsOf(from).filter((at) => !holed.has(at)));
        expect(isApartAndSorted(left)).toBe(true);
        expect(subtract(left, holes)).toEqual(left);
      }),
    );
  });

  test('clip', () => {
    fc.assert(
      fc.property(intervals, intervals, (list, [bounds]) => {
        fc.pre(bounds !== undefined);
        const inside = new Set(instantsOf([bounds!]));
        expect(instantsOf(clip(list, bounds!))).toEqual(instantsOf(list).filter((at) => inside.has(at)));
        expect(clip(list, bounds!).every((each) => contains(bounds!, each))).toBe(true);
      }),
    );
  });

  test('intersects: touching intervals do not', () => {
    fc.assert(
      fc.property(intervals, ([a, b]) => {
        fc.pre(a !== undefined && b !== undefined && a.start < a.end && b.start < b.end);
        const shared = instantsOf([a!]).some((at) => instantsOf([b!]).includes(at));
        expect(intersects(a!, b!)).toBe(shared);
      }),
    );
  });
});
