import type { Path } from '../../catalog/document.ts';
import type { Action, Steps, Undertaking } from './contract.ts';

/** Something of a file that is carried out, and where it stands. */
export interface Place {
  /** Path of what holds it: of the step, its verify, its rollback. */
  readonly path: Path;
  readonly action: Action;
  readonly environment: Undertaking['environment'];
}

/**
 * Everything of a file that is carried out.
 *
 * @example placesOf(steps).map(({ action }) => action.kind)
 */
export function placesOf({ steps, verify, watch }: Pick<Steps, 'steps' | 'verify' | 'watch'>): Place[] {
  const within = (path: Path, one: Undertaking | null): Place[] =>
    one === null ? [] : [{ path, action: one.action, environment: one.environment }];
  return [
    ...steps.flatMap((step, i) => [
      ...within(['steps', i], step),
      ...within(['steps', i, 'verify'], step.verify),
      ...within(['steps', i, 'rollback'], step.rollback),
    ]),
    ...verify.flatMap((check, i) => within(['verify', i], check)),
    ...watch.map(({ probe, environment }, i) => ({ path: ['watch', i], action: probe, environment })),
  ];
}

/**
 * The path of the field under which an action is written.
 *
 * @example actionPath(place) // ['steps', 0, 'command']
 */
export function actionPath({ path, action }: Pick<Place, 'path' | 'action'>): Path {
  return [...path, action.kind];
}

/** Something to be said of a place in a file. */
export interface Finding {
  readonly path: Path;
  readonly message: string;
}
