import type { Action, Step, Steps, Undertaking, Watch } from './contract.ts';

type Lists = Pick<Steps, 'steps' | 'verify' | 'watch'>;
type Texts = Readonly<Record<string, string>>;

/**
 * The same steps with another action in the place of each, and another environment.
 *
 * @example mapActions(steps, (action) => formatOf(action).fill(action, fill))
 */
export function mapActions<T extends Lists>(
  all: T,
  change: <A extends Action>(action: A) => A,
  environment: (texts: Texts) => Texts = (texts) => texts,
): T {
  const undertaking = <U extends Undertaking>(one: U): U => ({
    ...one,
    action: change(one.action),
    environment: environment(one.environment),
  });
  const step = (one: Step): Step => ({
    ...undertaking(one),
    verify: one.verify && undertaking(one.verify),
    rollback: one.rollback && undertaking(one.rollback),
  });
  const watch = (one: Watch): Watch => ({
    ...one,
    probe: change(one.probe),
    environment: environment(one.environment),
  });
  return { ...all, steps: all.steps.map(step), verify: all.verify.map(step), watch: all.watch.map(watch) };
}
