import { changesOf } from '../changes.ts';
import type { Command, Refusal } from '../contract.ts';
import { addRevision, type Course, change, end, enter, moveEnd, refuseFlaws, tell } from '../course.ts';
import { flawsOfEnd, todoForEnd } from '../flaws.ts';
import { capAt } from '../moments.ts';
import { reasonNeeded } from '../standing.ts';

type Said<T extends Command['type']> = Extract<Command, { type: T }>;

/** Nothing is in flight any more: the work begins. */
export function drained(course: Course): Refusal | undefined {
  enter(course, 'down');
  return undefined;
}

/** Notes a step of the work. */
export function step(course: Course, { step: name, phase, data }: Said<'step'>): Refusal | undefined {
  tell(course, phase === 'started' ? 'step-started' : 'step-ended', { ...data, step: name });
  return undefined;
}

/** Promises another end, later or earlier; the same one again changes nothing. */
export function extend(course: Course, { end: until }: Said<'extend'>): Refusal | undefined {
  const { at, downtime } = course;
  const todo = todoForEnd(downtime.expectedEnd!, at);
  const flaws = refuseFlaws(flawsOfEnd(until, at, capAt(downtime)), until <= at ? todo : undefined);
  if (flaws) return flaws;
  if (until !== downtime.expectedEnd) moveEnd(course, until);
  return undefined;
}

/** The work is done, or undone where it turns back: it is checked, or visitors come back. */
export function finish(course: Course, { check = false }: Said<'finish'>): Refusal | undefined {
  const { plan, turningBack } = course.downtime;
  const checked =
    (plan.verify || check) && turningBack === null && plan.mode !== 'at-risk' && plan.mode !== 'hold';
  if (checked) enter(course, 'verifying');
  else openUp(course);
  return undefined;
}

/** The check passed: visitors come back. */
export function verified(course: Course): Refusal | undefined {
  openUp(course);
  return undefined;
}

/** Every gate is open: it is over. */
export function opened(course: Course): Refusal | undefined {
  conclude(course);
  return undefined;
}

/** Visitors go out again, for the work is not through after all. */
export function closeAgain(course: Course): Refusal | undefined {
  const actual = { ...course.downtime.actual, verifyingAt: null, openingAt: null };
  change(course, { actual });
  enter(course, 'down', { again: true });
  return undefined;
}

/** An emergency while some are let in, or back in: all of it closes to everybody. */
export function widen(course: Course): Refusal | undefined {
  const { plan, state, expectedEnd } = course.downtime;
  if (course.why === null) return reasonNeeded('Closing to everybody');
  if (plan.mode !== 'full') {
    const wider = { ...plan, mode: 'full', part: null } as const;
    change(course, { plan: wider });
    addRevision(course, expectedEnd!);
    tell(course, 'revised', { changes: changesOf(plan, wider) });
  }
  return state === 'opening' ? closeAgain(course) : undefined;
}

/** Lets visitors back in; where nothing was closed that is the end. */
export function openUp(course: Course, why = course.why): void {
  enter(course, 'opening', {}, why);
  if (course.downtime.plan.mode === 'at-risk') conclude(course, why);
}

/** Ends what is open: completed, or aborted where it turned back. */
export function conclude(course: Course, why = course.why): void {
  const { turningBack } = course.downtime;
  if (turningBack) end(course, 'aborted', why ?? turningBack.why);
  else end(course, 'completed', why);
}
