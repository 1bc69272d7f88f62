import { type Instant, SECOND } from '../time/instant.ts';
import type { Interval } from '../time/interval.ts';
import type { Downtime } from './contract.ts';
import { hasBegun, isActive } from './states.ts';

/** Requests that wait are let go after this long, done or not: clients give up soon after. */
export const HOLD_CAP = 30 * SECOND;

/** How often the world is looked at while it alone decides when it goes on. */
export const LOOK_AGAIN = SECOND;

/**
 * The next instant at which `tick` must be said; one that has passed means at once. After a tick at `now` it
 * is always later than `now`.
 *
 * @returns null when nothing comes by time alone: in a draft and at an end
 * @example nextLook(scheduled, now) === start - warnBefore
 */
export function nextLook(downtime: Downtime, now: Instant): Instant | null {
  const moments = momentsOf(downtime, now).filter((moment) => moment !== null);
  return moments.length > 0 ? Math.min(...moments) : null;
}

function momentsOf(downtime: Downtime, now: Instant): (Instant | null)[] {
  const { state, plan, proposal } = downtime;
  const proposed = proposal?.plan.start ?? null;
  const at = Math.max(now, downtime.changedAt);
  const lookAgain = at + LOOK_AGAIN;
  if (state === 'awaiting-approval') return [proposed];
  if (state === 'scheduled') return [plan.start! - plan.warnBefore, proposed];
  if (state === 'warning') {
    return [proposed, at < plan.start! ? plan.start : Math.min(lookAgain, beginBefore(downtime))];
  }
  if (!hasBegun(state)) return [];
  return [
    reminderAt(downtime),
    downtime.told.overdue ? null : downtime.expectedEnd,
    turnBackIsTold(downtime) ? null : turnBackAt(downtime),
    drainDeadline(downtime),
    capAt(downtime),
    state === 'draining' || state === 'opening' ? lookAgain : null,
  ];
}

/**
 * Whether visitors wait beyond what was said: the work has begun, its expected end has come, and it is not
 * over. A fact beside the state.
 *
 * @example overdue(down, down.expectedEnd) === true
 */
export function overdue({ state, expectedEnd }: Downtime, now: Instant): boolean {
  return hasBegun(state) && now >= expectedEnd!;
}

/**
 * The latest moment to turn back so that visitors are back by the expected end: the way back before it.
 *
 * @returns null while it has no start
 * @example turnBackAt({ ...downtime, expectedEnd: 10, plan: { ...plan, rollback: 4 } }) === 6
 */
export function turnBackAt({ expectedEnd, plan }: Downtime): Instant | null {
  return expectedEnd === null ? null : expectedEnd - plan.rollback;
}

/**
 * When the downtime takes up its services and people, as the rules count it: from its start to its end and
 * the way back. Begun, it reaches to the expected end at least; overdue, until it must have been heard of.
 *
 * @returns null for what is not promised or is over
 * @example busy(scheduled) // { start, end: start + takes + rollback }
 */
export function busy(downtime: Downtime): Interval | null {
  const { state, plan, expectedEnd } = downtime;
  if (!isActive(state)) return null;
  const planned = expectedEnd! + plan.rollback;
  if (!hasBegun(state)) return { start: plan.start!, end: planned };
  // Nobody knows when an overdue one ends; each reminder that goes out moves this on.
  const heardOf = downtime.told.overdue ? quietSince(downtime) + 2 * plan.remindEvery : planned;
  return { start: begunAt(downtime), end: Math.max(planned, heardOf) };
}

/** The instant from which it is too late to begin: the work steps aside. */
export function beginBefore({ plan }: Downtime): Instant {
  return plan.start! + plan.startWithin;
}

/** When work in flight has had its time; null but while draining, and once people know that it waits. */
export function drainDeadline(downtime: Downtime): Instant | null {
  if (downtime.state !== 'draining') return null;
  const deadline = begunAt(downtime) + downtime.plan.drainWithin;
  const told = downtime.plan.atDrainDeadline === 'wait' && quietSince(downtime) >= deadline;
  return told ? null : deadline;
}

/** When requests that are held are let go by rule; null for other modes, and once they are being let go. */
export function capAt(downtime: Downtime): Instant | null {
  const { state, plan, failedIn } = downtime;
  const holds = plan.mode === 'hold' && hasBegun(state) && (failedIn ?? state) !== 'opening';
  return holds ? begunAt(downtime) + HOLD_CAP : null;
}

/** When whoever does the work is asked next whether they are still there. */
export function reminderAt(downtime: Downtime): Instant {
  return quietSince(downtime) + downtime.plan.remindEvery;
}

/** Whether the moment to turn back needs no telling: it was told, is being done, or the work is through. */
export function turnBackIsTold({ told, turningBack, state }: Downtime): boolean {
  return told.turnBack || turningBack !== null || state === 'opening';
}

/** Since when nobody was heard of or asked. */
function quietSince(downtime: Downtime): Instant {
  return Math.max(begunAt(downtime), downtime.presence?.at ?? 0, downtime.reminded?.at ?? 0);
}

/** When the work began: where nothing is drained, when it went down. */
function begunAt({ actual }: Downtime): Instant {
  return (actual.drainingAt ?? actual.downAt)!;
}
