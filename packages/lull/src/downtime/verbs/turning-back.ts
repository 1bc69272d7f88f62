import { formatInstant } from '../../time/instant.ts';
import type { Command, Refusal } from '../contract.ts';
import { type Course, change, delayEnd, end, moveEnd, refuseFlaws, tell } from '../course.ts';
import { flawsOfEnd, todoForEnd } from '../flaws.ts';
import { capAt } from '../moments.ts';
import { openUp } from './working.ts';

type Said<T extends Command['type']> = Extract<Command, { type: T }>;

/** Gives the work up: at once where nothing was done yet, else by the way back. */
export function abort(course: Course): Refusal | undefined {
  if (course.downtime.turningBack) {
    return {
      code: 'wrong-state',
      message: `"${course.downtime.plan.title}" is turning back already`,
      todo: 'Say that it is finished once everything is as it was.',
      reasons: [],
    };
  }
  turnBack(course, course.why);
  return undefined;
}

/** Turns back: ends what only began to close, opens where there is no way back, else goes it. */
export function turnBack(course: Course, why: string | null): void {
  const { state, plan } = course.downtime;
  if (state === 'draining') {
    end(course, 'aborted', why);
    return;
  }
  goBack(course, why);
  // Steps undo what they did, however long that is held to take.
  if (plan.rollback === 0 && plan.steps === null) openUp(course, why);
}

/** Somebody decides that what failed is undone. */
export function rollback(course: Course): Refusal | undefined {
  goBack(course, course.why);
  return undefined;
}

/** Opens what failed as it is: the work was not done, and the record says so. */
export function reopen(course: Course): Refusal | undefined {
  markTurningBack(course, course.why);
  openUp(course);
  return undefined;
}

/** The work cannot go on: it stays as it is until a person decides. */
export function fail(course: Course): Refusal | undefined {
  const { state } = course.downtime;
  change(course, { state: 'failed', failedIn: state });
  tell(course, 'failed', { in: state });
  return undefined;
}

/** Goes on where it failed, with another end or the same. */
export function resume(course: Course, { end: until }: Said<'resume'>): Refusal | undefined {
  const { at, downtime } = course;
  const todo = todoForEnd(downtime.expectedEnd!, at);
  const flaws = refuseFlaws(flawsOfEnd(until, at, capAt(downtime)), until <= at ? todo : undefined);
  if (flaws) return flaws;
  change(course, { state: downtime.failedIn!, failedIn: null });
  tell(course, 'resumed', { to: course.downtime.state, end: formatInstant(until) });
  if (until !== downtime.expectedEnd) moveEnd(course, until);
  return undefined;
}

function goBack(course: Course, why: string | null): void {
  const { at, downtime } = course;
  const { plan } = downtime;
  change(course, { state: 'down', actual: { ...downtime.actual, verifyingAt: null, openingAt: null } });
  markTurningBack(course, why);
  const until = at + plan.rollback;
  tell(course, 'turning-back', { end: formatInstant(Math.max(until, downtime.expectedEnd!)) }, { why });
  if (plan.rollback > 0) delayEnd(course, until, 'it takes until then to turn back');
}

function markTurningBack(course: Course, why: string | null): void {
  const { at, by, downtime } = course;
  change(course, { turningBack: downtime.turningBack ?? { by, why, at }, failedIn: null });
}
