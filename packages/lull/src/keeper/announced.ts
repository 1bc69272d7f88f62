import type { Downtime, Revision } from '../downtime/contract.ts';
import type { Instant } from '../time/instant.ts';

/**
 * Since when people know of the work as it is promised now: the revision that last changed what is down,
 * how, or when it begins. A longer or shorter end alone does not start the notice again.
 *
 * @returns null while nothing is promised
 */
export function announcedAt({ promise }: Pick<Downtime, 'promise'>): Instant | null {
  const known = promise.findLast((revision, i) => i === 0 || saysAnother(revision, promise[i - 1]!));
  return known?.at ?? null;
}

function saysAnother(revision: Revision, before: Revision): boolean {
  const told = ({ start, mode, services, part }: Revision) => JSON.stringify([start, mode, services, part]);
  return told(revision) !== told(before);
}
