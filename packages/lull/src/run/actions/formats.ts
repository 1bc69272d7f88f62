import type { Action, ActionKind } from '../steps/contract.ts';
import { commandFormat } from './command/read.ts';
import { confirmFormat } from './confirm/read.ts';
import type { Format } from './format.ts';
import { httpFormat } from './http/read.ts';
import { sleepFormat } from './sleep/read.ts';
import { sqlFormat } from './sql/read.ts';
import { waitFormat } from './wait-until/read.ts';

/** How each kind stands in a step file: one line each. */
export const formats = {
  command: commandFormat,
  http: httpFormat,
  sql: sqlFormat,
  waitUntil: waitFormat,
  confirm: confirmFormat,
  sleep: sleepFormat,
} as const satisfies { readonly [Kind in ActionKind]: Format<Extract<Action, { kind: Kind }>> };

/**
 * The format of an action's kind.
 *
 * @example formatOf(action).shows(action)
 */
export function formatOf<A extends Action>(action: A): Format<A> {
  return formats[action.kind] as unknown as Format<A>;
}
