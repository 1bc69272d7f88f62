import type { Step, Steps, Undertaking } from './contract.ts';

/** How long parts of a file can take at most, in milliseconds, by their time limits. */
export interface Lengths {
  readonly forward: number;
  readonly verify: number;
  /** The rollbacks of all steps that can be rolled back. */
  readonly back: number;
  /** How long it is watched after the opening. */
  readonly watch: number;
}

/**
 * How long the parts of a file can take at most, every retry and its time limit used up.
 *
 * @example lengthsOf(steps).forward // 1_200_000
 */
export function lengthsOf({ steps, verify, watch }: Pick<Steps, 'steps' | 'verify' | 'watch'>): Lengths {
  return {
    forward: sum(steps.map(longestOf)),
    verify: sum(verify.map(longestOf)),
    back: sum(steps.map(({ rollback }) => (rollback === null ? 0 : longestTry(rollback, 0)))),
    watch: Math.max(0, ...watch.map(({ over }) => over)),
  };
}

/**
 * How long one step can take at most with its verify and its retries, in milliseconds.
 *
 * @example longestOf(step) // timeLimit where it has neither
 */
export function longestOf(step: Step): number {
  return longestTry(step, step.verify === null ? 0 : longestTry(step.verify, 0));
}

function longestTry({ timeLimit, retries, retryAfter }: Undertaking, after: number): number {
  return (retries + 1) * (timeLimit + after) + retries * retryAfter;
}

const sum = (lengths: readonly number[]): number => lengths.reduce((all, one) => all + one, 0);
