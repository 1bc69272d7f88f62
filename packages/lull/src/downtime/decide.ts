import type { Instant } from '../time/instant.ts';
import type { Command, CommandType, Decision, Downtime, Refusal } from './contract.ts';
import { type Course, change, courseOf } from './course.ts';
import { allowedIn, commandsFor, hasBegun, isEnd, wordFor } from './states.ts';
import { flag, go, imHere, keep, noGo } from './verbs/beginning.ts';
import { conceive, draft, edit, emergency } from './verbs/drafting.ts';
import { approve, cancel, reject, revise, schedule } from './verbs/promising.ts';
import { tick } from './verbs/tick.ts';
import { abort, fail, reopen, resume, rollback } from './verbs/turning-back.ts';
import { closeAgain, drained, extend, finish, opened, step, verified, widen } from './verbs/working.ts';

type Verbs = {
  readonly [T in CommandType]: (
    course: Course,
    command: Extract<Command, { type: T }>,
  ) => Refusal | undefined;
};

const verbs: Verbs = {
  draft,
  edit,
  emergency,
  schedule,
  approve,
  reject,
  revise,
  cancel,
  flag,
  keep,
  'im-here': imHere,
  go,
  'no-go': noGo,
  drained,
  step,
  extend,
  finish,
  verified,
  opened,
  'close-again': closeAgain,
  widen,
  abort,
  fail,
  rollback,
  reopen,
  resume,
  tick,
};

/**
 * What becomes of a downtime when something is said to it: the next value and what happened, or why nothing
 * did. A command that changes nothing gives the same downtime and no events. Time stands still rather than go
 * back: an event is never before the last one.
 *
 * @param downtime null for `draft` and `emergency`, with which a life begins
 * @example
 * const decision = decide(downtime, { type: 'finish', by: 'ann' }, now);
 * if ('refusal' in decision) throw refused(decision.refusal);
 */
export function decide(downtime: Downtime | null, command: Command, now: Instant): Decision {
  const conceives = command.type === 'draft' || command.type === 'emergency';
  if (conceives === (downtime !== null)) return { refusal: outOfPlace(command.type, downtime) };
  if (downtime && !allowedIn[command.type].includes(downtime.state)) {
    return { refusal: outOfPlace(command.type, downtime) };
  }
  const course = conceives ? conceive(command, now) : courseOf(downtime!, saidBy(command), now);
  const verb = verbs[command.type] as (course: Course, command: Command) => Refusal | undefined;
  const refusal = verb(course, command);
  if (refusal) return { refusal };
  if (course.events.length === 0) return { downtime: downtime!, events: [] };
  hearFrom(course);
  return { downtime: course.downtime, events: course.events };
}

/** What is done because its time has come, a rule does. */
function saidBy(command: Command) {
  return command.type === 'tick' ? { by: 'lull' } : command;
}

/** Whoever says something while the work goes on is there. */
function hearFrom(course: Course): void {
  const { at, by, downtime } = course;
  if (by === 'lull' || !hasBegun(downtime.state)) return;
  change(course, { presence: { by, at }, reminded: null });
}

function outOfPlace(type: CommandType, downtime: Downtime | null): Refusal {
  const now = downtime ? commandsFor(downtime).map(wordFor) : ['draft', 'emergency'];
  const what = downtime ? `"${downtime.plan.title}" is ${downtime.state}` : 'There is no such downtime';
  const ended = downtime && isEnd(downtime.state);
  return {
    code: 'wrong-state',
    message: `${what}, and "${wordFor(type)}" cannot be said to it`,
    todo: ended ? 'It is over; nothing changes it any more.' : `What may be said now: ${now.join(', ')}.`,
    reasons: [],
  };
}
