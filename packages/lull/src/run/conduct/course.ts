import type { Downtime } from '../../downtime/contract.ts';
import type { Instant } from '../../time/instant.ts';
import type { Part, Run, StepAttempt } from '../contract.ts';
import type { Order, Phase } from '../runner/contract.ts';
import type { Saying, Sight } from './contract.ts';

/** One look at a run: what is seen, and what becomes of it. A value: every change makes another one. */
export interface Course {
  readonly downtime: Downtime;
  readonly sight: Sight;
  readonly now: Instant;
  readonly run: Run;
  readonly sayings: readonly Saying[];
}

/** Where a look at a run goes on. */
export type Way = (course: Course) => Course;

/** Changes fields of the run. */
export function change(course: Course, fields: Partial<Run>): Course {
  return { ...course, run: { ...course.run, ...fields } };
}

/** Changes fields of one part. */
export function changePart(course: Course, place: number, fields: Partial<Part>): Course {
  const parts = course.run.parts.map((part) => (part.place === place ? { ...part, ...fields } : part));
  return change(course, { parts });
}

/** Says something to the downtime; what becomes of the run then is seen when it has been said. */
export function say(course: Course, type: Saying['type'], why: string | null): Course {
  return { ...course, sayings: [...course.sayings, { type, why }] };
}

/** Lets the run do this from now on, with nothing to be said of it. */
export function enter(course: Course, state: Run['state']): Course {
  return change(course, { state, was: null, why: null });
}

/**
 * Orders a part to do something, where that is something else than it was ordered before. What is to rest
 * gets nothing else to do before it rests: so each order after it is heard as another one.
 */
export function order(course: Course, place: number, goal: Order['goal']): Course {
  const part = course.run.parts[place]!;
  if (part.goal === goal && part.serial > 0) return course;
  if (part.goal === 'rest' && part.serial > 0 && !part.rests && goal !== 'ended') return course;
  return changePart(course, place, { goal, serial: part.serial + 1, rests: false });
}

/** Orders every part that was ever ordered anything. */
export function orderAll(course: Course, goal: 'rest' | 'ended'): Course {
  const ordered = course.run.parts.filter(({ serial }) => serial > 0);
  return ordered.reduce((so, { place }) => order(so, place, goal), course);
}

/** Ends the run: nothing more comes of it. */
export function end(course: Course, state: 'completed' | 'turned-back' | 'given-up'): Course {
  return change(orderAll(course, 'ended'), { state, was: null, endedAt: course.now });
}

/** What the run is about, also while it asks or is stuck. */
export function workOf({ state, was }: Run): 'waiting' | Phase {
  if (state === 'forward' || state === 'verify' || state === 'watch' || state === 'back') return state;
  return state === 'resting' ? 'back' : (was ?? 'waiting');
}

/** How many steps of a phase a part's file has; those of `back` are the rollbacks of its steps. */
export function stepsIn({ outline }: Pick<Part, 'outline'>, phase: Phase): number {
  if (outline === null) return 0;
  return outline[phase === 'verify' || phase === 'watch' ? phase : 'steps'].length;
}

/** The first part after a place that has anything to do in that phase; null for none. */
export function nextWith({ parts }: Run, phase: 'verify' | 'watch', after = -1): Part | null {
  return parts.find((part) => part.place > after && stepsIn(part, phase) > 0) ?? null;
}

/** The latest attempt of a part in a phase; of watches, which run side by side, one that failed. */
export function lastAttempt({ attempts }: Part, phase: Phase): StepAttempt | null {
  const all = attempts.filter((attempt) => attempt.phase === phase);
  const failed = phase === 'watch' ? all.findLast(({ outcome }) => outcome === 'failed') : undefined;
  return failed ?? all.at(-1) ?? null;
}

/** Lets a phase be done anew: what was checked or watched before is old. */
export function forget(course: Course, phase: 'verify' | 'watch'): Course {
  return course.run.parts.reduce((so, { place, through, stuck }) => {
    const left = through.filter((one) => one !== phase);
    const isOld = left.length < through.length || stuck?.phase === phase;
    return isOld ? changePart(so, place, { through: left, stuck: null }) : so;
  }, course);
}

/** Whether every part is through with what was to be done. */
export function isDone({ parts }: Run): boolean {
  return parts.every(({ through }) => through.includes('forward'));
}

/** Whether nothing is left of what was begun: nothing was, or each part says so that was ever ordered. */
export function isUndone({ parts, releasedAt }: Run): boolean {
  return (
    releasedAt === null || parts.every(({ serial, through }) => serial === 0 || through.includes('back'))
  );
}
