import { describe, expect, it } from 'vitest';
import { ruleFor } from '../../../src/announce/work/by-rule.ts';
import type { Asking } from '../../../src/announce/work/contract.ts';
import { reactionsTo } from '../../../src/announce/work/reactions.ts';
import { saidIn } from '../../../src/announce/work/reading.ts';
import type { Downtime } from '../../../src/downtime/contract.ts';
import type { EventRow } from '../../../src/store/events.ts';
import { MINUTE } from '../../../src/time/instant.ts';
import { begun, start } from '../../downtime/life.ts';

const end = start + 120 * MINUTE;
const latest = end - 30 * MINUTE;

/** Under way by hand, with somebody who was heard just before the latest moment to turn back. */
const attended = (more: Parameters<typeof begun>[0] = {}): Downtime => {
  const life = begun(more);
  life.say(latest - 10 * MINUTE, { type: 'im-here' });
  return life.now;
};

const event = (kind: string, data: EventRow['data'] = {}): EventRow => ({
  ...{ id: 'e', seq: 1, kind, downtime: 'd', revision: 1, version: 1, services: ['shop'] },
  ...{ at: start, by: 'lull', why: 'the disk is full', data },
});

const question = {
  ...{
    part: 0,
    phase: 'forward',
    place: 1,
    attempt: 1,
    step: 'copy',
    about: 'failed',
    text: 'full',
    until: null,
  },
};

/** What there is to decide because of a run's word. */
function asked(data: EventRow['data'], downtime = attended()): Asking[] {
  const all = reactionsTo(event('run.asks', data), downtime, { isPerson: false });
  return all.flatMap((one) => (one.do === 'ask' ? [one.asking] : []));
}

describe('until when people can decide, and what comes by rule', () => {
  const now = latest - 5 * MINUTE;

  it('is what the policy says, where somebody is at work', () => {
    for (const atTurnBack of ['extend', 'roll-back', 'ask'] as const) {
      expect(ruleFor(attended({ atTurnBack }), now)).toEqual({ until: latest, byRule: atTurnBack });
    }
  });

  it('is to be asked, where the policy cannot be kept', () => {
    expect(ruleFor(attended({ atTurnBack: 'roll-back' }), now, true).byRule).toBe('ask');
    const silent = begun({ atTurnBack: 'extend' }).now;
    expect(ruleFor(silent, start + MINUTE).byRule).toBe('ask');
  });

  it('is nothing, once that moment has passed or it has failed', () => {
    const settled = { until: null, byRule: 'stays' };
    expect(ruleFor(attended(), latest)).toEqual(settled);
    expect(ruleFor({ ...attended(), state: 'failed' }, now)).toEqual(settled);
    expect(ruleFor({ ...attended(), told: { overdue: false, turnBack: true } }, now)).toEqual(settled);
  });
});

describe('what a run asks', () => {
  it('offers to give up only what can be undone', () => {
    const choices = (data: EventRow['data']) => asked({ questions: [question], ...data })[0]!.choices.at(-1);
    expect(choices({ state: 'asking' })).toBe('failed');
    expect(choices({ state: 'asking', isPastReturn: true })).toBe('left');
    expect(choices({ state: 'stuck', isPastReturn: true })).toBe('reopen');
    expect(choices({ state: 'stuck', questions: [{ ...question, phase: 'back' }] })).toBe('reopen');
  });

  it('can be decided until the step’s own limit, where that comes first', () => {
    const confirm = { ...question, about: 'confirm', until: '1990-01-01T00:00:00Z' };
    const [first] = asked({ state: 'asking', questions: [confirm] });
    expect(first).toMatchObject({ byRule: 'give-up', choices: ['yes', 'no'] });
    const [later] = asked({ state: 'asking', questions: [{ ...confirm, until: '2099-01-01T00:00:00Z' }] });
    expect(later!.until).toBe(latest);
  });

  it('is told also where an event holds less than today', () => {
    expect(asked({ run: 'r' })).toMatchObject([{ about: 'waits', said: 'the disk is full' }]);
  });

  it('is quoted on one line that is not long', () => {
    expect(saidIn('a\n\tb\u0007')).toBe('a b\\u0007');
    expect(saidIn(`\ud83d${'x'.repeat(5_000)}`)!.length).toBeLessThanOrEqual(306);
    expect(saidIn(' \n')).toBeNull();
  });
});
