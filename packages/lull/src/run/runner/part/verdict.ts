import { spokenLength } from '../../../time/spoken.ts';
import type { Watch } from '../../steps/contract.ts';

/** One try of a watch. */
export interface Try {
  readonly isWell: boolean;
  /** Milliseconds that it took. */
  readonly took: number;
}

/** Over how many tries the share of errors is taken, and how many there must be for one. */
const WINDOW = 20;
const LEAST = 5;

/** How many in a row may not be too slow. */
const SLOW = 3;

/**
 * Whether a watch goes badly: too large a share of its last twenty tries failed, of five at least, or three
 * in a row took too long.
 *
 * @param tries in their order; only the last ones count
 * @returns why; null as long as it goes well
 * @example verdictOn([…], { mostErrors: 0.1, slowest: null }) // '3 of the last 12 tries failed'
 */
export function verdictOn(
  tries: readonly Try[],
  { mostErrors, slowest }: Pick<Watch, 'mostErrors' | 'slowest'>,
): string | null {
  const last = tries.slice(-WINDOW);
  const errors = last.filter(({ isWell }) => !isWell).length;
  if (last.length >= LEAST && errors / last.length > mostErrors) {
    return `${errors} of the last ${last.length} tries failed`;
  }
  const row = tries.slice(-SLOW);
  if (slowest === null || row.length < SLOW || row.some(({ took }) => took <= slowest)) return null;
  const limit = slowest < 1_000 ? `${slowest} ms` : spokenLength(slowest);
  return `${SLOW} tries in a row took longer than ${limit}`;
}
