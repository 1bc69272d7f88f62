import type { Answer } from '../../api/ask.ts';
import { lengthOf } from '../../time/show.ts';

/** A downtime, whole. */
export type Downtime = Answer<'readDowntime'>;

/** What may be said to a downtime. */
export type CommandName = Downtime['next'][number];

/** Whether it has ended, one way or the other. */
export function isOver({ state }: Pick<Downtime, 'state'>): boolean {
  return state === 'completed' || state === 'cancelled' || state === 'aborted';
}

/** Whether something is closed, or was begun and stands. */
export function isUnderWay({ state }: Pick<Downtime, 'state'>): boolean {
  return ['draining', 'down', 'verifying', 'opening', 'failed'].includes(state);
}

/** When it begins and ends by its plan, UTC milliseconds; null where it has no start. */
export function plannedOf({ plan }: Pick<Downtime, 'plan'>): { start: number; end: number } | null {
  if (plan.start === null) return null;
  const start = Date.parse(plan.start);
  return { start, end: start + lengthOf(plan.takes) };
}

/** A part of what really happened: which, from when, and until when; null while it lasts. */
export interface Part {
  readonly name: 'warning' | 'draining' | 'down' | 'verifying' | 'opening';
  readonly from: number;
  readonly to: number | null;
}

/** What really happened, part by part, UTC milliseconds. */
export function partsOf({ actual }: Pick<Downtime, 'actual'>): Part[] {
  const begun = [
    ['warning', actual.warnedAt],
    ['draining', actual.drainingAt],
    ['down', actual.downAt],
    ['verifying', actual.verifyingAt],
    ['opening', actual.openingAt],
  ] as const;
  const times = begun.flatMap(([name, at]) => (at === null ? [] : [{ name, from: Date.parse(at) }]));
  times.sort((a, b) => a.from - b.from);
  const end = actual.endedAt === null ? null : Date.parse(actual.endedAt);
  return times.map((one, i) => ({ ...one, to: times[i + 1]?.from ?? end }));
}
