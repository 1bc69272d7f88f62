import type { Part } from '../contract.ts';
import { type Course, change, end, enter, isDone, isUndone, order, orderAll, say } from './course.ts';
import { giveUp, tooLate } from './failure.ts';
import { askAbout, askedAbout, waitForPerson } from './questions.ts';
import { gatesMissing, waitsSince } from './release.ts';

/**
 * Turns back: what runs is stopped first, everywhere; then what began is undone, the last file first.
 * Nothing is ordered back while anything may still go forward.
 */
export function turnBack(course: Course): Course {
  const { run } = course;
  if (isUndone(run)) return undone(course);
  if (run.isPastReturn) return giveUp(orderAll(course, 'rest'), `it was to turn back, and ${tooLate}`);
  if (run.state === 'back' || (run.state === 'asking' && run.was === 'back')) return goBack(course);
  const resting = run.state === 'resting' ? course : orderAll(enter(course, 'resting'), 'rest');
  if (resting.run.parts.some(({ serial, rests }) => serial > 0 && !rests)) return resting;
  const why = mayBeIn(resting);
  if (why !== null) return change(resting, { why });
  return goBack(change(resting, { part: lastOrdered(resting, run.parts.length) }));
}

/** Once all steps were done visitors may have come back: they must be out again before anything is undone. */
function mayBeIn(course: Course): string | null {
  const { downtime, run, sight, now } = course;
  if (!isDone(run) || downtime.state !== 'down') return null;
  const missing = gatesMissing(course);
  if (missing !== null || !sight.inFlight) return missing;
  const { atDrainDeadline, drainWithin } = downtime.plan;
  const isOver = now >= waitsSince(run, downtime) + drainWithin && atDrainDeadline !== 'wait';
  return isOver ? null : `the rollbacks wait for what is in flight: ${sight.inFlight}`;
}

function goBack(course: Course): Course {
  const part = course.run.parts[course.run.part]!;
  if (part.stuck?.phase === 'back') return cannotBeUndone(course, part);
  const asked = askedAbout(part, 'back');
  if (asked) return waitForPerson(course, 'back', asked.text);
  const going = enter(course, 'back');
  if (!part.through.includes('back')) return order(going, part.place, 'back');
  return goBack(change(going, { part: lastOrdered(going, part.place) }));
}

function cannotBeUndone(course: Course, part: Part): Course {
  const { why } = part.stuck!;
  return giveUp(
    askAbout(course, part, 'back', `${why}. Undo it again, or count it as undone?`) ?? course,
    why,
  );
}

/** Place of the last part before a place that was ever ordered anything. */
function lastOrdered({ run }: Course, before: number): number {
  return run.parts.findLast(({ place, serial }) => place < before && serial > 0)!.place;
}

/** Once visitors are let in it is over: whoever closes it again after that does so by hand. */
function undone(course: Course): Course {
  if (course.downtime.state !== 'down') return end(change(course, { why: null }), 'turned-back');
  return say(enter(course, 'back'), 'finish', null);
}
