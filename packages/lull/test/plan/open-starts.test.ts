import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openStarts as startsBy } from '../../src/plan/open-starts.ts';
import { type Calendar, leastRiskOf, reaches, type Work } from '../../src/plan/rules.ts';
import { calendar as calendarWith, freezeTime, windowTime, work } from './calendar.ts';

const range = { start: 0, end: 100 };
const openStarts = (given: Partial<Calendar>, some: Work, starts = range) =>
  startsBy(calendarWith(given), some, starts);

describe('openStarts', () => {
  it('allows every start where no windows are named', () => {
    expect(openStarts({ windows: null, freezes: [] }, work({ takes: 5 }), range)).toEqual([range]);
  });

  it('allows none where windows are named and none is there', () => {
    expect(openStarts({ windows: [], freezes: [] }, work({ takes: 5 }), range)).toEqual([]);
  });

  it('lets work start so that it ends exactly with the window', () => {
    const calendar = { windows: [windowTime({ start: 10, end: 20 })], freezes: [] };
    expect(openStarts(calendar, work({ takes: 10 }), range)).toEqual([{ start: 10, end: 11 }]);
    expect(openStarts(calendar, work({ takes: 11 }), range)).toEqual([]);
  });

  it('needs room for the way back too', () => {
    const calendar = { windows: [windowTime({ start: 10, end: 20 })], freezes: [] };
    expect(openStarts(calendar, work({ takes: 6, rollback: 4 }), range)).toEqual([{ start: 10, end: 11 }]);
  });

  it('joins touching windows when asking whether work fits', () => {
    const windows = [windowTime({ start: 10, end: 20 }), windowTime({ start: 20, end: 25, window: 'b' })];
    expect(openStarts({ windows, freezes: [] }, work({ takes: 12 }), range)).toEqual([
      { start: 10, end: 14 },
    ]);
  });

  it('keeps work clear of a freeze on both sides, touching it allowed', () => {
    const calendar = { windows: null, freezes: [freezeTime({ start: 40, end: 50 })] };
    expect(openStarts(calendar, work({ takes: 5 }), range)).toEqual([
      { start: 0, end: 36 },
      { start: 50, end: 100 },
    ]);
  });

  it('lets a freeze for downtimes pass read-only work', () => {
    const calendar = { windows: null, freezes: [freezeTime({ start: 0, end: 100, leastRisk: 'downtime' })] };
    expect(openStarts(calendar, work({ takes: 5, mode: 'read-only' }), range)).toEqual([range]);
    expect(openStarts(calendar, work({ takes: 5, mode: 'full' }), range)).toEqual([]);
  });

  it('does not use a window of too little risk', () => {
    const calendar = { windows: [windowTime({ start: 0, end: 50, risk: 'high' })], freezes: [] };
    expect(openStarts(calendar, work({ takes: 5 }), range)).toEqual([]);
    expect(openStarts(calendar, work({ takes: 5, mode: 'read-only' }), range)).toEqual([
      { start: 0, end: 46 },
    ]);
  });

  it('wants work to start before the cutoff, the cutoff itself being too late', () => {
    const calendar = {
      windows: [windowTime({ start: 0, end: 50, cutoff: { days: 0, ms: 30 } })],
      freezes: [],
    };
    expect(openStarts(calendar, work({ takes: 5 }), range)).toEqual([{ start: 0, end: 20 }]);
  });

  it('wants the notice counted from now', () => {
    const calendar = {
      windows: [windowTime({ start: 0, end: 50, notice: { days: 0, ms: 12 } })],
      freezes: [],
    };
    expect(openStarts(calendar, work({ takes: 5, announced: 3 }), range)).toEqual([{ start: 15, end: 46 }]);
  });

  it('agrees with looking at each instant by itself', () => {
    const period = fc
      .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 25 }))
      .map(([start, length]) => ({ start, end: start + length }));
    const risk = fc.constantFrom('low', 'high', 'downtime' as const);
    const windows = fc.array(
      fc.record({
        period,
        risk,
        notice: fc.integer({ min: 0, max: 40 }),
        cutoff: fc.integer({ min: 0, max: 10 }),
      }),
      { maxLength: 6 },
    );
    const freezes = fc.array(fc.record({ period, leastRisk: risk }), { maxLength: 3 });
    const works = fc.record({
      takes: fc.integer({ min: 1, max: 15 }),
      rollback: fc.integer({ min: 0, max: 5 }),
      mode: fc.constantFrom('full', 'read-only', 'at-risk' as const),
      announced: fc.integer({ min: 0, max: 20 }),
    });
    fc.assert(
      fc.property(windows, freezes, works, (someWindows, someFreezes, someWork) => {
        const calendar: Partial<Calendar> = {
          windows: someWindows.map(({ period, risk, notice, cutoff }, i) =>
            windowTime({
              ...period,
              risk,
              window: `w${i}`,
              notice: { days: 0, ms: notice },
              cutoff: { days: 0, ms: cutoff },
            }),
          ),
          freezes: someFreezes.map(({ period, leastRisk }) => freezeTime({ ...period, leastRisk })),
        };
        const open = openStarts(calendar, someWork, range);
        for (let at = range.start; at < range.end; at++) {
          const told = open.some(({ start, end }) => start <= at && at < end);
          expect({ at, open: told }).toEqual({ at, open: allowedAt(calendar, someWork, at) });
        }
      }),
      { numRuns: 500 },
    );
  });
});

/** The rules of time, read out for one instant: the slow way that cannot be wrong in the same way. */
function allowedAt(
  { windows = null, freezes = [] }: Partial<Calendar>,
  { takes, rollback, mode, announced }: Work,
  at: number,
): boolean {
  const least = leastRiskOf[mode];
  const needed = Array.from({ length: takes + rollback }, (_, i) => at + i);
  const frozen = freezes.filter((freeze) => reaches(least, freeze.leastRisk));
  if (needed.some((ms) => frozen.some((freeze) => freeze.start <= ms && ms < freeze.end))) return false;
  const usable = windows!.filter((window) => reaches(window.risk, least));
  const covered = (ms: number): boolean => usable.some((window) => window.start <= ms && ms < window.end);
  if (!needed.every(covered)) return false;
  const here = usable.filter((window) => window.start <= at && at < window.end);
  if (!here.some((window) => window.notice.ms === 0 || at >= announced + window.notice.ms)) return false;
  let joinedFrom = at;
  while (covered(joinedFrom - 1)) joinedFrom--;
  let joinedTo = at;
  while (covered(joinedTo)) joinedTo++;
  const joined = usable.filter((window) => window.start < joinedTo && window.end > joinedFrom);
  return joined.some((window) => at < window.end - window.cutoff.ms);
}
