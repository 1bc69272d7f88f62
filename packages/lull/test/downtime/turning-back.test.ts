import { describe, expect, it } from 'vitest';
import { decide } from '../../src/downtime/decide.ts';
import { nextLook, overdue, turnBackAt } from '../../src/downtime/moments.ts';
import { HOUR, MINUTE, SECOND } from '../../src/time/instant.ts';
import { begun, start } from './life.ts';

const end = start + 2 * HOUR;
const latest = end - 30 * MINUTE;

/** The length of the work is through, and somebody said that they are there a moment ago. */
const attended = (more: Parameters<typeof begun>[0] = {}) => {
  const life = begun(more);
  life.say(latest - MINUTE, { type: 'im-here' });
  return life;
};

describe('somebody who works by hand', () => {
  it('is asked whether they are there, louder each time, until they answer', () => {
    const life = begun();
    expect(nextLook(life.now, start)).toBe(start + 30 * MINUTE);
    expect(life.tick(start + 30 * MINUTE)).toEqual(['reminded']);
    expect(life.tick(start + HOUR)).toEqual(['reminded']);
    expect(life.last.data).toEqual({ unanswered: 2, state: 'down' });
    life.say(start + HOUR + MINUTE, { type: 'im-here' });
    expect(life.now).toMatchObject({ reminded: null, presence: { by: 'ann' } });
    expect(nextLook(life.now, start + HOUR + MINUTE)).toBe(latest);
  });

  it('is heard of in whatever they say, and in the steps of an agent', () => {
    const life = begun();
    life.tick(start + 30 * MINUTE);
    life.say(start + 40 * MINUTE, { type: 'step', by: 'agent', step: 'dump', phase: 'started', data: {} });
    expect(life.now).toMatchObject({ reminded: null, presence: { by: 'agent' } });
    expect(life.last).toMatchObject({ kind: 'downtime.step-started', data: { step: 'dump' } });
  });
});

describe('the latest moment to turn back', () => {
  it('only asks where the plan says so, once for each end', () => {
    const life = attended();
    expect(life.tick(latest - 1)).toEqual([]);
    expect(life.tick(latest)).toEqual(['turn-back-due']);
    expect(life.tick(latest + 1)).toEqual([]);
    expect(life.say(latest + MINUTE, { type: 'extend', end: end + HOUR })).toEqual(['extended']);
    expect(turnBackAt(life.now)).toBe(latest + HOUR);
    life.say(latest + HOUR - 1, { type: 'im-here' });
    expect(life.tick(latest + HOUR)).toEqual(['turn-back-due']);
  });

  it('extends by rule, and the next one comes later', () => {
    const life = attended({ atTurnBack: 'extend' });
    expect(life.tick(latest)).toEqual(['turn-back-due', 'extended']);
    expect(life.now).toMatchObject({ expectedEnd: end + 30 * MINUTE, told: { turnBack: false } });
    expect(life.now.promise[1]).toMatchObject({ number: 2, by: 'lull', end: end + 30 * MINUTE });
    expect(life.tick(latest)).toEqual([]);
    expect(turnBackAt(life.now)).toBe(end);
  });

  it('extends once for all that was missed, so that there is time to turn back again', () => {
    const life = attended({ atTurnBack: 'extend' });
    expect(life.tick(end + 5 * HOUR)).toContain('extended');
    expect(life.now.promise).toHaveLength(2);
    expect(turnBackAt(life.now)).toBe(end + 5 * HOUR + 30 * MINUTE);
  });

  it('extends nothing by rule for somebody who does not answer', () => {
    const life = begun({ atTurnBack: 'extend' });
    for (let at = start; at <= latest; at += 30 * MINUTE) life.tick(at);
    expect(life.now.promise).toHaveLength(1);
    const due = life.events.find(({ kind }) => kind === 'downtime.turn-back-due');
    expect(due!.data).toMatchObject({ policy: 'ask' });
  });

  it('turns back by rule, and is aborted once a person says that all is as it was', () => {
    const life = attended({ atTurnBack: 'roll-back', verify: true });
    expect(life.tick(latest)).toEqual(['turn-back-due', 'turning-back']);
    expect(life.now).toMatchObject({ state: 'down', turningBack: { by: 'lull' }, expectedEnd: end });
    expect(life.say(latest + 20 * MINUTE, { type: 'finish' })).toEqual(['opening']);
    expect(life.tick(latest + 20 * MINUTE)).toEqual(['aborted']);
  });

  it('is not told to somebody who just said an end that leaves no time for it', () => {
    const life = attended({ atTurnBack: 'roll-back' });
    const soon = latest + 10 * MINUTE;
    expect(life.say(latest - 1, { type: 'extend', end: soon })).toEqual(['extended']);
    expect(life.tick(soon - 1)).toEqual([]);
    expect(life.tick(soon)).toEqual(['overdue']);
    expect(life.now.state).toBe('down');
  });
});

describe('overdue', () => {
  it('begins at the expected end, and is told once for each', () => {
    const life = attended();
    expect(overdue(life.now, end - 1)).toBe(false);
    expect(overdue(life.now, end)).toBe(true);
    life.tick(latest);
    life.say(end - 1, { type: 'im-here' });
    expect(life.tick(end - 1)).toEqual([]);
    expect(life.tick(end)).toEqual(['overdue']);
    expect(life.tick(end)).toEqual([]);
    life.say(end + 1, { type: 'extend', end: end + HOUR });
    expect(overdue(life.now, end + HOUR - 1)).toBe(false);
    expect(life.tick(end + HOUR)).toContain('overdue');
  });

  it('is no matter for what has not begun or is over', () => {
    const life = begun();
    life.say(end + HOUR, { type: 'finish' });
    expect(overdue(life.now, end + HOUR)).toBe(true);
    life.tick(end + HOUR);
    expect(overdue(life.now, end + HOUR)).toBe(false);
  });
});

describe('giving up', () => {
  it('ends at once while nothing was done', () => {
    const life = begun({}, { gates: { expected: 1, confirmed: 1 } });
    expect(life.now.state).toBe('draining');
    expect(life.say(start + 1, { type: 'abort', why: 'wrong day' })).toEqual(['aborted']);
    expect(life.last.why).toBe('wrong day');
  });

  it('goes the way back, and promises the later end where that takes longer', () => {
    const life = begun();
    expect(life.say(end - 10 * MINUTE, { type: 'abort' })).toEqual(['turning-back', 'extended']);
    expect(life.now.expectedEnd).toBe(end + 20 * MINUTE);
    expect(life.refused(end - 9 * MINUTE, { type: 'abort' })).toBe('wrong-state');
    expect(life.say(end, { type: 'finish' })).toEqual(['opening']);
    expect(life.tick(end)).toEqual(['aborted']);
  });

  it('opens at once where there is no way back, also from the checks', () => {
    const life = begun({ rollback: 0, verify: true });
    life.say(start + 1, { type: 'finish' });
    expect(life.say(start + 2, { type: 'abort', why: 'slow' })).toEqual(['turning-back', 'opening']);
    expect(life.tick(start + 3)).toEqual(['aborted']);
    expect(life.last).toMatchObject({ by: 'lull', why: 'slow' });
  });
});

describe('failed', () => {
  const failed = () => {
    const life = begun({ verify: true });
    life.say(start + HOUR, { type: 'finish' });
    expect(life.say(start + HOUR, { type: 'fail', why: 'checks fail' })).toEqual(['failed']);
    expect(life.now).toMatchObject({ state: 'failed', failedIn: 'verifying' });
    return life;
  };

  it('stays as it is and goes on asking', () => {
    const life = failed();
    expect(life.tick(latest)).toEqual(['turn-back-due', 'reminded']);
    expect(life.tick(end)).toEqual(['overdue', 'reminded']);
    expect(life.now.state).toBe('failed');
  });

  it('says by how much it must at least be given more', () => {
    const life = failed();
    const resume = { type: 'resume', by: 'ann', end: end + 5 * MINUTE } as const;
    expect(decide(life.now, resume, end + 12 * MINUTE)).toMatchObject({
      refusal: { code: 'bad-plan', todo: 'It was to end 12m ago: move its end by 13m or more.' },
    });
  });

  it('is resumed where it failed, with a new end', () => {
    const life = failed();
    expect(life.refused(end, { type: 'resume', end })).toBe('bad-plan');
    expect(life.say(end, { type: 'resume', end: end + HOUR })).toEqual(['resumed', 'extended']);
    expect(life.now).toMatchObject({ state: 'verifying', failedIn: null, expectedEnd: end + HOUR });
  });

  it('is rolled back', () => {
    const life = failed();
    expect(life.say(start + HOUR, { type: 'rollback' })).toEqual(['turning-back']);
    expect(life.now).toMatchObject({ state: 'down', failedIn: null, turningBack: { by: 'ann' } });
  });

  it('while it turned back remembers who turned it back first', () => {
    const life = begun();
    life.say(start + 1, { type: 'abort', why: 'too slow' });
    life.say(start + 2, { type: 'fail' });
    life.say(start + 3, { type: 'rollback', by: 'bob' });
    expect(life.now.turningBack).toEqual({ by: 'ann', why: 'too slow', at: start + 1 });
  });

  it('is opened as it is, and the record does not call that completed', () => {
    const life = failed();
    expect(life.say(start + HOUR, { type: 'reopen' })).toEqual(['opening']);
    expect(life.tick(start + HOUR + SECOND)).toEqual(['aborted']);
  });
});

describe('a clock that jumps backwards', () => {
  it('makes nothing un-happen, tells nothing twice, and lets events stand still', () => {
    const life = begun();
    life.tick(latest);
    life.tick(end);
    const told = life.events.length;
    expect(life.tick(start - HOUR)).toEqual([]);
    expect(life.say(start - HOUR, { type: 'im-here' })).toEqual(['present']);
    expect(life.last.at).toBe(end);
    expect(life.tick(end)).toEqual([]);
    expect(life.events).toHaveLength(told + 1);
    expect(life.refused(start - HOUR, { type: 'extend', end: end - 1 })).toBe('bad-plan');
  });
});
