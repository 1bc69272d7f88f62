import type { DowntimeView } from '../../api/contract/downtime-view.ts';
import type { GatesOfService } from '../../api/contract/gates.ts';
import { printable } from '../../printable.ts';
import { exactLength, parseDuration } from '../../time/duration.ts';
import { type Instant, parseInstant } from '../../time/instant.ts';
import { away } from './away.ts';

/** As many gates are named. */
const MOST_NAMED = 5;

const atDeadline: Readonly<Record<DowntimeView['plan']['atDrainDeadline'], string>> = {
  'go-on': 'then the work begins in spite of it',
  wait: 'then somebody is asked',
  abort: 'then it is called off',
};

/**
 * What is still in flight while a downtime is drained, where that is, and what is done about it when its time
 * is over; null in other states.
 *
 * @example inFlightLine(downtime, gates, now) // '3 in flight (web-1: 3); in 20s …'
 */
export function inFlightLine(
  { state, plan, actual }: DowntimeView,
  services: readonly GatesOfService[],
  now: Instant,
): string | null {
  if (state !== 'draining' || actual.drainingAt === null) return null;
  const gates = services.flatMap((one) => one.gates).sort((a, b) => b.inFlight - a.inFlight);
  const busy = gates.filter(({ inFlight }) => inFlight > 0);
  const all = busy.reduce((sum, { inFlight }) => sum + inFlight, 0);
  const named = busy.slice(0, MOST_NAMED).map(({ name, inFlight }) => `${printable(name)}: ${inFlight}`);
  const more = busy.length > MOST_NAMED ? [`${busy.length - MOST_NAMED} more`] : [];
  const where = busy.length > 0 ? ` (${[...named, ...more].join(', ')})` : '';
  const deadline = parseInstant(actual.drainingAt) + exactLength(parseDuration(plan.drainWithin));
  const count = gates.length > 0 ? `${all} in flight${where}` : 'no gate counts what is in flight';
  return `${count}; its time is over ${away(deadline, now)}: ${atDeadline[plan.atDrainDeadline]}`;
}
