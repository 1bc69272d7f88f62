/** How long one claim is to last, in milliseconds: longer, and what is urgent would wait behind it. */
const LASTS = 1_000;

/** However fast it goes. */
const MOST = 1_000;

/**
 * How many notices are claimed next: what is sent in a second, as fast as it went, and at least
 * what is sent at once.
 *
 * @param claimed how many the last claim was
 * @param took milliseconds in which those were sent, all but the last few
 * @example paceOf(100, 500, 10) === 200 // twice as many: pace grows step by step
 */
export function paceOf(claimed: number, took: number, atOnce: number): number {
  const wanted = Math.round((claimed * LASTS) / Math.max(1, took));
  return Math.max(atOnce, Math.min(wanted, 2 * claimed, MOST));
}
