import type { Downtime } from '../../downtime/contract.ts';
import { MINUTE } from '../../time/instant.ts';
import type { Part, Run } from '../contract.ts';
import {
  type Course,
  change,
  changePart,
  enter,
  forget,
  isDone,
  isUndone,
  order,
  orderAll,
  say,
  stepsIn,
  type Way,
} from './course.ts';
import { afterFailure } from './failure.ts';
import { askedAbout, doneAnew, waitForPerson } from './questions.ts';
import { called, silentAmong } from './silence.ts';

/** How long after its time a watch is waited for of which nothing is heard. */
const GRACE = MINUTE;

/** Whether it is not yet known how visitors fare who come back. */
export function isWatching({ parts }: Pick<Run, 'parts'>): boolean {
  return parts.some(isWatched);
}

/** Whether its downtime isn't over: a step may still change something, or it is watched. */
export function isHeld(run: Run, { turningBack }: Pick<Downtime, 'turningBack'>): boolean {
  return turningBack ? !isUndone(run) : !isDone(run) || isWatching(run);
}

/**
 * Watches how visitors fare who come back, at all places at once.
 *
 * @param then what is done when all went well; nothing where time brings the end
 */
export function watch(course: Course, then: Way = (all) => all): Course {
  let so = begun(course);
  for (const part of so.run.parts.filter(isWatched)) {
    so = watchPart(so, part);
    if (so.sayings.length > 0 || so.run.state === 'asking') return so;
  }
  return isWatching(so.run) ? so : then(so);
}

/** Opened another time, it is watched another time. */
function begun(course: Course): Course {
  if (course.run.state === 'watch') return course;
  const isAgain = course.run.parts.every(({ goal }) => goal !== 'watch');
  return enter(isAgain ? doneAnew(forget(course, 'watch'), 'watch') : course, 'watch');
}

/** Closed again: by itself for a watch that went badly, or by a person. All steps are done nevertheless. */
export function closedAgain(course: Course): Course {
  const so = orderAll(course, 'rest');
  const bad = so.run.parts.find(({ stuck }) => stuck?.phase === 'watch');
  const answer = answered(so.run);
  if (answer === 'failed') return say(so, 'abort', bad?.stuck?.why ?? so.run.why);
  if (answer !== null) return say(so, 'finish', null);
  const asked = so.run.parts.map((part) => askedAbout(part, 'watch')).find((one) => one !== null);
  if (asked && !(bad && so.run.isPastReturn)) return waitForPerson(so, 'watch', asked.text);
  return bad ? afterFailure(so, bad, 'watch') : waitForPerson(so, 'watch', byHand);
}

const byHand = 'it was closed again after all steps were done: say that it is finished, or turn back';

/** What a person said to the question that is waited for; null for nothing yet. */
function answered({ state, why, parts }: Run) {
  if (state !== 'asking') return null;
  const all = parts.flatMap(({ attempts }) => attempts).filter(({ phase }) => phase === 'watch');
  return all.findLast(({ question }) => question?.text === why)?.question?.answer ?? null;
}

function isWatched(part: Part): boolean {
  return stepsIn(part, 'watch') > 0 && !part.through.includes('watch');
}

function watchPart(course: Course, part: Part): Course {
  if (part.stuck?.phase === 'watch') return goesBadly(course, part);
  const asked = askedAbout(part, 'watch');
  if (asked) return waitForPerson(course, 'watch', asked.text);
  const so = order(course, part.place, 'watch');
  if (!isLate(so, so.run.parts[part.place]!)) return so;
  return leave(so, part, `${called(part.agent)} did not tell how visitors fare who come back`);
}

/** Where no gate could close again, people are told. */
function goesBadly(course: Course, part: Part): Course {
  const { why } = part.stuck!;
  const { mode } = course.downtime.plan;
  if (part.outline!.atBadWatch === 'tell' || mode === 'hold') return leave(course, part, why);
  if (mode !== 'at-risk') return say(course, 'close-again', why);
  const asked = askedAbout(part, 'watch');
  const isWaitedFor = asked !== null && !course.run.isPastReturn;
  return isWaitedFor ? waitForPerson(course, 'watch', asked.text) : afterFailure(course, part, 'watch');
}

/** Nothing is closed because nothing is known. */
function isLate(course: Course, part: Part): boolean {
  const { downtime, now } = course;
  const over = Math.max(0, ...(part.outline?.watch ?? []).map((one) => one.over));
  const isOver = now >= (downtime.actual.openingAt ?? now) + over + GRACE;
  return isOver && part.goal === 'watch' && silentAmong(course, [part]) !== null;
}

function leave(course: Course, { place, through }: Part, why: string): Course {
  return change(changePart(course, place, { through: [...through, 'watch'], stuck: null }), { why });
}
