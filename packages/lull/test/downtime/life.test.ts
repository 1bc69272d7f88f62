import { describe, expect, it } from 'vitest';
import { type State, states } from '../../src/downtime/contract.ts';
import { decide } from '../../src/downtime/decide.ts';
import { busy, nextLook, overdue, turnBackAt } from '../../src/downtime/moments.ts';
import { commandsFor, hasBegun, isActive, isEnd } from '../../src/downtime/states.ts';
import { exactLength, parseDuration } from '../../src/time/duration.ts';
import { HOUR, MINUTE, SECOND } from '../../src/time/instant.ts';
import { begun, clear, Life, noGates, plan, promised, start, warned } from './life.ts';

const end = start + 2 * HOUR;
const counting = (inFlight: number | null, confirmed: number) => ({
  gates: { expected: 2, confirmed },
  inFlight,
});

describe('work by hand, from the draft to its end', () => {
  it('reads like the table of the design', () => {
    const life = new Life();
    const monday = start - 24 * HOUR;
    expect(life.say(monday, { type: 'draft', id: 'd1', plan: plan({ verify: true }) })).toEqual(['drafted']);
    expect(nextLook(life.now, monday)).toBeNull();

    expect(life.say(monday, { type: 'schedule', judgement: clear })).toEqual(['scheduled']);
    expect(life.now).toMatchObject({ state: 'scheduled', expectedEnd: end });
    expect(life.now.promise).toMatchObject([{ number: 1, start, end, by: 'ann' }]);
    expect(nextLook(life.now, monday)).toBe(start - 15 * MINUTE);

    expect(life.tick(start - 15 * MINUTE - 1)).toEqual([]);
    expect(life.tick(start - 15 * MINUTE)).toEqual(['warned']);
    expect(nextLook(life.now, start - 15 * MINUTE)).toBe(start);
    expect(life.say(start - 10 * MINUTE, { type: 'im-here' })).toEqual(['present']);

    expect(life.tick(start - 1)).toEqual([]);
    expect(life.tick(start)).toEqual(['draining', 'closed']);
    expect(life.now.actual).toMatchObject({ drainingAt: start, downAt: start });
    expect(turnBackAt(life.now)).toBe(end - 30 * MINUTE);

    expect(life.say(start + HOUR, { type: 'finish' })).toEqual(['verifying']);
    expect(life.say(start + HOUR + 1, { type: 'verified' })).toEqual(['opening']);
    expect(life.tick(start + HOUR + 2)).toEqual(['completed']);
    expect(life.now).toMatchObject({ state: 'completed', actual: { endedAt: start + HOUR + 2 } });
    expect(nextLook(life.now, end)).toBeNull();
    expect(life.events.every(({ revision }, i) => revision === (i === 0 ? 0 : 1))).toBe(true);
    expect(life.tick(end)).toEqual([]);
  });

  it('is busy as the rules count it', () => {
    const life = promised();
    expect(busy(life.now)).toEqual({ start, end: end + 30 * MINUTE });
    expect(busy(begun().now)).toEqual({ start, end: end + 30 * MINUTE });
    const draft = new Life();
    draft.say(start - HOUR, { type: 'draft', id: 'd', plan: plan() });
    expect(busy(draft.now)).toBeNull();
  });

  it('is busy while it is overdue, for as long as somebody hears of it', () => {
    const life = begun({ rollback: 0 });
    for (const at of [30, 60, 90, 120, 150].map((minutes) => start + minutes * MINUTE)) life.tick(at);
    expect(overdue(life.now, end + 30 * MINUTE)).toBe(true);
    expect(busy(life.now)!.end).toBeGreaterThan(nextLook(life.now, end + 30 * MINUTE)!);
  });
});

describe('what is overdue', () => {
  it('is asked after in words, and more and more plainly', () => {
    const life = begun({ atTurnBack: 'ask' });
    for (const minutes of [30, 60, 90, 120]) life.tick(start + minutes * MINUTE);
    const told = life.events.slice(-6).map(({ kind, why }) => `${kind.replace('downtime.', '')}: ${why}`);
    expect(told).toEqual([
      'reminded: nobody has been heard from for 30m: is somebody at work?',
      'reminded: nobody has answered: is somebody at work?',
      'turn-back-due: this is the latest moment to turn back in time: somebody has to decide',
      'reminded: nobody has answered 2 times: is somebody at work?',
      'overdue: it was to be over by now, and nobody has said that it is',
      'reminded: nobody has answered 3 times: is somebody at work?',
    ]);
  });

  it.each([
    [1, '0s', '1m'],
    [29 * SECOND, '29s', '1m'],
    [31 * SECOND, '31s', '2m'],
    [12 * MINUTE, '12m', '13m'],
    [60 * MINUTE + 40 * SECOND, '1h40s', '1h2m'],
  ])('%d ms late is not extended by too little, and says what is enough', (late, ago, least) => {
    const life = begun();
    const at = end + late;
    const extend = (until: number) => decide(life.now, { type: 'extend', by: 'ann', end: until }, at);
    expect(extend(at)).toMatchObject({
      refusal: { code: 'bad-plan', todo: `It was to end ${ago} ago: move its end by ${least} or more.` },
    });
    const enough = end + exactLength(parseDuration(least));
    expect(enough - at).toBeGreaterThanOrEqual(30 * SECOND - 1);
    expect(extend(enough)).toMatchObject({ downtime: { expectedEnd: enough } });
  });

  it('is not told to be late while it is not', () => {
    expect(decide(begun().now, { type: 'extend', by: 'ann', end: start }, start + HOUR)).toMatchObject({
      refusal: { todo: 'Give an end that is yet to come.' },
    });
  });
});

describe('go or no-go', () => {
  it('waits for somebody and begins when they come, until it is too late', () => {
    const life = promised();
    life.tick(start - 15 * MINUTE);
    expect(life.tick(start)).toEqual([]);
    expect(nextLook(life.now, start)).toBe(start + SECOND);
    life.say(start + 30 * SECOND, { type: 'im-here' });
    expect(life.tick(start + 30 * SECOND)).toEqual(['draining', 'closed']);
    expect(life.now.expectedEnd).toBe(end);
  });

  it('is a no-go where nobody came, with what was missing', () => {
    const life = promised();
    life.tick(start - 15 * MINUTE);
    const facts = { ...counting(0, 1), firing: ['HighErrorRate'] };
    expect(life.tick(start + 15 * MINUTE - 1, facts)).toEqual([]);
    expect(life.tick(start + 15 * MINUTE, facts)).toEqual(['no-go', 'cancelled']);
    expect(life.last).toMatchObject({ by: 'lull', kind: 'downtime.cancelled' });
    expect(life.last.why).toBe(
      'nobody has said that they are there; 1 of 2 gates have confirmed; the alert "HighErrorRate" is firing',
    );
  });

  it.each([
    ['a gate', counting(null, 1)],
    ['an alert', { firing: ['HighErrorRate'] }],
    ['a rule', { obstacles: [{ rule: 'dependency', name: 'db', message: 'the database is down' } as const] }],
  ])('does not begin while %s stands against it, and begins when it gives way', (_, facts) => {
    const life = warned();
    life.tick(start, facts);
    expect(life.now.state).toBe('warning');
    life.tick(start + 5 * SECOND);
    expect(life.now.state).toBe('down');
  });

  it('begins at its start when "go" was said before it, never earlier', () => {
    const life = promised();
    life.tick(start - 15 * MINUTE);
    expect(life.say(start - MINUTE, { type: 'go', facts: noGates })).toEqual(['go']);
    expect(life.now.state).toBe('warning');
    expect(life.tick(start)).toEqual(['draining', 'closed']);
  });

  it('begins at once when "go" is said after its start, and says what it waits for when it cannot', () => {
    const late = promised();
    late.tick(start - 15 * MINUTE);
    expect(late.say(start + 1, { type: 'go', facts: noGates })).toEqual(['go', 'draining']);
    const held = promised();
    held.tick(start - 15 * MINUTE);
    expect(held.say(start + 1, { type: 'go', facts: { ...noGates, firing: ['X'] } })).toEqual(['go']);
    expect(held.last.data).toEqual({ waitsFor: ['the alert "X" is firing'] });
  });

  it('does not take somebody for there who was there before the question', () => {
    const life = warned();
    const later = plan({ start: start + 10 * MINUTE });
    expect(life.say(start - 14 * MINUTE, { type: 'revise', plan: later, judgement: clear })).toEqual([
      'revised',
    ]);
    expect(life.now).toMatchObject({ state: 'scheduled', presence: null, actual: { warnedAt: null } });
    life.tick(start - 5 * MINUTE);
    expect(life.now.state).toBe('warning');
    expect(life.tick(start + 10 * MINUTE)).toEqual([]);
  });

  it('is called off by a person, and nothing closes', () => {
    const life = warned();
    expect(life.say(start - 1, { type: 'no-go', why: 'the backup failed' })).toEqual(['no-go', 'cancelled']);
    expect(life.last.why).toBe('the backup failed');
  });

  it('promises the later end where it began late by a minute or more', () => {
    const life = promised();
    life.tick(start - 15 * MINUTE);
    life.say(start + 10 * MINUTE, { type: 'im-here' });
    expect(life.tick(start + 10 * MINUTE)).toEqual(['draining', 'extended', 'closed']);
    expect(life.now.promise.map((revision) => revision.end)).toEqual([end, end + 10 * MINUTE]);
    expect(life.events.at(-2)).toMatchObject({ by: 'lull', why: 'it began 10m late', revision: 2 });
  });
});

describe('after an outage of the keeper', () => {
  it('steps aside when the time to begin has passed', () => {
    const life = promised();
    expect(life.tick(start + 15 * MINUTE)).toEqual(['no-go', 'cancelled']);
    expect(life.last.why).toBe('nobody was there to begin it in time');
  });

  it('asks for go or no-go while there is time, and closes nothing by itself', () => {
    const life = promised();
    expect(life.tick(start + 15 * MINUTE - 1)).toEqual(['warned']);
    expect(life.now.state).toBe('warning');
  });

  it('steps aside in the go/no-go too, even with somebody there', () => {
    const life = warned();
    expect(life.tick(start + HOUR)).toEqual(['no-go', 'cancelled']);
    expect(life.last.why).toBe('it was too late to begin');
  });

  it('tells what it missed once, not once per missed moment', () => {
    const life = begun();
    expect(life.tick(end + 10 * HOUR)).toEqual(['turn-back-due', 'overdue', 'reminded']);
    expect(life.now.reminded!.unanswered).toBe(1);
    expect(life.tick(end + 10 * HOUR)).toEqual([]);
  });
});

describe('draining', () => {
  it('goes down when every gate has confirmed and nothing is in flight any more', () => {
    const life = begun({}, counting(0, 2));
    expect(life.now.state).toBe('draining');
    expect(life.tick(start + SECOND, counting(3, 2))).toEqual([]);
    expect(life.tick(start + 2 * SECOND, counting(0, 1))).toEqual([]);
    expect(life.tick(start + 3 * SECOND, counting(0, 2))).toEqual(['closed']);
  });

  it('gives uncounted work in flight all the time it may have', () => {
    const life = begun({}, counting(null, 2));
    expect(life.tick(start + MINUTE - 1, counting(null, 2))).toEqual([]);
    expect(life.tick(start + MINUTE, counting(null, 2))).toEqual(['closed']);
  });

  it.each([
    ['go-on', ['closed'], 'down'],
    ['wait', ['reminded'], 'draining'],
    ['abort', ['aborted'], 'aborted'],
  ] as const)('does what the plan says at its deadline: %s', (atDrainDeadline, events, state) => {
    const life = begun({ atDrainDeadline }, counting(9, 2));
    expect(life.tick(start + MINUTE, counting(9, 2))).toEqual(events);
    expect(life.now.state).toBe(state);
    expect(life.tick(start + MINUTE + 1, counting(9, 2))).toEqual([]);
  });

  it('is looked at every second, and at its deadline to the millisecond', () => {
    const life = begun({ drainWithin: 1500 }, counting(9, 2));
    expect(nextLook(life.now, start)).toBe(start + SECOND);
    expect(nextLook(life.now, start + SECOND)).toBe(start + 1500);
  });

  it('is told by a person that nothing is in flight', () => {
    expect(begun({}, counting(9, 2)).say(start + 1, { type: 'drained' })).toEqual(['closed']);
  });
});

describe('the gate opens', () => {
  it('when every one has confirmed', () => {
    const life = begun({}, counting(0, 2));
    life.say(start, { type: 'drained' });
    life.say(start + HOUR, { type: 'finish' });
    expect(life.tick(start + HOUR, counting(0, 1))).toEqual([]);
    expect(nextLook(life.now, start + HOUR)).toBe(start + HOUR + SECOND);
    expect(life.tick(start + HOUR + SECOND, counting(0, 2))).toEqual(['completed']);
  });

  it('or a person says so', () => {
    const life = begun();
    life.say(start + HOUR, { type: 'finish' });
    expect(life.say(start + HOUR, { type: 'opened' })).toEqual(['completed']);
  });

  it('closes again when the work was not through after all', () => {
    const life = begun();
    life.say(start + HOUR, { type: 'finish' });
    expect(life.say(start + HOUR + 1, { type: 'close-again' })).toEqual(['closed']);
    expect(life.now).toMatchObject({ state: 'down', actual: { downAt: start, openingAt: null } });
  });
});

describe('modes with a life of their own', () => {
  it('at-risk closes nothing: no draining, no verifying, no opening to wait for', () => {
    const life = warned({ mode: 'at-risk', verify: true });
    expect(life.tick(start, counting(5, 2))).toEqual(['closed']);
    expect(life.now.actual.drainingAt).toBeNull();
    expect(life.say(start + HOUR, { type: 'finish' })).toEqual(['opening', 'completed']);
  });

  it('hold lets requests go at its cap, and what nobody called done is aborted', () => {
    const held = { mode: 'hold', takes: 20 * SECOND, rollback: 0 } as const;
    const life = begun(held);
    expect(nextLook({ ...life.now, told: { overdue: true, turnBack: true } }, start)).toBe(
      start + 30 * SECOND,
    );
    expect(life.tick(start + 30 * SECOND - 1)).toEqual(['turn-back-due', 'overdue']);
    expect(life.tick(start + 30 * SECOND)).toEqual(['opening', 'aborted']);
    expect(life.last).toMatchObject({ by: 'lull', why: 'requests had waited as long as they may' });

    const draining = begun({ ...held, atDrainDeadline: 'wait' }, counting(1, 2));
    expect(draining.tick(start + 30 * SECOND, counting(1, 2))).toContain('aborted');

    const failed = begun(held);
    failed.say(start + SECOND, { type: 'fail' });
    expect(failed.tick(start + 30 * SECOND)).toContain('aborted');
  });

  it('hold cannot be planned or extended beyond its cap', () => {
    const life = new Life();
    const long = plan({ mode: 'hold', takes: 31 * SECOND, rollback: 0 });
    expect(life.refused(0, { type: 'draft', id: 'd', plan: long })).toBe('bad-plan');
    const held = begun({ mode: 'hold', takes: 20 * SECOND, rollback: 0, verify: true });
    expect(held.refused(start + 1, { type: 'extend', end: start + 30 * SECOND + 1 })).toBe('bad-plan');
    expect(held.say(start + 1, { type: 'extend', end: start + 30 * SECOND })).toEqual(['extended']);
    expect(held.say(start + SECOND, { type: 'finish' })).toEqual(['opening']);
  });
});

describe('the states', () => {
  it('are ends, take up services, or have begun', () => {
    const those = (are: (state: State) => boolean) => states.filter(are);
    expect(those(isEnd)).toEqual(['completed', 'cancelled', 'aborted']);
    expect(those(hasBegun)).toEqual(['draining', 'down', 'verifying', 'opening', 'failed']);
    expect(those(isActive)).toEqual(['scheduled', 'warning', ...those(hasBegun)]);
  });
});

describe('what may be said', () => {
  it('is what the state allows, in the order of the life, where it has an object', () => {
    expect(commandsFor(promised().now)).toEqual(['revise', 'cancel']);
    expect(commandsFor(warned().now)).toEqual(['revise', 'cancel', 'im-here', 'go', 'no-go']);
    expect(commandsFor(begun().now)).toEqual(['im-here', 'extend', 'finish', 'abort', 'fail']);
  });

  it('is refused with what may be said instead', () => {
    expect(promised().refused(start, { type: 'finish' })).toBe('wrong-state');
    expect(new Life().refused(start, { type: 'finish' })).toBe('wrong-state');
    expect(promised().refused(start, { type: 'draft', id: 'd2', plan: plan() })).toBe('wrong-state');
  });
});
