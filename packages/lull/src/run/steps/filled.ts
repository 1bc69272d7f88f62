import { formatOf } from '../actions/formats.ts';
import { fillingWith } from '../actions/template.ts';
import type { Steps } from './contract.ts';
import { mapActions } from './map-actions.ts';
import { valuesOf } from './parameters.ts';

/**
 * Steps with the values of their parameters in them: each within the word that it stands in, percent-encoded
 * in a path, as a text inside JSON.
 *
 * @param given values by name; what isn't given has its default
 * @throws LullError `bad-parameter`
 * @example filledSteps(steps, { id: '7' }).steps[0].action
 */
export function filledSteps<T extends Omit<Steps, 'hash'>>(
  steps: T,
  given: Readonly<Record<string, string>>,
): T {
  const fill = fillingWith(valuesOf(steps.parameters, given));
  return mapActions(
    steps,
    (action) => formatOf(action).fill(action, fill),
    (texts) => Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, fill(text)])),
  );
}
