import { describe, expect, it } from 'vitest';
import { estimate, type Lengths, lengthKey, longestOf } from '../../../src/run/conduct/estimate.ts';
import type { Run, StepAttempt } from '../../../src/run/contract.ts';
import { MINUTE, SECOND } from '../../../src/time/instant.ts';
import { outline, step } from './outlines.ts';
import { Stage } from './stage.ts';

const file = outline({ steps: [step('dump'), step('load', { retries: 1 })], verify: [step('check')] });

function runWith(attempts: readonly StepAttempt[], more: Partial<Run> = {}): Run {
  const { run } = new Stage([file]);
  return { ...run!, state: 'forward', parts: [{ ...run!.parts[0]!, attempts }], ...more };
}

const on = { agent: 'a0', file: { name: 'f0' } };

const tried = (place: number, more: Partial<StepAttempt> = {}): StepAttempt => ({
  phase: 'forward',
  place,
  attempt: 1,
  name: `s${place}`,
  startedAt: 0,
  endedAt: null,
  outcome: null,
  code: null,
  error: null,
  question: null,
  ...more,
});

const known: Lengths = new Map([
  [lengthKey(on, 'forward', 'dump'), [4 * MINUTE, 2 * MINUTE, 3 * MINUTE]],
  [lengthKey(on, 'forward', 'load'), [10 * SECOND]],
  [lengthKey(on, 'verify', 'check'), [5 * SECOND, 7 * SECOND]],
]);

describe('the estimate', () => {
  it('is what the same steps took before, from the shortest to the longest', () => {
    expect(estimate(runWith([]), known, 0)).toEqual({
      end: 3 * MINUTE + 15 * SECOND,
      range: { from: 2 * MINUTE + 15 * SECOND, to: 4 * MINUTE + 17 * SECOND },
      runs: 1,
    });
  });

  it('is the time limits where nothing was seen before, retries and all', () => {
    const end = 10 * MINUTE + 20 * MINUTE + 10 * MINUTE;
    expect(estimate(runWith([]), new Map(), 0)).toEqual({ end, range: { from: 0, to: end }, runs: 0 });
  });

  it('counts off what is done and what has gone by', () => {
    const half = estimate(runWith([tried(0)]), known, 2.5 * MINUTE);
    // Those that were over by now tell nothing of how long it still takes.
    expect(half?.range.from).toBe(3 * MINUTE + 15 * SECOND);
    const done = tried(0, { outcome: 'done', endedAt: 3 * MINUTE });
    expect(estimate(runWith([done]), known, 3 * MINUTE)?.end).toBe(3 * MINUTE + 15 * SECOND);
    const late = estimate(runWith([tried(0)]), known, 6 * MINUTE);
    expect(late?.range.to).toBe(10 * MINUTE + 17 * SECOND);
  });

  it('is that of the rollbacks of what began, once it turns back', () => {
    const back = runWith([tried(0, { outcome: 'done', endedAt: 1 }), tried(1)], { state: 'back' });
    expect(estimate(back, new Map(), 0)).toMatchObject({ range: { from: 0, to: 10 * MINUTE } });
    const history: Lengths = new Map([[lengthKey(on, 'back', 'dump'), [MINUTE]]]);
    expect(estimate(back, history, 0)?.end).toBe(6 * MINUTE);
  });

  it('is none where nothing is to come', () => {
    expect(estimate(runWith([], { endedAt: 1 }), known, 0)).toBeNull();
  });

  it('knows the longest that a file may take', () => {
    expect(longestOf({ outline: file })).toBe(40 * MINUTE);
  });
});
