import type { Ended } from './contract.ts';

/** Why something is halted: nobody wants it any more, or its time is over. */
export class Halt extends Error {
  readonly outcome: 'stopped' | 'timed-out';

  constructor(outcome: 'stopped' | 'timed-out', why: string) {
    super(why);
    this.outcome = outcome;
  }
}

/** It did what it should. */
export const done = (code: number | null = null): Ended => ({ outcome: 'done', code, error: null });

/** It did not. */
export const failed = (error: string, code: number | null = null): Ended => ({
  outcome: 'failed',
  code,
  error,
});

/** Nobody knows whether it did. */
export const unknown = (error: string, code: number | null = null): Ended => ({
  outcome: 'unknown',
  code,
  error,
});

/** The same of something of which nothing holds. */
export const undone = (ended: Ended): Ended => ({ ...ended, isUndone: true });

/** The same of something that a closed gate kept from what is behind it. */
export const refused = (ended: Ended): Ended => ({ ...ended, isRefused: true });

/**
 * It was halted before it was through.
 *
 * @param signal aborted
 * @param more what else is to be said of it
 */
export function halted(signal: AbortSignal, more: string | null = null): Ended {
  const halt = haltOf(signal);
  return {
    outcome: halt.outcome,
    code: null,
    error: more === null ? halt.message : `${halt.message}; ${more}`,
  };
}

/** Why a signal was aborted; whatever isn't of ours is a stop. */
export function haltOf(signal: AbortSignal): Halt {
  return signal.reason instanceof Halt ? signal.reason : new Halt('stopped', 'it was stopped');
}
