import type { Instant } from '../../../time/instant.ts';
import { withinLimit } from '../calls/within.ts';
import type { Silencer } from '../contract.ts';
import { type Claimed, LINGER } from './contract.ts';

/**
 * Whether a monitor is left quiet a moment longer than the work lasted: something fires in it since before
 * the end, and may only not have been looked at since visitors are back. What began to fire after the end is
 * heard at once.
 *
 * @example await lingers(silencer, claimed, now) // false: nothing fires any more
 */
export async function lingers(
  silencer: Silencer,
  { lease, downtime, heldUntil }: Claimed,
  now: Instant,
): Promise<boolean> {
  const { drainingAt, downAt, endedAt } = downtime.actual;
  const hasBegun = (drainingAt ?? downAt) !== null;
  if (endedAt === null || !hasBegun || now >= endedAt + LINGER || (heldUntil ?? 0) <= now) return false;
  const firing = await withinLimit(silencer.name, () => silencer.firing(lease.scope)).catch(() => []);
  return firing.some(({ since, isQuiet }) => !isQuiet && since !== null && since <= endedAt);
}
