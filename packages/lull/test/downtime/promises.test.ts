import { describe, expect, it } from 'vitest';
import type { Command, Refusal } from '../../src/downtime/contract.ts';
import { decide } from '../../src/downtime/decide.ts';
import { nextLook, overdue } from '../../src/downtime/moments.ts';
import { commandsFor, openFlags } from '../../src/downtime/states.ts';
import { HOUR, MINUTE } from '../../src/time/instant.ts';
import { clear, conflict, freeze, Life, noGates, plan, promised, start, warned } from './life.ts';

const monday = start - 24 * HOUR;
const asking = { ...clear, asks: ['downtime of the shop needs two people'] };

const drafted = (more = {}) => {
  const life = new Life();
  life.say(monday, { type: 'draft', id: 'd1', plan: plan(more) });
  return life;
};

function refusalOf(life: Life, command: Command): Refusal {
  return (decide(life.now, command, monday) as { refusal: Refusal }).refusal;
}

describe('a draft', () => {
  it('is changed as often as one likes, and not by the same plan again', () => {
    const life = drafted({ start: null });
    expect(life.now.expectedEnd).toBeNull();
    expect(life.say(monday, { type: 'edit', plan: plan() })).toEqual(['edited']);
    expect(life.last.data).toEqual({ changes: [{ field: 'start', from: null, to: '2026-01-05T02:00:00Z' }] });
    expect(life.say(monday, { type: 'edit', plan: { ...plan() } })).toEqual([]);
  });

  it.each([
    ['no service', { services: [] }],
    ['a service twice', { services: ['shop', 'shop'] }],
    ['no title', { title: ' ' }],
    ['no length', { takes: 0 }],
    ['a length that is no number', { takes: Number.NaN }],
    ['an endless length', { takes: Number.MAX_SAFE_INTEGER }],
    ['a start at no instant', { start: 1.5 }],
    ['a partial mode without a part', { mode: 'partial' as const }],
    ['a part of nothing', { mode: 'partial' as const, part: { paths: [], tenants: [] } }],
    ['a part in full mode', { part: { paths: ['/a'], tenants: [] } }],
    ['reminders without a pause', { remindEvery: 0 }],
    ['no time to begin in', { startWithin: 0 }],
    ['steps that nothing binds', { steps: [{ agent: null, name: 'move', hash: 'abc', parameters: {} }] }],
    ['a turning back that is due at the start', { rollback: 2 * HOUR, atTurnBack: 'extend' as const }],
  ])('is refused with %s', (_, more) => {
    expect(new Life().refused(monday, { type: 'draft', id: 'd', plan: plan(more) })).toBe('bad-plan');
    expect(drafted().refused(monday, { type: 'edit', plan: plan(more) })).toBe('bad-plan');
  });

  it('is not promised without a start, or for one that has passed', () => {
    expect(drafted({ start: null }).refused(monday, { type: 'schedule', judgement: clear })).toBe('bad-plan');
    expect(drafted().refused(start, { type: 'schedule', judgement: clear })).toBe('bad-plan');
    expect(drafted().say(start - 1, { type: 'schedule', judgement: clear })).toEqual(['scheduled']);
  });
});

describe('rules in the way', () => {
  const judged = (override: boolean, obstacles = [freeze]) => ({ ...clear, obstacles, override });

  it('are set aside by those who may, with a reason, and that is kept', () => {
    const say = { type: 'schedule', judgement: judged(true) } as const;
    expect(drafted().refused(monday, { type: 'schedule', judgement: judged(false), why: 'now' })).toBe(
      'rule-in-the-way',
    );
    expect(drafted().refused(monday, { ...say, why: '  ' })).toBe('reason-needed');
    const life = drafted();
    life.say(monday, { ...say, why: 'the disk is dying' });
    expect(life.now.waivers).toEqual([
      { ...freeze, by: 'ann', why: 'the disk is dying', at: monday, secondPerson: null },
    ]);
    life.tick(start - 15 * MINUTE, { obstacles: [freeze] });
    life.say(start - 1, { type: 'im-here' });
    life.tick(start, { obstacles: [freeze] });
    expect(life.now.state).toBe('down');
  });

  it('never give way where the same service is down already', () => {
    const life = drafted();
    const judgement = judged(true, [freeze, conflict]);
    expect(life.refused(monday, { type: 'schedule', judgement, why: 'now' })).toBe('rule-in-the-way');
  });

  it('that were set aside hold for the same work, and are asked again for another', () => {
    const life = drafted();
    life.say(monday, { type: 'schedule', judgement: judged(true), why: 'the disk is dying' });
    const renamed = plan({ title: 'Move it' });
    expect(life.say(monday, { type: 'revise', plan: renamed, judgement: judged(false) })).toEqual([
      'revised',
    ]);
    expect(life.now.waivers).toHaveLength(1);
    const moved = plan({ start: start + HOUR });
    expect(life.refused(monday, { type: 'revise', plan: moved, judgement: judged(false) })).toBe(
      'rule-in-the-way',
    );
    life.say(monday, { type: 'revise', plan: moved, judgement: clear });
    expect(life.now.waivers).toEqual([]);
  });
});

describe('a second person', () => {
  it('approves what another proposed, with its waivers', () => {
    const life = drafted();
    const judgement = { ...asking, obstacles: [freeze], override: true };
    expect(life.say(monday, { type: 'schedule', judgement, why: 'the disk is dying' })).toEqual(['proposed']);
    expect(life.now).toMatchObject({ state: 'awaiting-approval', promise: [], proposal: { by: 'ann' } });
    expect(commandsFor(life.now)).toEqual(['approve', 'reject', 'cancel']);

    const approve = { type: 'approve', judgement: { ...clear, obstacles: [freeze] } } as const;
    expect(life.refused(monday, approve)).toBe('second-person');
    expect(life.refused(monday, { ...approve, by: 'key1', person: 'ann' })).toBe('second-person');
    expect(refusalOf(life, { ...approve, by: 'ann', person: 'ann' }).message).toMatch(
      /^It was proposed on \w{3} \d{4}-\d\d-\d\d \d\d:\d\d UTC by the same person/,
    );
    const early = refusalOf(life, { type: 'revise', by: 'ann', plan: plan(), judgement: clear });
    expect(early.message).toMatch(/ is awaiting-approval, and "reschedule" cannot be said to it$/);
    expect(early.todo).toBe('What may be said now: approve, reject, cancel.');
    expect(life.say(monday + 1, { ...approve, by: 'bob' })).toEqual(['approved', 'scheduled']);
    expect(life.now).toMatchObject({
      state: 'scheduled',
      proposal: null,
      promise: [{ number: 1, by: 'ann', why: 'the disk is dying' }],
      waivers: [{ by: 'ann', why: 'the disk is dying', secondPerson: 'bob' }],
    });
  });

  it('cannot approve what a new rule came to stand in the way of', () => {
    const life = drafted();
    life.say(monday, { type: 'schedule', judgement: asking });
    const judgement = { ...clear, obstacles: [freeze], override: true };
    expect(life.refused(monday, { type: 'approve', by: 'bob', judgement, why: 'ok' })).toBe(
      'rule-in-the-way',
    );
  });

  it('rejects, and it is a draft again', () => {
    const life = drafted();
    life.say(monday, { type: 'schedule', judgement: asking });
    expect(life.say(monday, { type: 'reject', by: 'bob', why: 'not now' })).toEqual(['rejected']);
    expect(life.now).toMatchObject({ state: 'draft', proposal: null });
  });

  it('who comes too late finds it called off at its start', () => {
    const life = drafted();
    life.say(monday, { type: 'schedule', judgement: asking });
    expect(nextLook(life.now, monday)).toBe(start);
    expect(life.refused(start, { type: 'approve', by: 'bob', judgement: clear })).toBe('bad-plan');
    expect(life.tick(start)).toEqual(['cancelled']);
  });

  it('is waited for while the old promise holds, and the proposal lapses when that begins', () => {
    const life = promised();
    const judgement = asking;
    const tomorrow = plan({ start: start + 24 * HOUR });
    expect(life.say(monday, { type: 'revise', plan: tomorrow, judgement })).toEqual(['proposed']);
    expect(life.now).toMatchObject({ state: 'scheduled', plan: { start }, promise: [{ start }] });
    life.tick(start - 15 * MINUTE);
    life.say(start - 1, { type: 'im-here' });
    expect(life.tick(start)).toEqual(['rejected', 'draining', 'closed']);
    expect(life.now.proposal).toBeNull();
  });

  it('agrees to a revision', () => {
    const life = promised();
    const later = plan({ start: start + HOUR });
    life.say(monday, { type: 'revise', plan: later, judgement: asking });
    expect(life.say(monday, { type: 'approve', by: 'bob', judgement: clear })).toEqual([
      'approved',
      'revised',
    ]);
    expect(life.now.promise.map(({ number }) => number)).toEqual([1, 2]);
    expect(life.now.expectedEnd).toBe(start + 3 * HOUR);
  });
});

describe('a revision', () => {
  it('is made of what people are told; the rest is only noted', () => {
    const life = promised();
    const remind = plan({ remindEvery: HOUR });
    expect(life.say(monday, { type: 'revise', plan: remind, judgement: clear })).toEqual(['edited']);
    expect(life.now.promise).toHaveLength(1);
    expect(life.say(monday, { type: 'revise', plan: { ...remind, takes: HOUR }, judgement: clear })).toEqual([
      'revised',
    ]);
    expect(life.last.revision).toBe(2);
    expect(life.now.promise[0]).toMatchObject({ end: start + 2 * HOUR });
    expect(life.say(monday, { type: 'revise', plan: life.now.plan, judgement: clear })).toEqual([]);
  });

  it('of its wording alone leaves the go/no-go as it is', () => {
    const life = warned();
    life.say(start - MINUTE, { type: 'revise', plan: plan({ title: 'Move it' }), judgement: clear });
    expect(life.now).toMatchObject({ state: 'warning', presence: { by: 'ann' } });
  });
});

describe('a rule that comes later', () => {
  it('flags the downtime and is decided on by somebody, with a reason', () => {
    const life = promised();
    expect(life.say(monday, { type: 'flag', by: 'lull', reasons: [freeze] })).toEqual(['flagged']);
    expect(life.say(monday, { type: 'flag', by: 'lull', reasons: [freeze, freeze] })).toEqual([]);
    expect(openFlags(life.now)).toMatchObject([{ ...freeze, kept: null }]);
    expect(life.refused(monday, { type: 'keep' })).toBe('reason-needed');
    expect(life.say(monday, { type: 'keep', why: 'agreed with sales' })).toEqual(['kept']);
    life.tick(start - 15 * MINUTE, { obstacles: [freeze] });
    life.say(start - 1, { type: 'im-here' });
    expect(life.tick(start, { obstacles: [freeze] })).toEqual(['draining', 'closed']);
  });

  it('keeps the work from beginning while nobody has decided', () => {
    const life = promised();
    expect(life.tick(start - 15 * MINUTE, { obstacles: [freeze] })).toEqual(['warned', 'flagged']);
    life.say(start - 1, { type: 'go', facts: { ...noGates, obstacles: [freeze] } });
    expect(life.last.data).toEqual({ waitsFor: [freeze.message] });
    expect(life.tick(start, { obstacles: [freeze] })).toEqual([]);
    expect(life.tick(start + 15 * MINUTE, { obstacles: [freeze] })).toEqual(['no-go', 'cancelled']);
    expect(life.last.why).toBe(freeze.message);
  });

  it('is taken off when it gives way', () => {
    const life = promised();
    life.say(monday, { type: 'flag', by: 'lull', reasons: [freeze] });
    expect(life.say(monday, { type: 'flag', by: 'lull', reasons: [] })).toEqual(['unflagged']);
    expect(life.now.flags).toEqual([]);
  });

  it('cannot be kept in spite of another downtime of the same service', () => {
    const life = promised();
    life.say(monday, { type: 'flag', by: 'lull', reasons: [conflict] });
    expect(commandsFor(life.now)).not.toContain('keep');
    expect(life.refused(monday, { type: 'keep', why: 'now' })).toBe('wrong-state');
  });
});

describe('an emergency', () => {
  const down = { type: 'emergency', id: 'e1', plan: plan({ start: null }), obstacles: [freeze] } as const;

  it('begins at once, and everything that was set aside is kept', () => {
    const life = new Life();
    expect(life.say(start, { ...down, why: 'data is being lost' })).toEqual([
      'drafted',
      'scheduled',
      'draining',
    ]);
    expect(life.tick(start)).toEqual(['closed']);
    expect(life.now).toMatchObject({ emergency: true, plan: { start }, promise: [{ start }] });
    expect(life.now.waivers.map(({ rule, why }) => [rule, why])).toEqual([
      ['notice', 'data is being lost'],
      ['freeze', 'data is being lost'],
    ]);
    expect(overdue(life.now, start + 2 * HOUR)).toBe(true);
  });

  it('needs a reason, and finds the service not down already', () => {
    expect(new Life().refused(start, down)).toBe('reason-needed');
    expect(new Life().refused(start, { ...down, why: 'x', obstacles: [conflict] })).toBe('rule-in-the-way');
    expect(new Life().refused(start, { ...down, why: 'x', plan: plan({ takes: 0 }) })).toBe('bad-plan');
  });
});
