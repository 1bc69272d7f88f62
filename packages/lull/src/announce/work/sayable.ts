import type { Downtime } from '../../downtime/contract.ts';
import type { Choice } from './contract.ts';

/**
 * What a person can say to work that is under way, beside `first`.
 *
 * @example choicesIn(downByHand, ['extend']) // ['extend', 'finish', 'abort']
 */
export function choicesIn(downtime: Downtime, first: readonly Choice[]): readonly Choice[] {
  const { state, plan, turningBack } = downtime;
  if (state === 'failed') return stuckChoices(downtime);
  const finish: readonly Choice[] = state === 'down' && plan.steps === null ? ['finish'] : [];
  const verified: readonly Choice[] = state === 'verifying' && plan.steps === null ? ['verified'] : [];
  return [
    ...first,
    ...finish,
    ...verified,
    ...(turningBack === null && state !== 'opening' ? (['abort'] as const) : []),
  ];
}

/** How a person gives it more time; requests that are held can't be held for longer. */
export function moreTime({ plan }: Downtime): readonly Choice[] {
  return plan.mode === 'hold' ? [] : ['extend'];
}

/** What a person can say to what has failed. */
export function stuckChoices({ turningBack }: Downtime, isPastReturn = false): readonly Choice[] {
  return ['resume', ...(turningBack || isPastReturn ? [] : (['rollback'] as const)), 'reopen'];
}
