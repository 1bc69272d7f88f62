import type { z } from 'zod';
import type { Action, TargetKind } from '../steps/contract.ts';
import type { Fill } from './template.ts';

/** How one kind of action stands in a step file. */
export interface Format<A extends Action> {
  /** What is written under the kind's name in a step, and the action that it makes. */
  readonly schema: z.ZodType<A>;
  /** What it does, in one line, as written. Secrets that are written out in it are still there. */
  shows(action: A): string;
  /**
   * Why no parameter can stand at a place of what is written, or null where one can.
   *
   * @param path the place, from the kind's name on
   */
  refusesAt(path: readonly PropertyKey[]): string | null;
  /** The action with the values of parameters in it. */
  fill(action: A, fill: Fill): A;
  /** The targets that it names. */
  targets(action: A): readonly { readonly kind: TargetKind; readonly name: string }[];
  /** The files beside the step file that it names, relative to their folder. */
  files(action: A): readonly string[];
  /** Whether it may be run again when nobody knows whether it ran, where the step doesn't say. */
  isIdempotent(action: A): boolean;
}
