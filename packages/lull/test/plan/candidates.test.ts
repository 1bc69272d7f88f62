import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distinctNights, scoreStarts } from '../../src/plan/candidates.ts';
import { DAY, HOUR } from '../../src/time/instant.ts';
import { intersects } from '../../src/time/interval.ts';
import { sumOver } from '../../src/traffic/sum-over.ts';

const series = (values: number[], step = HOUR, start = 0) => ({
  start,
  step,
  values: Float64Array.from(values),
});

describe('sumOver', () => {
  it('counts partly covered buckets by their part', () => {
    const harm = sumOver(series([10, 20, 40]));
    expect(harm({ start: 0, end: 3 * HOUR })).toBe(70);
    expect(harm({ start: HOUR / 2, end: 2.25 * HOUR })).toBe(5 + 20 + 10);
  });
});

describe('scoreStarts', () => {
  it('finds exactly what trying every start finds', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 12, maxLength: 40 }),
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 0, max: 7 }),
        (figures, tenths, from) => {
          const takes = (tenths * HOUR) / 10;
          const open = [{ start: from * HOUR, end: (figures.length - 3) * HOUR - takes + 1 }];
          fc.pre(open[0]!.start < open[0]!.end);
          const best = scoreStarts(series(figures), open, takes)[0]!;
          let least = Number.POSITIVE_INFINITY;
          let earliest = 0;
          for (let start = open[0]!.start; start < open[0]!.end; start += HOUR) {
            let harm = 0;
            for (const [i, figure] of figures.entries()) {
              const covered = Math.min(start + takes, (i + 1) * HOUR) - Math.max(start, i * HOUR);
              if (covered > 0) harm += (figure * covered) / HOUR;
            }
            if (harm < least - 1e-6) [least, earliest] = [harm, start];
          }
          expect(best.start).toBe(earliest);
          expect(best.harm).toBeCloseTo(least, 6);
        },
      ),
    );
  });

  it('takes the earliest of equals even where sums differ in their last bits', () => {
    const third = Array.from({ length: 200 }, (_, i) => 0.1 + (i % 3) * 1e-17);
    expect(scoreStarts(series(third), [{ start: 0, end: 190 * HOUR }], 2 * HOUR)[0]!.start).toBe(0);
  });

  it('tries the first moment of an open stretch that lies between two buckets', () => {
    const open = [{ start: HOUR / 2, end: HOUR / 2 + 1 }];
    expect(scoreStarts(series([1, 2, 3, 4]), open, 2 * HOUR).map(({ start }) => start)).toEqual([HOUR / 2]);
  });

  it('does not propose the odd second at which it was asked while there are starts on the step', () => {
    const now = HOUR / 2;
    const open = [{ start: now, end: 2 * HOUR + 1 }];
    const starts = scoreStarts(series([1, 2, 3, 4]), open, HOUR, now).map(({ start }) => start);
    expect(starts).toEqual([HOUR, 2 * HOUR]);
    const short = [{ start: now, end: now + 1 }];
    expect(scoreStarts(series([1, 2, 3, 4]), short, HOUR, now).map(({ start }) => start)).toEqual([now]);
  });
});

describe('distinctNights', () => {
  it('keeps one a night, from noon to noon on the local clock', () => {
    const scored = [23, 26, 35, 37].map((hour, i) => ({
      start: hour * HOUR,
      end: (hour + 1) * HOUR,
      harm: i,
    }));
    expect(distinctNights(scored, 'UTC', 9).map(({ start }) => start / HOUR)).toEqual([23, 37]);
    expect(distinctNights(scored, 'Asia/Tokyo', 9).map(({ start }) => start / HOUR)).toEqual([23, 35]);
  });

  it('never lets two overlap, however long they are', () => {
    const scored = Array.from({ length: 200 }, (_, i) => ({
      start: i * HOUR,
      end: i * HOUR + 2 * DAY,
      harm: i % 7,
    }));
    scored.sort((a, b) => a.harm - b.harm);
    const chosen = distinctNights(scored, 'UTC', 5);
    expect(chosen.length).toBeGreaterThan(1);
    for (const a of chosen) for (const b of chosen) expect(a === b || !intersects(a, b)).toBe(true);
  });
});
