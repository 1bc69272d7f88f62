import { formatInstant, MINUTE } from '../../time/instant.ts';
import { spokenLength } from '../../time/spoken.ts';
import type { Command, Downtime, Facts, Plan, Refusal, State } from '../contract.ts';
import { type Course, change, end, enter, moveEnd, tell } from '../course.ts';
import {
  beginBefore,
  capAt,
  drainDeadline,
  overdue,
  reminderAt,
  turnBackAt,
  turnBackIsTold,
} from '../moments.ts';
import { missingForGo, reflag } from '../standing.ts';
import { hasBegun } from '../states.ts';
import { beginIfDue, stepAside } from './beginning.ts';
import { turnBack } from './turning-back.ts';
import { conclude, openUp } from './working.ts';

/**
 * Looks at the downtime again: what its moment has come for is done, by rule and with the facts in hand.
 * A tick too many changes nothing, and one too late does what is still right.
 */
export function tick(course: Course, { facts }: Extract<Command, { type: 'tick' }>): Refusal | undefined {
  const before = course.downtime.state;
  lapse(course);
  if (course.downtime.state === 'scheduled') warn(course);
  if (course.downtime.state === 'warning') goOrNoGo(course, facts);
  if (course.downtime.state === 'draining') drain(course, knownIn(before, course, facts));
  if (hasBegun(course.downtime.state)) cap(course);
  if (hasBegun(course.downtime.state)) turnBackInTime(course, facts);
  if (course.downtime.state === 'opening') watchOpening(course, knownIn(before, course, facts));
  if (hasBegun(course.downtime.state)) remind(course);
  return undefined;
}

/** What gates said of the state before tells nothing of the one just entered, unless there are none. */
function knownIn(before: State, { downtime }: Course, facts: Facts): Facts | null {
  return before === downtime.state || hasNoGates(facts) ? facts : null;
}

function hasNoGates({ gates, inFlight }: Facts): boolean {
  return gates.expected === 0 && inFlight === null;
}

/** A proposal whose start has come can't be approved any more. */
function lapse(course: Course): void {
  const { at, downtime } = course;
  const { proposal, state } = downtime;
  if (!proposal || at < proposal.plan.start!) return;
  const why = 'nobody approved it before its start';
  if (state === 'awaiting-approval') {
    end(course, 'cancelled', why);
    return;
  }
  change(course, { proposal: null });
  tell(course, 'rejected', {}, { why });
}

function warn(course: Course): void {
  const { at, downtime } = course;
  const { plan } = downtime;
  if (at >= beginBefore(downtime)) stepAside(course, 'nobody was there to begin it in time');
  else if (at >= plan.start! - plan.warnBefore) {
    enter(course, 'warning', { start: formatInstant(plan.start!) });
  }
}

function goOrNoGo(course: Course, facts: Facts): void {
  reflag(course, facts.obstacles);
  if (beginIfDue(course, facts) || course.at < beginBefore(course.downtime)) return;
  const missing = missingForGo(course.downtime, facts);
  stepAside(course, missing.length > 0 ? missing.join('; ') : 'it was too late to begin');
}

/** Without knowing how much is in flight, work in flight gets all the time that the plan gives it. */
function drain(course: Course, facts: Facts | null): void {
  const { at, downtime } = course;
  const { plan } = downtime;
  if (at >= (capAt(downtime) ?? Number.POSITIVE_INFINITY)) return;
  const ended = facts && (hasNoGates(facts) || (facts.inFlight === 0 && allConfirmed(facts)));
  if (ended) {
    enter(course, 'down');
    return;
  }
  const deadline = drainDeadline(downtime);
  if (deadline === null || at < deadline) return;
  const inFlight = facts?.inFlight ?? null;
  const why = 'work in flight did not end in time';
  if (plan.atDrainDeadline === 'go-on') enter(course, 'down', { inFlight }, why);
  else if (plan.atDrainDeadline === 'abort') end(course, 'aborted', why);
  else askAfter(course, { inFlight }, why);
}

/** Requests that are held are let go: nobody said that the work was done, so it counts as not done. */
function cap(course: Course): void {
  const { at, by, downtime } = course;
  const latest = capAt(downtime);
  if (latest === null || at < latest) return;
  const why = 'requests had waited as long as they may';
  if (downtime.state === 'draining') {
    end(course, 'aborted', why);
    return;
  }
  change(course, { turningBack: downtime.turningBack ?? { by, why, at }, failedIn: null });
  openUp(course, why);
}

/** Extending by rule is for somebody who is at work: where nobody answers, the owner is only asked. */
function turnBackInTime(course: Course, { pastReturn = false }: Facts): void {
  const { at, downtime } = course;
  const { plan, state } = downtime;
  const latest = turnBackAt(downtime)!;
  if (turnBackIsTold(downtime) || at < latest) return;
  const extendable = plan.mode !== 'hold' && (downtime.reminded?.unanswered ?? 0) === 0;
  const cannot = { extend: !extendable, 'roll-back': pastReturn, ask: false };
  const ask = state === 'failed' || cannot[plan.atTurnBack];
  const policy = ask ? 'ask' : plan.atTurnBack;
  const why = 'the latest moment to turn back in time had come';
  change(course, { told: { ...downtime.told, turnBack: true } });
  const data = { latest: formatInstant(latest), end: formatInstant(downtime.expectedEnd!), policy };
  tell(course, 'turn-back-due', data, { why: turnBackWhy[policy] });
  if (policy === 'roll-back') turnBack(course, why);
  if (policy === 'extend') {
    // A moment that was looked at a little late moves no end by that little.
    const isLate = at - latest >= Math.min(MINUTE, plan.extendBy);
    moveEnd(course, (isLate ? at + plan.rollback : downtime.expectedEnd!) + plan.extendBy, why);
  }
}

/** What is said of the moment to turn back: what is done by itself, or that somebody has to decide. */
const turnBackWhy: Readonly<Record<Plan['atTurnBack'], string>> = {
  ask: 'this is the latest moment to turn back in time: somebody has to decide',
  extend: 'this was the latest moment to turn back in time: it gets more of it',
  'roll-back': 'this was the latest moment to turn back in time: it turns back',
};

function watchOpening(course: Course, facts: Facts | null): void {
  if (facts && !facts.watching && allConfirmed(facts)) conclude(course);
}

function allConfirmed({ gates }: Facts): boolean {
  return gates.confirmed >= gates.expected;
}

function remind(course: Course): void {
  const { at, downtime } = course;
  if (overdue(downtime, at) && !downtime.told.overdue) {
    change(course, { told: { ...downtime.told, overdue: true } });
    const why = 'it was to be over by now, and nobody has said that it is';
    tell(course, 'overdue', { end: formatInstant(downtime.expectedEnd!) }, { why });
  }
  if (at >= reminderAt(downtime)) askAfter(course, {}, null);
}

/**
 * Asks whether anybody is there, and counts how often nobody answered.
 *
 * @param why null where nothing but time has gone by
 */
function askAfter(course: Course, data: Record<string, unknown>, why: string | null): void {
  const { at, downtime } = course;
  const unanswered = (downtime.reminded?.unanswered ?? 0) + 1;
  change(course, { reminded: { at, unanswered } });
  const about = why ?? quiet(downtime, unanswered);
  const told = { ...data, unanswered, state: downtime.state };
  tell(course, 'reminded', told, { why: `${about}: ${questionIn(downtime.state)}` });
}

function quiet({ plan }: Downtime, unanswered: number): string {
  if (unanswered === 1) return `nobody has been heard from for ${spokenLength(plan.remindEvery)}`;
  return unanswered === 2 ? 'nobody has answered' : `nobody has answered ${unanswered - 1} times`;
}

function questionIn(state: State): string {
  if (state === 'failed') return 'what is to become of what failed?';
  if (state === 'verifying') return 'did the check go well?';
  if (state === 'opening') return 'are all visitors back?';
  return state === 'draining' ? 'shall the work begin?' : 'is somebody at work?';
}
