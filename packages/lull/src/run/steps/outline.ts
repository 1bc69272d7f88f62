import { excerpt } from '../../printable.ts';
import { formatOf } from '../actions/formats.ts';
import type { Action, Outline, Step, StepOutline, Steps } from './contract.ts';
import { passingIn } from './passing.ts';
import { withoutSecrets } from './secrets-in.ts';

/** Characters of what a step does, in an outline. */
const MOST_SHOWN = 200;

/**
 * What is told of steps to the server and to people. No value of the environment is in it, and what looks
 * like a secret that was written out stands as `…`.
 *
 * @example outlineOf(steps).steps[0].shows // 'systemctl stop shop-worker'
 */
export function outlineOf(steps: Omit<Steps, 'hash' | 'name'>): Outline {
  const { description, parameters, atBadWatch, atFailure } = steps;
  return {
    description,
    parameters,
    steps: steps.steps.map(stepOutline),
    verify: steps.verify.map(stepOutline),
    watch: steps.watch.map(({ name, over }) => ({ name, over })),
    atBadWatch,
    atFailure,
    bypass: passingIn(steps),
  };
}

function stepOutline({ name, action, rollback, verify, ...step }: Step): StepOutline {
  return {
    name,
    kind: action.kind,
    shows: shownAction(action),
    timeLimit: step.timeLimit,
    retries: step.retries,
    idempotent: step.idempotent,
    hasVerify: verify !== null,
    rollback: rollback && { shows: shownAction(rollback.action), timeLimit: rollback.timeLimit },
    pointOfNoReturn: step.pointOfNoReturn,
  };
}

/**
 * What an action does, in one line of at most 200 characters, without what looks like a secret.
 *
 * @example shownAction({ kind: 'sleep', length: 5_000 }) === 'wait 5s'
 */
export function shownAction(action: Action): string {
  // Cut before it is searched: a secret that the cut halves must be found too.
  const shown = formatOf(action)
    .shows(action)
    .slice(0, 10 * MOST_SHOWN);
  return excerpt(withoutSecrets(shown), MOST_SHOWN);
}
