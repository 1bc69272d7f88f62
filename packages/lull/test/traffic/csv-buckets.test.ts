import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/time/instant.ts';
import { toBuckets } from '../../src/traffic/figures/buckets.ts';
import { PointColumns } from '../../src/traffic/figures/points.ts';
import { stepOf } from '../../src/traffic/figures/step.ts';

const start = Date.UTC(2026, 0, 5);
const later = start + 3650 * DAY;

describe('points put into buckets', () => {
  it('as coarse as the bucket or coarser stay as they are, at any phase and with any gaps', () => {
    const steps = [5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, DAY];
    fc.assert(
      fc.property(
        fc.constantFrom(...steps),
        fc.nat({ max: 1439 }),
        fc.array(fc.record({ kept: fc.double({ min: 0, max: 1, noNaN: true }), value: fc.nat() }), {
          minLength: 60,
          maxLength: 300,
        }),
        (step, phaseMinutes, slots) => {
          const phase = (phaseMinutes * MINUTE) % step;
          const kept = slots.flatMap(({ kept, value }, i) =>
            kept < 0.8 || i < 2 ? [{ at: start + phase + i * step, value }] : [],
          );
          const points = {
            times: Float64Array.from(kept, ({ at }) => at),
            values: Float64Array.from(kept, ({ value }) => value),
          };
          const gathered = toBuckets(points, 5 * MINUTE, later);
          expect(gathered.step).toBe(step);
          expect(gathered.buckets.map(({ start, value }) => ({ at: start, value }))).toEqual(kept);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('that are finer add up to what they are in all', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(1, 10, 15, 30, 60, 100, 150),
        fc.integer({ min: 2, max: 40 }),
        (seconds, buckets) => {
          const whole = (buckets * 5 * MINUTE) / (seconds * SECOND);
          const points = {
            times: Float64Array.from({ length: whole }, (_, i) => start + i * seconds * SECOND),
            values: Float64Array.from({ length: whole }, (_, i) => i % 13),
          };
          const gathered = toBuckets(points, 5 * MINUTE, later);
          const sum = gathered.buckets.reduce((all, { value }) => all + value!, 0);
          expect(sum).toBe(points.values.reduce((all, value) => all + value, 0));
          expect(gathered.buckets.every((bucket) => bucket.start % gathered.step === 0)).toBe(true);
          expect(gathered.warnings).toEqual([]);
        },
      ),
    );
  });

  it('end with the last bucket that is over by now, whatever now is', () => {
    const points = {
      times: Float64Array.from({ length: 48 }, (_, h) => start + h * HOUR),
      values: new Float64Array(48).fill(1),
    };
    fc.assert(
      fc.property(fc.nat({ max: 49 * HOUR }), (after) => {
        const { buckets, unfinished } = toBuckets(points, HOUR, start + after);
        expect(buckets.length).toBe(Math.min(48, Math.floor(after / HOUR)));
        expect(buckets.length + unfinished).toBe(48);
      }),
    );
  });
});

it('points come in order, and of one instant the last stands', () => {
  const point = fc.tuple(fc.nat({ max: 50 }), fc.nat());
  fc.assert(
    fc.property(fc.array(point, { maxLength: 3000 }), (pushed) => {
      const columns = new PointColumns();
      for (const [at, value] of pushed) columns.push(at, value);
      const { points, repeated } = columns.inOrder();
      const expected = [...new Map(pushed)].sort(([a], [b]) => a - b);
      expect([...points.times].map((at, i) => [at, points.values[i]])).toEqual(expected);
      expect(repeated).toBe(pushed.length - expected.length);
    }),
  );
});

describe('the step of stamps', () => {
  const stepOfSeconds = (...seconds: number[]) =>
    stepOf(
      Float64Array.from(seconds, (s) => s * SECOND),
      5 * MINUTE,
    );

  it('is none of none or one', () => {
    expect(stepOfSeconds()).toBeNull();
    expect(stepOfSeconds(5)).toBeNull();
  });

  it('is not even where two stamps are years apart', () => {
    expect(stepOfSeconds(0, 3600)).toMatchObject({ length: HOUR, even: true });
    expect(stepOfSeconds(0, 1e9)).toMatchObject({ even: false });
  });
});
