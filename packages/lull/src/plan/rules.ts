import type { FreezeOccurrence, WindowOccurrence } from '../catalog/occurrences.ts';
import type { Risk } from '../catalog/schema.ts';
import type { Duration } from '../time/duration.ts';
import type { Instant } from '../time/instant.ts';
import type { Interval } from '../time/interval.ts';

/** In what way a service is taken down. */
export type Mode = 'full' | 'read-only' | 'partial' | 'hold' | 'at-risk';

/** The least risk that a window must allow for a mode. */
export const leastRiskOf: Readonly<Record<Mode, Risk>> = {
  full: 'downtime',
  partial: 'downtime',
  hold: 'downtime',
  'read-only': 'high',
  'at-risk': 'low',
};

const order: Readonly<Record<Risk, number>> = { low: 0, high: 1, downtime: 2 };

/**
 * Whether `risk` reaches `least`.
 *
 * @example reaches('high', 'low') === true
 */
export function reaches(risk: Risk, least: Risk): boolean {
  return order[risk] >= order[least];
}

/** One occurrence of a window, as far as the rules need it. */
export type WindowTime = Interval & Pick<WindowOccurrence, 'window' | 'zone' | 'risk' | 'notice' | 'cutoff'>;

/**
 * One occurrence of a freeze, as far as the rules need it; its name is in `window`, as in every list of both.
 */
export type FreezeTime = Interval & Pick<FreezeOccurrence, 'window' | 'leastRisk' | 'reason'>;

/**
 * A time at which other downtimes leave no room. `message` says whose it is, without its times; `name` is as
 * in every reason.
 */
export type TakenTime = Interval & Reason;

/** The least notice by risk, whose days are those of the zone. */
export interface LeastNotice {
  readonly byRisk: Readonly<Record<Risk, Duration>>;
  readonly zone: string;
}

/**
 * What touches a period: windows, freezes, and what other downtimes take. Without any `windows` list at all
 * every start is allowed.
 */
export interface Calendar {
  /** How long before the start people must have been told, whatever the window; left out for not at all. */
  readonly leastNotice?: LeastNotice | undefined;
  /** Whose rules they are, for messages; left out where one service alone is meant. */
  readonly service?: string | undefined;
  readonly windows: readonly WindowTime[] | null;
  readonly freezes: readonly FreezeTime[];
  readonly taken: readonly TakenTime[];
}

/** The piece of work that a start is looked for. */
export interface Work {
  /** Expected length in milliseconds. */
  readonly takes: number;
  /** Length of the way back in milliseconds; it must fit too. */
  readonly rollback: number;
  readonly mode: Mode;
  /** Since when the work is known, UTC: from then its notice counts. */
  readonly announced: Instant;
}

/**
 * What the work needs room for: its length and the way back.
 *
 * @example needs({ takes: 2, rollback: 1, mode: 'full', announced: 0 }) === 3
 */
export function needs(work: Work): number {
  return work.takes + work.rollback;
}

export const ruleKinds = [
  'window',
  'risk',
  'notice',
  'cutoff',
  'length',
  'freeze',
  'conflict',
  'dependency',
  'dependent',
  'people',
  'team-capacity',
  'chain-capacity',
] as const;

/** A rule that stands in the way of a start, or (when open) the window that allows it. */
export interface Reason {
  readonly rule: (typeof ruleKinds)[number];
  /**
   * Name of the window, freeze or team, id of the other downtime, or, of a chain of dependencies, the name of
   * a service in it; null where none is meant.
   */
  readonly name: string | null;
  readonly message: string;
}

/**
 * Whether an override can set the rule aside: all but two downtimes of one service at once, which no gate
 * could follow.
 *
 * @example waivable({ rule: 'freeze', name: 'year-end', message: 'the freeze "year-end" lasts' }) === true
 */
export function waivable(reason: Reason): boolean {
  return reason.rule !== 'conflict';
}
