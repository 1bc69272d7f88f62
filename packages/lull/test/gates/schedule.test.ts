import { tenantHash } from '@lull/gate/node';
import { type GateDocument, readDocument, stateAt } from '@lull/gate/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ServiceGates } from '../../src/catalog/gates.ts';
import type { Downtime, Plan } from '../../src/downtime/contract.ts';
import { decide } from '../../src/downtime/decide.ts';
import { HOLD_CAP, nextLook } from '../../src/downtime/moments.ts';
import { LAST_LOOK, scheduleOf } from '../../src/gates/schedule.ts';
import { formatInstant, HOUR, type Instant, MINUTE, SECOND } from '../../src/time/instant.ts';
import { births, moves } from '../downtime/arbitrary.ts';
import { begun, type Life, plan, promised, start, warned } from '../downtime/life.ts';

const settings: ServiceGates = {
  expect: 0,
  goneAfter: null,
  except: ['/login'],
  opening: { share: 0.1, over: 10 * MINUTE },
  page: { name: null, colour: null, logo: null, statusUrl: null, words: {} },
};

interface Given {
  readonly gates?: ServiceGates | null;
  readonly late?: readonly string[];
}

function documentOf(downtimes: readonly Downtime[], now: Instant, given: Given = {}): GateDocument {
  const { periods } = planned(downtimes, now, given);
  return readDocument({
    v: 1,
    service: 'shop',
    epoch: 1,
    serial: 1,
    issuedAt: formatInstant(now),
    keys: [],
    schedule: periods,
    brand: { name: 'Shop' },
    pages: {},
    maxSilence: 'PT1M',
  });
}

function planned(downtimes: readonly Downtime[], now: Instant, { gates = null, late = [] }: Given = {}) {
  return scheduleOf({ service: 'shop', gates, downtimes, late: new Set(late), now });
}

/** What gates do that were told at `now` and hear the server all the time: the states from there on. */
function course({ now: downtime }: Life, now: Instant, given: Given = {}): string[] {
  const document = documentOf([downtime], now, given);
  const edges = document.schedule.flatMap(({ from, to }) => [from, ...(to === null ? [] : [to])]);
  return [...new Set([now, ...edges.filter((at) => at > now)])].sort().map((at) => {
    const { state, why } = stateAt(document, at, at);
    const minutes = Math.round((at - start) / SECOND) / 60;
    return `${minutes} ${state}${why === 'schedule' ? '' : ` (${why})`}`;
  });
}

describe('the schedule of a gate', () => {
  it('tells nothing of what is more than an hour away', () => {
    const { now: downtime } = promised();
    expect(planned([downtime], start - HOUR - 1)).toEqual({ periods: [], changesAt: start - HOUR });
    expect(planned([downtime], start - HOUR).periods).toHaveLength(1);
  });

  it('only warns until somebody is there', () => {
    expect(course(promised(), start - HOUR)).toEqual(['-60 open', '-15 warn', '15 open']);
  });

  it('closes and opens by itself once somebody is there, by share where the service says so', () => {
    const life = warned();
    expect(course(life, start - 15 * MINUTE)).toEqual(['-15 warn', '0 drain', '1 closed', '120 open']);
    expect(course(life, start - 15 * MINUTE, { gates: settings })).toEqual([
      '-15 warn',
      '0 drain',
      '1 closed',
      '120 opening',
      '130 open',
    ]);
  });

  it('does not close what cannot begin', () => {
    const late = { late: ['d1'] };
    expect(course(warned(), start - LAST_LOOK, late).at(1)).toBe('15 open');
  });

  it('stays closed beyond the end once work may have begun, until it is told', () => {
    const draining = begun({}, { gates: { expected: 1, confirmed: 1 }, inFlight: 1 });
    expect(draining.now.state).toBe('draining');
    expect(course(draining, start)).toEqual(['0 drain', '1 closed', '120 open']);
    const down = begun();
    expect(course(down, start)).toEqual(['0 closed', '120 closed (not-told)']);
    expect(course(down, start + 3 * HOUR)).toEqual(['180 closed']);
  });

  it('lets checkers in while the work is checked', () => {
    const life = begun({ verify: true });
    life.say(start + HOUR, { type: 'finish' });
    expect(course(life, start + HOUR)).toEqual(['60 verify', '120 verify (not-told)']);
    life.say(start + 90 * MINUTE, { type: 'verified' });
    expect(course(life, start + 90 * MINUTE)).toEqual(['90 open']);
    expect(course(life, start + 90 * MINUTE, { gates: settings })).toEqual(['90 opening', '100 open']);
    life.tick(start + 91 * MINUTE);
    expect(life.now.state).toBe('completed');
    expect(course(life, start + 95 * MINUTE, { gates: settings })).toEqual(['95 opening', '100 open']);
  });

  it('keeps what is about to be held within its cap, whatever happens to the server', () => {
    const life = warned({ mode: 'hold', takes: 20 * SECOND, rollback: 0 });
    const coming = documentOf([life.now], start - SECOND);
    expect(stateAt(coming, start, start).state).toBe('drain');
    expect(stateAt(coming, start + 20 * SECOND, start).state).toBe('open');
    life.tick(start, { gates: { expected: 1, confirmed: 1 }, inFlight: 1 });
    expect(life.now.state).toBe('draining');
    const document = documentOf([life.now], start);
    expect(stateAt(document, start, null)).toMatchObject({ state: 'closed', mode: 'hold' });
    expect(stateAt(document, start + HOLD_CAP, null).state).toBe('open');
  });

  it('closes an emergency at once, with clocks that are behind and without the server', () => {
    const life = begun();
    const { downtime } = decide(
      null,
      { type: 'emergency', id: 'e', by: 'ann', why: 'fire', plan: plan(), obstacles: [] },
      start,
    ) as { downtime: Downtime };
    expect(life.now.emergency).toBe(false);
    const document = documentOf([downtime], start);
    expect(stateAt(document, start - 14 * HOUR, null).state).toBe('drain');
  });

  it('skips a closing that nobody would work in', () => {
    const document = documentOf([warned().now], start - 15 * MINUTE);
    expect(stateAt(document, start, start - 61 * SECOND).why).toBe('server-lost');
    expect(stateAt(document, start, start - 59 * SECOND).state).toBe('drain');
  });

  it('names parts as they are, tenants as hashes, and exceptions only where reading goes on', () => {
    const part = { paths: ['/pay'], tenants: ['acme'] };
    const [, partial] = documentOf([warned({ mode: 'partial', part }).now], start, {
      gates: settings,
    }).schedule;
    expect(partial!.match).toEqual({
      paths: ['/pay'],
      tenants: [tenantHash('shop', 'acme')],
      methods: [],
      except: [],
    });
    const [, reading] = documentOf([warned({ mode: 'read-only' }).now], start, { gates: settings }).schedule;
    expect(reading!.match.except).toEqual(['/login']);
    expect(tenantHash('bank', 'acme')).not.toBe(tenantHash('shop', 'acme'));
  });

  it('gives way to what is under way', () => {
    const emergency = decide(
      null,
      { type: 'emergency', id: 'e', by: 'ann', why: 'fire', plan: plan({ takes: HOUR }), obstacles: [] },
      start - 30 * MINUTE,
    ) as { downtime: Downtime };
    const document = documentOf([warned().now, emergency.downtime], start - 10 * MINUTE);
    const ids = document.schedule.map(({ downtime, state }) => `${downtime} ${state}`);
    expect(ids).toEqual(['e drain', 'e closed', 'd1 closed']);
    expect(document.schedule[2]!.from).toBe(start + 30 * MINUTE);
  });

  it('closes though work at risk is under way, or visitors of other work still come back', () => {
    const emergency = (id: string, at: Instant, more: Partial<Plan>) =>
      decide(
        null,
        { type: 'emergency', id, by: 'ann', why: 'fire', plan: plan({ start: at, ...more }), obstacles: [] },
        at,
      ) as { downtime: Downtime };
    const now = start - MINUTE;
    const atRisk = emergency('r', now, { mode: 'at-risk' }).downtime;
    const fire = emergency('e', now + 30 * SECOND, {}).downtime;
    expect(stateAt(documentOf([atRisk], now), now, now)).toMatchObject({ state: 'warn', downtime: 'r' });
    const at = now + 31 * SECOND;
    expect(stateAt(documentOf([atRisk, fire], at), at, at)).toMatchObject({ state: 'drain', downtime: 'e' });
    const planned = documentOf([atRisk, warned().now], now);
    expect(stateAt(planned, now, now)).toMatchObject({ state: 'warn', downtime: 'd1' });
    expect(stateAt(planned, start, now)).toMatchObject({ state: 'drain', downtime: 'd1' });

    const rising: Downtime = {
      ...begun().now,
      id: 'o',
      state: 'completed',
      actual: { ...begun().now.actual, openingAt: at },
    };
    const both = documentOf([fire, rising], at, { gates: settings });
    expect(stateAt(both, at, at)).toMatchObject({ state: 'drain', downtime: 'e' });
  });

  it('follows every life, whatever happens in it', () => {
    fc.assert(
      fc.property(births, moves, fc.boolean(), (birth, all, hasShare) => {
        let now = start - 24 * HOUR;
        let downtime: Downtime | null = null;
        for (const { command, clock } of [{ command: birth, clock: 0 as const }, ...all]) {
          now = clock === 'next-look' ? ((downtime && nextLook(downtime, now)) ?? now + SECOND) : now + clock;
          const decision = decide(downtime, command, now);
          if ('refusal' in decision) continue;
          downtime = decision.downtime;
          checkAt(downtime, Math.max(now, downtime.changedAt), hasShare ? settings : null);
        }
      }),
      { numRuns: 400 },
    );
  });
});

function checkAt(downtime: Downtime, now: Instant, gates: ServiceGates | null): void {
  const { state, plan: meant } = downtime;
  const late = (state === 'warning' || state === 'scheduled') && now >= meant.start! - LAST_LOOK;
  const given = { gates, late: late ? ['d1', 'd2'] : [] };
  const document = documentOf([downtime], now, given);
  const does = stateAt(document, now, now);
  const at = downtime.failedIn ?? state;
  const closes = ['draining', 'down', 'verifying'].includes(at) && meant.mode !== 'at-risk';
  const isLetGo = meant.mode === 'hold' && now >= (downtime.actual.drainingAt ?? now) + HOLD_CAP;
  const refuses = ['drain', 'closed', 'verify'].includes(does.state);
  expect(refuses, `${at} ${meant.mode}: ${JSON.stringify(document.schedule)}`).toBe(closes && !isLetGo);
  if (refuses) expect(does.downtime).toBe(downtime.id);

  const { periods, changesAt } = planned([downtime], now, given);
  const until = changesAt ?? now + 10 * HOUR;
  for (const share of [0.01, 0.5, 0.99]) {
    const between = Math.floor(now + (until - 1 - now) * share);
    if (between <= now || isNear(downtime, between)) continue;
    expect(planned([downtime], between, given).periods).toEqual(periods);
  }
}

/** Which of those that have not begun are late, the caller says; it looks at them when they are near. */
function isNear({ state, plan: { start: at } }: Downtime, now: Instant): boolean {
  return (state === 'warning' || state === 'scheduled') && now >= at! - LAST_LOOK;
}
