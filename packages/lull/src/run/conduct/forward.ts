import { check } from './check.ts';
import { type Course, change, enter, isDone, nextWith, order, say, workOf } from './course.ts';
import { heldUp } from './failure.ts';
import { release } from './release.ts';
import { closedAgain, watch } from './watch.ts';

/** Goes forward while the downtime is down: one file after the other, each when the one before is through. */
export function goForward(course: Course): Course {
  const work = workOf(course.run);
  if (work === 'waiting') return release(course);
  if (work === 'verify') return check(course, afterChecks);
  if (work === 'watch') return isAtRisk(course) ? watch(course, finish) : closedAgain(course);
  if (isDone(course.run)) return isCheckedFirst(course) ? check(course, afterChecks) : afterChecks(course);
  const part = course.run.parts[course.run.part]!;
  const held = heldUp(course, part, 'forward');
  if (held) return held;
  const going = enter(course, 'forward');
  if (!part.through.includes('forward')) return order(going, part.place, 'forward');
  return goForward(change(going, { part: part.place + 1 }));
}

/** Where nothing closes, or requests wait, there is no state for a check: it comes before the end. */
function isCheckedFirst({ downtime, run }: Course): boolean {
  const { mode } = downtime.plan;
  return (mode === 'at-risk' || mode === 'hold') && nextWith(run, 'verify') !== null;
}

function isAtRisk({ downtime }: Course): boolean {
  return downtime.plan.mode === 'at-risk';
}

/** Work at risk is over when it is finished, so it is watched before. */
function afterChecks(course: Course): Course {
  const isWatched = isAtRisk(course) && nextWith(course.run, 'watch') !== null;
  return isWatched ? watch(course, finish) : finish(course);
}

function finish(course: Course): Course {
  return say(course, 'finish', null);
}
