import type { Instant } from './times.ts';

/** Nobody is asked to come back sooner; after the expected end too, while it isn't over. Seconds. */
export const SOONEST = 5;

/** Where no end is known. Seconds. */
const UNKNOWN = 60;

/**
 * Whole seconds for `Retry-After`: until the expected end, and a little later for each client by itself, so
 * that not all come back in the same second.
 *
 * @param retryAt when visitors may come back; null where it isn't known
 * @param spread a figure from 0 to 1, different for each client
 * @example retryAfter(now + 60_000, now, 0) === 60
 */
export function retryAfter(retryAt: Instant | null, now: Instant, spread: number): number {
  const left = retryAt === null ? UNKNOWN : Math.max(SOONEST, Math.ceil((retryAt - now) / 1000));
  // A tenth of what is left, at least 5 s and at most a minute.
  const wide = Math.min(60, Math.max(SOONEST, left / 10));
  return Math.round(left + wide * spread);
}
