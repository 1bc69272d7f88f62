import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FRESH, type GatePeriod, gateStates, shuts, stateAt } from '../../src/protocol/index.ts';
import { HOUR, MINUTE, period } from './support.ts';

const noon = Date.UTC(2026, 11, 1, 12);
const issuedAt = noon - HOUR;

/** What a run publishes: 15 minutes of warning, an hour of closing in three steps, ten of opening. */
function planned(more: Partial<GatePeriod> = {}): { schedule: GatePeriod[]; issuedAt: number } {
  const at = (from: number, to: number, state: GatePeriod['state']) =>
    period({ from: noon + from * MINUTE, to: noon + to * MINUTE, state, ...more });
  const schedule = [
    at(-15, 0, 'warn'),
    at(0, 2, 'drain'),
    at(2, 50, 'closed'),
    at(50, 60, 'verify'),
    { ...at(60, 70, 'opening'), share: { from: 0.1, to: 1, over: 10 * MINUTE } },
  ];
  return { schedule, issuedAt };
}

const stateOf = (document: ReturnType<typeof planned>, at: number, heardAt: number | null) =>
  stateAt(document, at, heardAt).state;

test('both edges of every stretch: the first millisecond is in it, the last is not', () => {
  const document = planned();
  const states = ['open', 'warn', 'drain', 'closed', 'verify', 'opening', 'open'];
  const edges = [-15, 0, 2, 50, 60, 70].map((minutes) => noon + minutes * MINUTE);
  edges.forEach((edge, i) => {
    expect(stateAt(document, edge - 1, edge)).toMatchObject({ state: states[i], until: edge });
    expect(stateAt(document, edge, edge)).toMatchObject({
      state: states[i + 1],
      until: edges[i + 1] ?? null,
    });
  });
});

describe('the table of six', () => {
  const heard = noon - 10 * MINUTE;

  test('server lost before the closing: it does not close, for nobody would do the work', () => {
    const document = planned();
    expect(stateOf(document, noon - 1, heard)).toBe('warn');
    for (const minutes of [0, 2, 30, 55, 65]) {
      expect(stateAt(document, noon + minutes * MINUTE, heard)).toMatchObject({
        state: 'open',
        share: 1,
        downtime: null,
        why: 'server-lost',
      });
    }
    expect(stateAt(document, noon + 80 * MINUTE, heard)).toMatchObject({ state: 'open', why: 'schedule' });
    // It was only late: what the schedule says counts from then on.
    expect(stateOf(document, noon + 30 * MINUTE, noon + 29 * MINUTE)).toBe('closed');
    // Told to close whatever happens, it does.
    expect(stateOf(planned({ closeIf: 'always' }), noon, heard)).toBe('drain');
    expect(stateOf(planned({ closeIf: 'always' }), noon, null)).toBe('drain');
  });

  test('how long before counts to the millisecond; never heard is lost', () => {
    const document = planned();
    expect(stateOf(document, noon, noon - FRESH)).toBe('drain');
    expect(stateOf(document, noon, noon - FRESH - 1)).toBe('open');
    expect(stateOf(document, noon, null)).toBe('open');
    // It is the closing's own start that counts, not that of each of its stretches.
    expect(stateOf(document, noon + 55 * MINUTE, noon - FRESH)).toBe('verify');
  });

  test('server lost before the first step: it opens at the end by itself', () => {
    const document = planned();
    expect(stateOf(document, noon + 30 * MINUTE, noon + MINUTE)).toBe('closed');
    expect(stateAt(document, noon + 65 * MINUTE, noon + MINUTE)).toMatchObject({
      state: 'opening',
      share: 0.55,
    });
    expect(stateOf(document, noon + 70 * MINUTE, noon + MINUTE)).toBe('open');
  });

  test('server lost during the work: shut beyond the end, until told', () => {
    const document = planned({ reopen: 'whenTold' });
    const last = noon + 20 * MINUTE;
    expect(stateOf(document, noon + 55 * MINUTE, last)).toBe('verify');
    for (const minutes of [60, 65, 70, 600, 60 * 24 * 30]) {
      expect(stateAt(document, noon + minutes * MINUTE, last)).toMatchObject({
        state: 'verify',
        downtime: '7',
        why: 'not-told',
      });
    }
    // A person is the only other way; the gate's override is outside of the document.
    expect(stateOf({ schedule: [], issuedAt: noon + 90 * MINUTE }, noon + 91 * MINUTE, last)).toBe('open');
  });

  test('server lost after the rollback: what it published last says open at the end', () => {
    const [, , closed] = planned({ reopen: 'whenTold' }).schedule;
    const rolledBack = { ...closed!, to: noon + 30 * MINUTE, reopen: 'atEnd' as const };
    const document = { schedule: [rolledBack], issuedAt: noon + 25 * MINUTE };
    const last = noon + 25 * MINUTE;
    expect(stateOf(document, noon + 30 * MINUTE - 1, last)).toBe('closed');
    expect(stateAt(document, noon + 30 * MINUTE, last)).toMatchObject({ state: 'open', why: 'schedule' });
  });

  test('gate restarted: the same document, instant and last contact give the same answer', () => {
    const document = planned({ reopen: 'whenTold' });
    const kept = JSON.parse(JSON.stringify(document));
    for (let minutes = -20; minutes < 90; minutes += 1) {
      const at = noon + minutes * MINUTE;
      expect(stateAt(kept, at, noon - MINUTE)).toEqual(stateAt(document, at, noon - MINUTE));
    }
    // Without a last contact it would have missed the closing: that is why it is kept on the disk.
    expect(stateOf(document, noon + 10 * MINUTE, null)).toBe('open');
  });

  test('emergency: shut from now on, heard or not, until told', () => {
    const emergency = {
      from: noon,
      to: null,
      state: 'closed',
      closeIf: 'always',
      reopen: 'whenTold',
    } as const;
    const document = { schedule: [period(emergency)], issuedAt: noon };
    for (const heardAt of [noon, noon - HOUR, null]) {
      expect(stateAt(document, noon, heardAt)).toMatchObject({ state: 'closed', until: null, retryAt: null });
      expect(stateOf(document, noon + 30 * 24 * HOUR, heardAt)).toBe('closed');
    }
  });
});

describe('a closing that opens only when told', () => {
  const closed = period({ from: noon, to: noon + HOUR, reopen: 'whenTold' });
  const after = (more: Partial<GatePeriod>) =>
    period({ from: noon + 2 * HOUR, to: noon + 3 * HOUR, ...more });

  test('is not opened by the warning of another downtime', () => {
    const document = { schedule: [closed, after({ state: 'warn', downtime: '8' })], issuedAt };
    for (const hours of [1, 1.5, 2, 2.5, 3, 4]) {
      expect(stateAt(document, noon + hours * HOUR, noon)).toMatchObject({ state: 'closed', downtime: '7' });
    }
  });

  test('is not opened by another closing, neither one that is skipped nor one that ends', () => {
    const document = { schedule: [closed, after({ downtime: '8' })], issuedAt };
    expect(stateAt(document, noon + 2.5 * HOUR, noon)).toMatchObject({ state: 'closed', downtime: '7' });
    const heardAt = noon + 2 * HOUR;
    expect(stateAt(document, noon + 2.5 * HOUR, heardAt)).toMatchObject({ downtime: '8', why: 'schedule' });
    expect(stateAt(document, noon + 3 * HOUR, heardAt)).toMatchObject({ downtime: '7', why: 'not-told' });
  });

  test('is opened by what its own downtime goes on with, if that is planned or has begun', () => {
    const opening = { from: noon + HOUR, to: noon + 2 * HOUR, state: 'opening' } as const;
    const at = noon + 1.5 * HOUR;
    const next = (more: Partial<GatePeriod>) => ({
      schedule: [closed, period({ ...opening, ...more })],
      issuedAt,
    });
    expect(stateOf(next({ reopen: 'atEnd' }), at, noon)).toBe('opening');
    expect(stateOf(next({ reopen: 'atEnd' }), at + HOUR, noon)).toBe('open');
    expect(stateOf(next({ reopen: 'whenTold' }), at, noon)).toBe('closed');
    expect(stateOf({ ...next({ reopen: 'whenTold' }), issuedAt: noon + HOUR }, at, noon)).toBe('opening');
  });

  test('that was skipped holds nothing shut', () => {
    const document = { schedule: [closed], issuedAt };
    expect(stateOf(document, noon + 2 * HOUR, noon - HOUR)).toBe('open');
  });
});

describe('the share while opening', () => {
  const opening = (share: GatePeriod['share']) => ({
    schedule: [period({ from: noon, to: noon + HOUR, state: 'opening', share })],
    issuedAt,
  });

  test('rises from the first to the last over its length, and stays', () => {
    const document = opening({ from: 0.2, to: 0.8, over: 10 * MINUTE });
    const shares = [0, 5, 10, 30].map((minutes) => stateAt(document, noon + minutes * MINUTE, noon).share);
    expect(shares).toEqual([0.2, 0.5, 0.8, 0.8].map((share) => expect.closeTo(share, 10)));
  });

  test('without a length is there at once; without a share it is everybody', () => {
    expect(stateAt(opening({ from: 0, to: 0.5, over: 0 }), noon, noon).share).toBe(0.5);
    expect(stateAt(opening(null), noon, noon).share).toBe(1);
  });
});

/** Any schedule that a document may hold, over some tens of ticks, with three downtimes. */
const schedules = fc
  .array(
    fc.record({
      gap: fc.integer({ min: 0, max: 3 }),
      length: fc.integer({ min: 1, max: 4 }),
      state: fc.constantFrom(...gateStates),
      downtime: fc.constantFrom('1', '2', '3'),
      closeIf: fc.constantFrom('server-alive', 'always'),
      reopen: fc.constantFrom('atEnd', 'whenTold'),
    }),
    { maxLength: 7 },
  )
  .chain((stretches) =>
    fc.boolean().map((isEndless) => {
      let at = 100;
      return stretches.map(({ gap, length, ...more }, i) => {
        const from = at + gap;
        at = from + length;
        return period({ ...more, from, to: isEndless && i === stretches.length - 1 ? null : at });
      });
    }),
  );

const ticks = fc.integer({ min: 95, max: 150 });
const heard = fc.option(fc.integer({ min: 95, max: 150 }).map((at) => at - FRESH));

test('is what a plain reading of the rules gives, for any schedule', () => {
  fc.assert(
    fc.property(schedules, ticks, ticks, heard, (schedule, at, written, heardAt) => {
      const { state, downtime } = stateAt({ schedule, issuedAt: written }, at, heardAt);
      expect(shuts({ state }) ? downtime : state).toEqual(readPlainly(schedule, written, at, heardAt));
    }),
    { numRuns: 3_000 },
  );
});

test('does not change before the instant that it names, unless something is heard', () => {
  const answer = ({ state, downtime, why }: ReturnType<typeof stateAt>): string =>
    `${state} ${downtime} ${why}`;
  fc.assert(
    fc.property(schedules, ticks, heard, (schedule, at, heardAt) => {
      const document = { schedule, issuedAt: 95 };
      const now = stateAt(document, at, heardAt);
      expect(now.until ?? at + 1).toBeGreaterThan(at);
      for (let later = at; later < Math.min(now.until ?? 200, 200); later += 1) {
        expect(answer(stateAt(document, later, heardAt))).toBe(answer(now));
      }
    }),
    { numRuns: 1_000 },
  );
});

/** The rules again, one after the other, tick by tick from the beginning: who is it that shuts the gate? */
function readPlainly(
  schedule: readonly GatePeriod[],
  written: number,
  instant: number,
  heardAt: number | null,
): string {
  const isLost = (downtime: string): boolean => {
    const parts = schedule.filter((one) => one.downtime === downtime);
    const start = parts.find(({ state }) => state !== 'open' && state !== 'warn');
    if (start?.closeIf !== 'server-alive') return false;
    return heardAt === null || start.from - heardAt > FRESH;
  };
  const untold: string[] = [];
  let answer = 'open';
  for (let tick = 0; tick <= instant; tick += 1) {
    const part = schedule.find(({ from, to }) => from <= tick && (to === null || tick < to));
    const ended = schedule.find(({ to }) => to === tick);
    if (ended && shuts(ended) && ended.reopen === 'whenTold' && !isLost(ended.downtime)) {
      untold.push(ended.downtime);
    }
    if (part?.from === tick && (shuts(part) || part.reopen === 'atEnd' || part.from <= written)) {
      while (untold.includes(part.downtime)) untold.splice(untold.indexOf(part.downtime), 1);
    }
    const isLate =
      part !== undefined && part.state !== 'open' && part.state !== 'warn' && isLost(part.downtime);
    if (part && shuts(part) && !isLate) answer = part.downtime;
    else answer = untold.at(-1) ?? (part && !isLate ? part.state : 'open');
  }
  return answer;
}
