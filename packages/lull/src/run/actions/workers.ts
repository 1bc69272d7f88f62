import type { Action, ActionKind } from '../steps/contract.ts';
import { runCommand } from './command/carry-out.ts';
import { confirm } from './confirm/carry-out.ts';
import type { CarryOut } from './contract.ts';
import { callHttp } from './http/carry-out.ts';
import { sleep } from './sleep/carry-out.ts';
import { runSql } from './sql/carry-out.ts';
import { waitUntil } from './wait-until/carry-out.ts';

/** How each kind of action is carried out. */
export const workers: { readonly [K in ActionKind]: CarryOut<Extract<Action, { kind: K }>> } = {
  command: runCommand,
  http: callHttp,
  sql: runSql,
  waitUntil,
  confirm,
  sleep,
};
