import { type GateState, type Instant, shuts } from '../protocol/index.ts';
import type { Holding } from './holding.ts';

/**
 * Whether a closing is in force, or begins within so many milliseconds.
 *
 * @example isClosingWithin(holding, clock.now(), 120_000)
 */
export function isClosingWithin(holding: Holding, now: Instant, within: number): boolean {
  const schedule = holding.document()?.schedule ?? [];
  return schedule.some(
    (period) =>
      (shuts(period) || period.state === 'opening') &&
      period.from - within <= now &&
      (period.to === null || now < period.to),
  );
}

/**
 * Whether it refuses anybody, be it only a share.
 *
 * @example isShut(gate.state())
 */
export function isShut(state: GateState): boolean {
  return state.mode !== 'at-risk' && (shuts(state) || state.state === 'opening');
}
