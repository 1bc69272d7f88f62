import type { Part } from '../contract.ts';
import type { Phase } from '../runner/contract.ts';
import { type Course, change, say } from './course.ts';
import { askAbout, askedAbout, waitForPerson } from './questions.ts';

/**
 * What is done about a part that can't go on in a phase by itself, because it asks or a step failed for good.
 *
 * @returns null where it can go on
 */
export function heldUp(course: Course, part: Part, phase: 'forward' | 'verify'): Course | null {
  const isStuck = part.stuck?.phase === phase;
  // Its question doesn't stand in for the failure: said until the downtime has heard it.
  if (isStuck && course.run.isPastReturn) return afterFailure(course, part, phase);
  const asked = askedAbout(part, phase);
  if (asked) return waitForPerson(course, phase, asked.text);
  return isStuck ? afterFailure(course, part, phase) : null;
}

/**
 * What is done when a step fails for good: what the file says; else a person decides. Where the file wants a
 * person asked its runner has asked before, so what is left is what no answer to a step can help.
 */
export function afterFailure(course: Course, part: Part, phase: Phase): Course {
  const { why } = part.stuck!;
  const text = `${why}. ${choices}`;
  if (course.run.isPastReturn) {
    return giveUp(askAbout(course, part, phase, text) ?? course, `${why}, and ${tooLate}`);
  }
  const isGivenUp = part.attempts.some((one) => one.phase === phase && one.question?.answer === 'failed');
  if (part.outline?.atFailure === 'roll-back' || isGivenUp) return say(course, 'abort', why);
  const asking = phase === 'watch' ? askAbout(course, part, phase, text) : null;
  return asking ? waitForPerson(asking, phase, text) : giveUp(course, why);
}

/** What the answers to a question about a step mean. */
const choices = 'Run it again, count it as done, or give it up?';

/** Why nothing is rolled back. */
export const tooLate = 'a step had begun after which nothing is rolled back';

/** It can't go on: the downtime fails, and stays as it is until a person decides. */
export function giveUp(course: Course, why: string): Course {
  const { state, was } = course.run;
  // It waits for no answer: that is the reason by which it fails.
  const asked = state === 'asking' && was !== null;
  return say(change(course, asked ? { state: was, was: null, why } : { why }), 'fail', why);
}
