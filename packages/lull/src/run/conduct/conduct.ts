import type { Downtime } from '../../downtime/contract.ts';
import { isEnd } from '../../downtime/states.ts';
import { type Instant, SECOND } from '../../time/instant.ts';
import type { Run } from '../contract.ts';
import { check } from './check.ts';
import type { Conducted, Decided, Sight } from './contract.ts';
import { type Course, change, say } from './course.ts';
import { goForward } from './forward.ts';
import { conclude, goOn, halt, leaveAsItIs } from './halt.ts';
import { PATIENCE, waitsSince } from './release.ts';
import { silence, withoutSilence } from './silence.ts';
import { turnBack } from './turn-back.ts';
import { watch } from './watch.ts';

/** How often a run is looked at while it may go on by itself, and while it waits for a person. */
const LOOK_EVERY = SECOND;
const LOOK_SELDOM = 10 * SECOND;

/**
 * What becomes of a run by how its downtime stands and what its agents have told: the next orders, and what
 * is to be said to the downtime. Looked at again with nothing new, nothing more comes of it.
 *
 * @param decided what a person has decided just now on a downtime that had failed; null for nothing
 * @example
 * const { run: next, orders, commands } = conduct(run, downtime, sight, now);
 */
export function conduct(
  run: Run,
  downtime: Downtime,
  sight: Sight,
  now: Instant,
  decided: Decided | null = null,
): Conducted {
  if (run.endedAt !== null) return { run, orders: [], commands: [], asks: null, look: null };
  const known = { ...run, why: withoutSilence(run) };
  const moved = move({ run: known, downtime, sight, now, sayings: [] }, decided);
  const silent = silence(moved);
  const course = silent === null ? moved : change(moved, { why: silent });
  const next = course.run;
  const isNew = next.why !== run.why || next.state !== run.state;
  const mayWaitForGates = next.state === 'waiting' || next.state === 'resting';
  const isLong = mayWaitForGates && now - waitsSince(next, downtime) >= PATIENCE;
  const waits = next.state === 'asking' || next.state === 'stuck';
  return {
    run: next,
    orders: next.parts.filter(({ serial, place }) => serial !== run.parts[place]!.serial).map((p) => p.place),
    commands: course.sayings,
    asks: isNew && (silent !== null || isLong || waits) ? next.why : null,
    look: next.endedAt === null ? now + (waits ? LOOK_SELDOM : LOOK_EVERY) : null,
  };
}

function move(course: Course, decided: Decided | null): Course {
  const { state } = course.downtime;
  if (isEnd(state)) return conclude(course);
  if (decided === 'open') return leaveAsItIs(course);
  if (state === 'failed') return halt(course);
  const going = course.run.state === 'stuck' ? goOn(course, decided) : course;
  if (course.downtime.turningBack) return turnBack(going);
  if (state === 'down') return goForward(going);
  if (state === 'verifying') return check(going, (checked) => say(checked, 'verified', null));
  return state === 'opening' ? watch(going) : going;
}
