import type { Decided } from './contract.ts';
import { type Course, change, changePart, end, isUndone, orderAll, workOf } from './course.ts';
import { tryAgain } from './questions.ts';

/** The downtime has failed: nothing goes on until a person decides. */
export function halt(course: Course): Course {
  const resting = orderAll(course, 'rest');
  const { run } = resting;
  if (run.state === 'stuck') return resting;
  const work = workOf(run);
  // What is waited for is no reason.
  const why = run.state === 'waiting' || run.state === 'asking' ? null : run.why;
  const was = work === 'waiting' ? null : work;
  return change(resting, { state: 'stuck', was, why: why ?? 'somebody said that it failed' });
}

/**
 * What failed goes on, or goes back. What was stuck is tried again where a person has decided that; where
 * requests were only let go by rule, it stays stuck.
 */
export function goOn(course: Course, decided: Decided | null): Course {
  const { turningBack } = course.downtime;
  const { was, parts } = course.run;
  const again = decided === null ? course : parts.reduce(unstuck, course);
  return change(again, { state: turningBack ? 'resting' : (was ?? 'waiting'), was: null, why: null });
}

function unstuck(course: Course, { place, stuck }: Course['run']['parts'][number]): Course {
  if (stuck === null) return course;
  const isWanted = (stuck.phase === 'back') === (course.downtime.turningBack !== null);
  const part = course.run.parts[place]!;
  return changePart(isWanted ? tryAgain(course, part, stuck.phase) : course, place, { stuck: null });
}

/** A person opened it as it was. */
export function leaveAsItIs(course: Course): Course {
  return end(course, 'given-up');
}

/** The downtime is over, and so is its run. */
export function conclude(course: Course): Course {
  if (course.downtime.state === 'completed') return end(course, 'completed');
  return end(course, isUndone(course.run) ? 'turned-back' : 'given-up');
}
