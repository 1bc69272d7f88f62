import type { GateState, Instant, RefusalKind } from '../protocol/index.ts';

/** The header by which programs tell a planned 503 from a real one. */
export const STATE_HEADER = 'Lull-State';

/** What the header says: how a request is refused; on an admitted one, that a closing is near or a risk. */
export type StateWord = RefusalKind | 'warn' | 'at-risk';

/**
 * The header's value: what is the case, until when (for a refusal: until when it is an excuse), and for which
 * downtime. Without `until` nobody knows how long it takes, and it excuses nothing.
 *
 * @example lullState('closed', 0, 'dt_1') === 'closed; until=1970-01-01T00:00:00.000Z; downtime=dt_1'
 */
export function lullState(word: StateWord, until: Instant | null, downtime: string | null): string {
  const end = until === null ? '' : `; until=${new Date(until).toISOString()}`;
  // A header holds visible ASCII only.
  return `${word}${end}${downtime === null ? '' : `; downtime=${encodeURIComponent(downtime)}`}`;
}

/**
 * The header's value for a request that is let through: a service may want to tell its users itself that it
 * closes soon, or that its work may go wrong. Null for nothing to tell.
 *
 * @example admittedState(gate.state()) // 'warn; until=2026-12-01T01:00:00.000Z; downtime=dt_1'
 */
export function admittedState({ state, mode, downtime, retryAt, until }: GateState): string | null {
  if (state !== 'open' && mode === 'at-risk') return lullState('at-risk', retryAt, downtime);
  return state === 'warn' ? lullState('warn', until, downtime) : null;
}
