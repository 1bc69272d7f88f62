import type { Downtime } from '../downtime/contract.ts';
import { hasBegun, isEnd } from '../downtime/states.ts';

/**
 * The SEQUENCE (RFC 5545, 3.8.7.4) of a downtime's calendar event: rises by one with every revision, with the
 * beginning and with the end, and never falls.
 *
 * @example sequenceOf(justScheduled) === 0
 */
export function sequenceOf({
  promise,
  state,
  actual,
}: Pick<Downtime, 'promise' | 'state' | 'actual'>): number {
  const begun = hasBegun(state) || actual.drainingAt !== null || actual.downAt !== null;
  return Math.max(0, promise.length - 1) + (begun ? 1 : 0) + (isEnd(state) ? 1 : 0);
}
