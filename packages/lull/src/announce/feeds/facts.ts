import type { Actual } from '../../downtime/contract.ts';
import type { Interval } from '../../time/interval.ts';
import type { NoticeKind, PublicDowntime } from '../contract.ts';

/** How far the work is, in the words of Maintnote (X-MAINTNOTE-STATUS). */
export type Phase = 'CONFIRMED' | 'CANCELLED' | 'IN-PROCESS' | 'COMPLETED';

/** How far it is in each state. */
export const phaseIn: Readonly<Record<PublicDowntime['state'], Phase>> = {
  scheduled: 'CONFIRMED',
  warning: 'CONFIRMED',
  draining: 'IN-PROCESS',
  down: 'IN-PROCESS',
  verifying: 'IN-PROCESS',
  opening: 'IN-PROCESS',
  failed: 'IN-PROCESS',
  completed: 'COMPLETED',
  aborted: 'COMPLETED',
  cancelled: 'CANCELLED',
};

/** How far it is for whoever is told this. */
export const phaseAt: Readonly<Record<NoticeKind, Phase>> = {
  scheduled: 'CONFIRMED',
  reminder: 'CONFIRMED',
  moved: 'CONFIRMED',
  delayed: 'CONFIRMED',
  withdrawn: 'CANCELLED',
  cancelled: 'CANCELLED',
  started: 'IN-PROCESS',
  overrunning: 'IN-PROCESS',
  extended: 'IN-PROCESS',
  completed: 'COMPLETED',
  aborted: 'COMPLETED',
};

/**
 * When the work really was, from the first request that was refused to the last.
 *
 * @returns null while it isn't over, and where it never began
 * @example realTimes(downtime.actual) // { start, end }
 */
export function realTimes({ drainingAt, downAt, endedAt }: Actual): Interval | null {
  const start = drainingAt ?? downAt;
  return start === null || endedAt === null ? null : { start, end: endedAt };
}
