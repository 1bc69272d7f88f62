import { z } from 'zod';
import type { Action } from '../../access/contract.ts';
import type { ErrorCode } from '../../errors.ts';
import type { CommandName } from './command-names.ts';
import { downtimeParams } from './downtimes.ts';
import { endpoint } from './endpoint.ts';
import { instantIn, prose, someLength } from './fields.ts';
import { dryRun, outcome } from './outcome.ts';
import { override, planChanges, why } from './plan-input.ts';

const saying = z.strictObject({ why });
const withReason = z.strictObject({ why: prose('Why; kept in the record') });
const judged = z.strictObject({ why, override });
const newEnd = z
  .strictObject({
    end: instantIn('When it is now to end').optional(),
    by: someLength('How much later than expected it is to end').optional(),
    why,
  })
  .refine(({ end, by }) => (end === undefined) !== (by === undefined), {
    error: 'needs either `end` or `by`',
  });

interface CommandShape {
  readonly summary: string;
  readonly action: Action;
  readonly body: z.ZodType;
  readonly example: Readonly<Record<string, unknown>>;
  readonly errors: readonly ErrorCode[];
}

const command = <const N extends CommandName, const S extends CommandShape>(name: N, shape: S) =>
  endpoint({
    name,
    tag: 'commands',
    method: 'post',
    path: `/downtimes/{id}/${name}`,
    summary: shape.summary,
    needs: { who: 'allowed', action: shape.action, on: 'object' },
    params: downtimeParams,
    query: z.strictObject({ dryRun }),
    version: 'optional',
    idempotent: true,
    body: {
      type: 'application/json',
      schema: shape.body as S['body'],
      example: shape.example,
      optional: true,
    },
    answer: { status: 200, description: 'What became of it', schema: outcome, etag: true },
    errors: ['wrong-state', ...shape.errors],
  });

const ruled: readonly ErrorCode[] = [
  'rule-in-the-way',
  'second-person',
  'bad-plan',
  'reason-needed',
  'unknown-service',
  'unknown-person',
];
const planned: readonly ErrorCode[] = ['bad-plan', 'unknown-service', 'unknown-person'];
const ended: readonly ErrorCode[] = ['bad-plan'];
const said: readonly ErrorCode[] = [];
const night = { why: 'the disks are late' };

/** Everything that a person may say to a downtime, in the order of its life. */
export const commands = {
  edit: command('edit', {
    summary: 'Change the plan of a draft',
    action: 'draft',
    body: z.strictObject({ ...planChanges, why }),
    example: { takes: 'PT2H' },
    errors: planned,
  }),
  schedule: command('schedule', {
    summary: 'Promise it, or propose it where a second person is asked for',
    action: 'schedule',
    body: judged,
    example: { why: 'announced to the customers on Monday' },
    errors: ruled,
  }),
  approve: command('approve', {
    summary: 'Agree to a proposal as the second person',
    action: 'approve',
    body: judged,
    example: {},
    errors: ruled,
  }),
  reject: command('reject', {
    summary: 'Decline a proposal',
    action: 'approve',
    body: saying,
    example: { why: 'the sale begins that day' },
    errors: said,
  }),
  reschedule: command('reschedule', {
    summary: 'Change what was promised; a new revision tells it',
    action: 'schedule',
    body: z.strictObject({ ...planChanges, why, override }),
    example: { start: '2026-12-06T01:00:00Z', ...night },
    errors: ruled,
  }),
  extend: command('extend', {
    summary: 'Move the end of one that is under way',
    action: 'run',
    body: newEnd,
    example: { by: 'PT30M', ...night },
    errors: ended,
  }),
  cancel: command('cancel', {
    summary: 'Call it off before it begins: your own draft, or with `schedule` any',
    action: 'draft',
    body: saying,
    example: night,
    errors: said,
  }),
  go: command('go', {
    summary: 'Say go: it begins at its start',
    action: 'run',
    body: saying,
    example: {},
    errors: ['rule-in-the-way'],
  }),
  'no-go': command('no-go', {
    summary: 'Say no-go: nothing closes, and it is called off',
    action: 'run',
    body: saying,
    example: night,
    errors: said,
  }),
  here: command('here', {
    summary: 'Say that somebody is there who does the work',
    action: 'run',
    body: saying,
    example: {},
    errors: said,
  }),
  drained: command('drained', {
    summary: 'Say that no work is in flight any more',
    action: 'run',
    body: saying,
    example: {},
    errors: said,
  }),
  finish: command('finish', {
    summary: 'Say that the work is done',
    action: 'run',
    body: saying,
    example: {},
    errors: said,
  }),
  verified: command('verified', {
    summary: 'Say that the check went well',
    action: 'run',
    body: saying,
    example: {},
    errors: said,
  }),
  opened: command('opened', {
    summary: 'Say that visitors are back',
    action: 'run',
    body: saying,
    example: {},
    errors: said,
  }),
  'close-again': command('close-again', {
    summary: 'Close again while it opens',
    action: 'run',
    body: withReason,
    example: { why: 'errors on checkout' },
    errors: said,
  }),
  abort: command('abort', {
    summary: 'Turn back',
    action: 'run',
    body: saying,
    example: night,
    errors: said,
  }),
  fail: command('fail', {
    summary: 'Say that it failed; it stays as it is until a person decides',
    action: 'run',
    body: saying,
    example: { why: 'the new disks do not answer' },
    errors: said,
  }),
  rollback: command('rollback', {
    summary: 'Undo the work of one that failed',
    action: 'run',
    body: saying,
    example: {},
    errors: said,
  }),
  reopen: command('reopen', {
    summary: 'Let visitors in again though it failed',
    action: 'run',
    body: saying,
    example: {},
    errors: said,
  }),
  resume: command('resume', {
    summary: 'Go on where it failed, with a new end',
    action: 'run',
    body: newEnd,
    example: { by: 'PT1H' },
    errors: ended,
  }),
  keep: command('keep', {
    summary: 'Keep it in spite of what changed since it was scheduled',
    action: 'override',
    body: withReason,
    example: { why: 'agreed with sales' },
    errors: ['reason-needed', 'second-person'],
  }),
} as const;
