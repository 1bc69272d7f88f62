import { HOUR, type Instant, MINUTE } from '../../time/instant.ts';
import { longestIn } from '../conduct/estimate.ts';
import type { Runs } from '../contract.ts';
import type { Order } from '../runner/contract.ts';
import type { Outline } from '../steps/contract.ts';

/** The longest that a goal is held to last: what goes on for longer is given another pass meanwhile. */
const MOST = HOUR;

/** A pass is the same for all who ask within this, and another one comes after it. */
const RENEWED = 15 * MINUTE;

/** What a pass is asked for: one part's order, and whose gates are closed. */
export interface Passing {
  /** As the runner told it of its file; null where it has not. */
  readonly outline: Outline | null;
  readonly goal: Order['goal'];
  /** The services of the downtime. */
  readonly services: readonly string[];
}

/**
 * What lets the actions of an order pass the closed gates, by service: nothing where the file doesn't say
 * that something of that goal does. It lasts as long as the goal may by its time limits, an hour at most, and
 * a quarter to half an hour more; a runner that is heard gets another one every quarter of an hour.
 *
 * @example await passesFor(runs, { outline, goal: 'verify', services: ['shop'] }, now) // { shop: '…' }
 */
export async function passesFor(
  runs: Runs,
  { outline, goal, services }: Passing,
  now: Instant,
): Promise<Order['bypass']> {
  if (outline === null || goal === 'rest' || goal === 'ended' || !outline.bypass.includes(goal)) return {};
  const needed = now + Math.min(longestIn(outline, goal), MOST);
  try {
    return await runs.bypass(services, (Math.floor(needed / RENEWED) + 2) * RENEWED);
  } catch (error) {
    runs.log.warn({ err: error, services }, 'steps get nothing that passes the closed gates');
    return {};
  }
}
