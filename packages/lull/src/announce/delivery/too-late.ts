import type { State } from '../../downtime/contract.ts';
import { hasBegun, isEnd } from '../../downtime/states.ts';
import type { Instant } from '../../time/instant.ts';
import type { NoticeKind } from '../contract.ts';
import type { WorkKind } from '../work/contract.ts';

/** What a notice tells, as far as time can make it pointless. */
export interface Telling {
  readonly kind: NoticeKind | WorkKind;
  /** The start that it tells. */
  readonly start: Instant;
  /** Whether its wave was called off: something else holds now. */
  readonly isOff: boolean;
  /** Whether the recipient has heard what came of it later: calendars would take this for the older one. */
  readonly isOvertaken: boolean;
  /** Of the downtime, now. */
  readonly state: State;
}

/** What still matters once a downtime is over. */
const matterToTheEnd: readonly (NoticeKind | WorkKind)[] = [
  'cancelled',
  'completed',
  'aborted',
  'withdrawn',
  'over',
];

/**
 * Why a notice helps nobody any more: something else holds now, the downtime it reminds of has begun, or is
 * over.
 *
 * @returns a few words; null where it still matters
 * @example tooLate({ ...telling, kind: 'reminder', state: 'down' }, now) // 'the downtime has begun'
 */
export function tooLate({ kind, start, isOff, isOvertaken, state }: Telling, now: Instant): string | null {
  if (isOff) return 'something else holds now';
  if (isOvertaken) return 'they have heard of what came later';
  if (isEnd(state)) return matterToTheEnd.includes(kind) ? null : 'the downtime is over';
  const begun = hasBegun(state);
  if (kind === 'reminder' && (begun || now >= start)) return 'the downtime has begun';
  return kind === 'delayed' && begun ? 'the downtime has begun' : null;
}
