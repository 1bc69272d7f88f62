import type { CommandType } from '../../downtime/contract.ts';

/** What a person may say to a downtime, over the API as on the command line, and the command that it is. */
export const commandOf = {
  edit: 'edit',
  schedule: 'schedule',
  approve: 'approve',
  reject: 'reject',
  reschedule: 'revise',
  extend: 'extend',
  cancel: 'cancel',
  go: 'go',
  'no-go': 'no-go',
  here: 'im-here',
  drained: 'drained',
  finish: 'finish',
  verified: 'verified',
  opened: 'opened',
  'close-again': 'close-again',
  abort: 'abort',
  fail: 'fail',
  rollback: 'rollback',
  reopen: 'reopen',
  resume: 'resume',
  keep: 'keep',
} as const satisfies Record<string, CommandType>;

export type CommandName = keyof typeof commandOf;

export const commandNames = Object.keys(commandOf) as [CommandName, ...CommandName[]];
