import { spokenLength } from '../time/spoken.ts';
import type { StepOutline } from './steps/contract.ts';

/**
 * How long a step takes, as a sentence's part.
 *
 * @param length that it mostly had; null where it was never run
 * @example spokenTimes(62_000, 600_000) // 'usually 1m 2s, at most 10m'
 */
export function spokenTimes(length: number | null, timeLimit: number): string {
  const takes = length === null ? 'never run before' : `usually ${spokenLength(length)}`;
  return `${takes}, at most ${spokenLength(timeLimit)}`;
}

/**
 * What a step's beginning means for the way back, as what is added to a sentence; empty where it has one.
 *
 * @example spokenReturn(step) // '; nothing undoes it'
 */
export function spokenReturn({
  rollback,
  pointOfNoReturn,
}: Pick<StepOutline, 'rollback' | 'pointOfNoReturn'>): string {
  if (pointOfNoReturn) return '; nothing is rolled back once it has begun';
  return rollback ? '' : '; nothing undoes it';
}
