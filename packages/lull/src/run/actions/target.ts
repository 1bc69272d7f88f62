import { LullError } from '../../errors.ts';
import type { Target, TargetKind, Targets } from '../steps/contract.ts';

/**
 * A target that an action names.
 *
 * @throws LullError `unknown-target` when this host has none of that name, or one of another kind
 * @example targetOf(targets, 'shop-db', 'sql').url
 */
export function targetOf<K extends TargetKind>(
  targets: Targets,
  name: string,
  kind: K,
): Extract<Target, { kind: K }> {
  const target = targets.get(name);
  if (target?.kind === kind) return target as Extract<Target, { kind: K }>;
  throw new LullError(
    'unknown-target',
    target ? `The target ${name} is ${target.kind}, not ${kind}.` : `This host knows no target ${name}.`,
    'Name it in targets.yaml beside the step files.',
    { target: name },
  );
}
