import { nextDue } from '../store/due.ts';
import { SECOND } from '../time/instant.ts';
import { makeBell } from './bell.ts';
import type { Keeper } from './contract.ts';
import { hearEvents } from './hear-events.ts';
import { type Beat, type Resting, seeToDue } from './see-to-due.ts';

/** How timers are run, and what is told of them. */
export interface TimerOptions {
  /** Ends them: what they hold is seen to, nothing more is begun. */
  readonly signal: AbortSignal;
  /** Hears of each look at what is due, for health and metrics. */
  readonly onBeat?: (beat: Beat) => void;
}

/** How often is looked, whatever is heard. */
const EVERY = SECOND;
/** When what another server holds is looked at again, should that one die. */
const SOON = 100;
/** Many notifications are one look. */
const BREATH = 20;

/**
 * Sees to every downtime whose moment has come: once a second, when something happens, and exactly at the
 * soonest next moment, by the database's clock. Any number of servers may do it at once: each downtime is
 * locked by one. A database that is away is waited for.
 *
 * @returns when the signal has been aborted and what was begun is through
 * @example await runTimers(keeper, { signal: stopping.signal });
 */
export async function runTimers(keeper: Keeper, { signal, onBeat }: TimerOptions): Promise<void> {
  const bell = makeBell();
  const listening = hearEvents(keeper, bell, signal);
  const resting: Resting = new Map();
  const pause = makeBell();
  while (!signal.aborted) {
    const wait = await beat(keeper, resting, signal, onBeat).catch((error: unknown) => {
      keeper.log.warn({ err: error }, 'what is due could not be looked at');
      return EVERY;
    });
    const rung = await bell.wait(wait, signal);
    if (rung) await pause.wait(BREATH, signal);
  }
  await listening;
}

/** @returns how long to wait until the next look, in milliseconds */
async function beat(
  keeper: Keeper,
  resting: Resting,
  signal: AbortSignal,
  onBeat: TimerOptions['onBeat'],
): Promise<number> {
  const seen = await seeToDue(keeper, resting, signal);
  onBeat?.(seen);
  if (seen.more) return 0;
  const next = await nextDue(keeper.store.db);
  if (next === null) return EVERY;
  if (next <= seen.at) return resting.size > 0 ? EVERY : SOON;
  return Math.min(EVERY, Math.max(0, next - (await keeper.now())));
}
