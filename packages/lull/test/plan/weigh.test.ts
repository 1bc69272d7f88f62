import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type PlanSettings, planFromTraffic } from '../../src/plan/from-traffic.ts';
import { describeMoment } from '../../src/plan/weigh.ts';
import { DAY, HOUR, MINUTE } from '../../src/time/instant.ts';
import type { Reading } from '../../src/traffic/reading.ts';

/** One with no change of clocks in sight, one with one in the days ahead. */
const [steady, changing] = [Date.UTC(2026, 7, 26, 9, 20), Date.UTC(2026, 9, 14, 9, 20)];
const modes = ['full', 'read-only', 'hold', 'at-risk'] as const;

/** Six weeks of hours, which are different from each other in a way that the seed decides. */
function readingOf(seed: number, now: number): Reading {
  const buckets = Array.from({ length: 6 * 7 * 24 }, (_, i) => {
    const requests = 50 + Math.round(40 * Math.sin(((i + seed) / 24) * 2 * Math.PI)) + ((i * (seed + 3)) % 7);
    return {
      start: Math.floor(now / HOUR) * HOUR - (6 * 7 * 24 - i) * HOUR,
      ...{ requests, writes: Math.round((requests * ((i + seed) % 24)) / 24), visitors: null, value: null },
    };
  });
  return {
    ...{ format: 'csv', lines: buckets.length, skipped: { count: 0, examples: [] } },
    ...{ dropped: { filtered: 0 }, step: HOUR, gapsAre: 'unknown', countries: null, warnings: [], buckets },
  } as unknown as Reading;
}

function settingsOf(
  work: Pick<PlanSettings['work'], 'takes' | 'mode'>,
  zone: string,
  now: number,
): PlanSettings {
  return {
    ...{ now, zone, masks: [], holidays: [], team: null, top: 5, warnings: [] },
    work: { ...work, rollback: 0, announced: now },
    horizon: { start: now, end: now + 14 * DAY },
    calendarOver: () => ({ windows: null, freezes: [], taken: [] }),
  };
}

it('says of a moment what the ranking says of it, in every mode and however far each looks', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1000 }),
      fc.constantFrom(...modes),
      fc.integer({ min: 1, max: 8 * 60 }),
      fc.constantFrom('Europe/Berlin', 'Australia/Lord_Howe', 'UTC'),
      fc.constantFrom(steady, changing),
      (seed, mode, minutes, zone, now) => {
        const takes = mode === 'hold' ? 20_000 : minutes * MINUTE;
        const reading = readingOf(seed, now);
        const settings = settingsOf({ takes, mode }, zone, now);
        for (const candidate of planFromTraffic(reading, settings).plan.candidates) {
          const start = Date.parse(candidate.start);
          const horizon = { start, end: start + takes + 8 * DAY };
          const period = { start, end: start + takes };
          const weighed = describeMoment(reading, { ...settings, horizon }, period);
          const { harm, byMode, shareOfWeek } = weighed;
          expect(harm.unit).toBe(candidate.harm.unit);
          for (const [mine, theirs] of [
            [harm.expected, candidate.harm.expected],
            [harm.low, candidate.harm.low],
            [harm.high, candidate.harm.high],
            [byMode.full, candidate.byMode.full],
            [byMode.readOnly, candidate.byMode.readOnly],
            [byMode.hold, candidate.byMode.hold],
          ]) {
            if (theirs === null) expect(mine).toBeNull();
            else expect(Math.abs(mine! - theirs!)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(theirs!)));
          }
          // A week with one hour of the night more or less has another part of writes.
          const most = mode === 'read-only' && now === changing ? 1e-2 : 1e-9;
          expect(Math.abs(shareOfWeek / candidate.shareOfWeek - 1)).toBeLessThanOrEqual(most);
        }
      },
    ),
    { numRuns: 60 },
  );
});
