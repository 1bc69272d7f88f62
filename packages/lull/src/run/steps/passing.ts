import type { Phase } from '../runner/contract.ts';
import type { Action, Steps, Undertaking } from './contract.ts';

/**
 * The lists of a file in which something passes closed gates: for these goals alone its runner is given what
 * passes them.
 *
 * @example passingIn(steps) // ['verify'], where a check calls with `bypass: true`
 */
export function passingIn({ steps, verify, watch }: Pick<Steps, 'steps' | 'verify' | 'watch'>): Phase[] {
  const passing: Readonly<Record<Phase, boolean>> = {
    forward: steps.some((step) => passes(step) || passes(step.verify)),
    verify: verify.some(passes),
    watch: watch.some(({ probe }) => passesBy(probe)),
    back: steps.some(({ rollback }) => passes(rollback)),
  };
  return (Object.keys(passing) as Phase[]).filter((phase) => passing[phase]);
}

const passes = (one: Undertaking | null): boolean => one !== null && passesBy(one.action);

function passesBy(action: Action): boolean {
  const probe = action.kind === 'waitUntil' ? action.probe : action;
  return probe.kind === 'http' && probe.bypass;
}
