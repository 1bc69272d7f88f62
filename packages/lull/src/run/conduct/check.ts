import { type Course, change, enter, forget, nextWith, order, type Way, workOf } from './course.ts';
import { heldUp } from './failure.ts';
import { waitForPerson } from './questions.ts';

/**
 * Checks while visitors are still out, one file after the other.
 *
 * @param then what is done when all is well
 */
export function check(course: Course, then: Way): Course {
  const first = nextWith(course.run, 'verify');
  if (first === null) return waitForPerson(course, 'verify', byHand);
  if (workOf(course.run) === 'verify') return checkPart(course, then);
  return checkPart(change(forget(course, 'verify'), { part: first.place }), then);
}

function checkPart(course: Course, then: Way): Course {
  const part = course.run.parts[course.run.part]!;
  const held = heldUp(course, part, 'verify');
  if (held) return held;
  const checking = enter(course, 'verify');
  if (!part.through.includes('verify')) return order(checking, part.place, 'verify');
  const next = nextWith(course.run, 'verify', part.place);
  return next ? checkPart(change(checking, { part: next.place }), then) : then(checking);
}

const byHand =
  'a check is wanted and no step file has one: look whether all is well, and say that it was verified';
