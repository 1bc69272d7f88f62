import { formatInstant, type Instant, MINUTE } from '../time/instant.ts';
import type { Downtime, DowntimeEvent, eventKinds, Plan, Refusal, Revision, State } from './contract.ts';

type Kind = (typeof eventKinds)[number];

/** One decision under way: who said what when, what has become of the downtime, and what happened to it. */
export interface Course {
  /** Never before the last event, whatever the clock does. */
  readonly at: Instant;
  readonly by: string;
  readonly person: string;
  readonly why: string | null;
  downtime: Downtime;
  readonly events: DowntimeEvent[];
}

/** A course that has gone nowhere yet. */
export function courseOf(
  downtime: Downtime,
  said: { by: string; person?: string | undefined; why?: string | null | undefined },
  now: Instant,
): Course {
  const { by, person = by, why = null } = said;
  return {
    at: Math.max(now, downtime.changedAt),
    by,
    person,
    why: why?.trim() || null,
    downtime,
    events: [],
  };
}

/** Changes fields of the downtime; whoever changes something also tells it. */
export function change(course: Course, fields: Partial<Downtime>): void {
  course.downtime = { ...course.downtime, ...fields };
}

/** Adds an event, by whoever spoke and for the reason they gave unless told otherwise. */
export function tell(
  course: Course,
  kind: Kind,
  data: DowntimeEvent['data'] = {},
  { by = course.by, why = course.why }: { by?: string; why?: string | null } = {},
): void {
  const { at, downtime } = course;
  const revision = downtime.promise.length;
  course.events.push({ kind: `downtime.${kind}`, downtime: downtime.id, revision, at, by, why, data });
  change(course, { changedAt: at });
}

const entries = {
  warning: { field: 'warnedAt', kind: 'warned' },
  draining: { field: 'drainingAt', kind: 'draining' },
  down: { field: 'downAt', kind: 'closed' },
  verifying: { field: 'verifyingAt', kind: 'verifying' },
  opening: { field: 'openingAt', kind: 'opening' },
  completed: { field: 'endedAt', kind: 'completed' },
  cancelled: { field: 'endedAt', kind: 'cancelled' },
  aborted: { field: 'endedAt', kind: 'aborted' },
} as const satisfies Partial<Record<State, { field: keyof Downtime['actual']; kind: Kind }>>;

/** Goes into a state and tells it. A time that was noted stays: the first closing is when it closed. */
export function enter(
  course: Course,
  state: keyof typeof entries,
  data: DowntimeEvent['data'] = {},
  why: string | null = course.why,
): void {
  const { field, kind } = entries[state];
  const { actual } = course.downtime;
  change(course, { state, actual: { ...actual, [field]: actual[field] ?? course.at } });
  tell(course, kind, data, { why });
}

/** Ends it; whatever waited for an answer needs none any more. */
export function end(course: Course, state: 'completed' | 'cancelled' | 'aborted', why = course.why): void {
  change(course, { proposal: null, reminded: null });
  enter(course, state, {}, why);
}

/**
 * Makes the next revision of the promise from the plan. Its moments are told anew, but for a turning back
 * that can't be in time any more: whoever gave such an end has decided that.
 */
export function addRevision(
  course: Course,
  expectedEnd: Instant,
  { by = course.by, why = course.why }: { by?: string; why?: string | null } = {},
): void {
  const { plan, promise } = course.downtime;
  const { title, services, mode, part } = plan;
  const number = promise.length + 1;
  const told = { title, services, mode, part, start: plan.start!, end: expectedEnd };
  const revision: Revision = { number, at: course.at, by, why, ...told };
  change(course, {
    promise: [...promise, revision],
    expectedEnd,
    told: { overdue: false, turnBack: expectedEnd - plan.rollback <= course.at },
  });
}

/** Promises another end to what is under way. */
export function moveEnd(course: Course, expectedEnd: Instant, why = course.why): void {
  const was = formatInstant(course.downtime.expectedEnd!);
  addRevision(course, expectedEnd, { why });
  tell(course, 'extended', { end: formatInstant(expectedEnd), was }, { why });
}

/** Promises a later end where it is so by a minute or more: less is not worth a notice. */
export function delayEnd(course: Course, expectedEnd: Instant, why: string): void {
  if (expectedEnd >= course.downtime.expectedEnd! + MINUTE) moveEnd(course, expectedEnd, why);
}

/** A refusal of the plan for what is wrong with it; undefined when nothing is. */
export function refuseFlaws(
  flaws: readonly string[],
  todo = 'Change the plan and say it again.',
): Refusal | undefined {
  if (flaws.length === 0) return undefined;
  const message = `The plan cannot be kept: ${flaws.join('; ')}`;
  return { code: 'bad-plan', message, todo, reasons: [] };
}

/** When the plan is over if it begins on time; null while it has no start. */
export function endOf({ start, takes }: Plan): Instant | null {
  return start === null ? null : start + takes;
}
