import { lengthWithin } from '../../../catalog/fields.ts';
import { DAY } from '../../../time/instant.ts';
import { spokenLength } from '../../../time/spoken.ts';
import type { SleepAction } from '../../steps/contract.ts';
import type { Format } from '../format.ts';

/** `sleep`: a length of time in which nothing is done. */
export const sleepFormat: Format<SleepAction> = {
  schema: lengthWithin('How long nothing is done: 30s', [1, DAY]).transform(
    (length): SleepAction => ({ kind: 'sleep', length }),
  ),
  shows: ({ length }) => `wait ${spokenLength(length)}`,
  refusesAt: () => 'no parameter can stand here',
  fill: (action) => action,
  targets: () => [],
  files: () => [],
  isIdempotent: () => true,
};
