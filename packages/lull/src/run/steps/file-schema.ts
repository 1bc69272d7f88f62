import { z } from 'zod';
import { lengthWithin, list, name, text, words } from '../../catalog/fields.ts';
import { shown } from '../../catalog/mistakes.ts';
import { DAY, HOUR, SECOND } from '../../time/instant.ts';
import { beside, flag, longText, wholeWithin } from '../actions/fields.ts';
import { formats } from '../actions/formats.ts';
import { theOne } from '../actions/one-of.ts';
import type { Action, Watch } from './contract.ts';
import { MOST_PARAMETERS } from './parameters.ts';
import { NoPattern, patternOf } from './pattern/pattern.ts';
import { secret } from './secret-schema.ts';

/** Names of the environment, as POSIX has them. */
const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/, {
  error: ({ input }) => `${shown(input)} is not a name: letters, digits and "_"`,
});

const limit = lengthWithin('How long it may take: 10m', [SECOND, 7 * DAY]);

/** What is said of how an action is carried out, all of it optional. */
const manner = {
  timeLimit: limit.optional(),
  retries: wholeWithin(0, 100, 'How often it is tried again after it failed').optional(),
  retryAfter: lengthWithin('How long is waited before it is tried again: 10s', [0, HOUR]).optional(),
  environment: z
    .record(variable, longText('"5"', 20_000))
    .optional()
    .meta({ description: 'Variables that a program finds in its environment' }),
  secrets: z
    .record(variable, secret)
    .optional()
    .meta({ description: 'The same, read when it begins: { file: … } or { variable: … }' }),
};

const { http, sql, command, waitUntil, confirm, sleep } = formats;
const tests = {
  command: command.schema.optional(),
  http: http.schema.optional(),
  sql: sql.schema.optional(),
  waitUntil: waitUntil.schema.optional(),
  confirm: confirm.schema.optional(),
};
const works = { ...tests, sleep: sleep.schema.optional() };
const probes = { command: tests.command, http: tests.http, sql: tests.sql };

const idempotent = flag('Whether it may be run again when nobody knows whether it ran').optional();

const verify = z
  .strictObject({ ...tests, ...manner, idempotent })
  .transform(({ command, http, sql, waitUntil, confirm, ...rest }, context) => ({
    ...rest,
    action: theOne<Action>({ command, http, sql, waitUntil, confirm }, context),
  }))
  .meta({ description: 'Tells whether the step did what it should' });

const rollback = z
  .strictObject({ ...works, ...manner, idempotent })
  .transform(withAction)
  .meta({ description: 'Undoes the step' });

const stepName = text('stop the workers')
  .pipe(name)
  .meta({ description: 'What it is called, once in the file' });

const check = z.strictObject({ name: stepName, ...works, ...manner, idempotent }).transform(withAction);

const step = z
  .strictObject({
    name: stepName,
    ...works,
    ...manner,
    idempotent,
    verify: verify.optional(),
    rollback: rollback.optional(),
    pointOfNoReturn: flag('Once it has begun nothing is rolled back any more').optional(),
  })
  .transform(withAction);

/** The fields of its action taken together. */
function withAction<T extends { [Kind in keyof typeof works]?: z.output<(typeof works)[Kind]> }>(
  { command, http, sql, waitUntil, confirm, sleep, ...rest }: T,
  context: z.RefinementCtx,
) {
  return { ...rest, action: theOne<Action>({ command, http, sql, waitUntil, confirm, sleep }, context) };
}

const percent = /^(?:100|\d{1,2}(?:\.\d+)?)%$/;

const noShare = {
  error: ({ input }: { input?: unknown }) => `${shown(input)} is no share; write for example 5% or 0.05`,
};

const watch = z
  .strictObject({
    name: stepName,
    ...probes,
    every: lengthWithin('How long between two looks; 5 s when left out', [200, HOUR]).optional(),
    over: lengthWithin('How long it is watched after the opening: 10m', [SECOND, DAY]),
    mostErrors: z
      .union([z.number(noShare).min(0, noShare).max(1, noShare), z.string(noShare).regex(percent, noShare)], {
        error: noShare.error,
      })
      .transform((share) => (typeof share === 'number' ? share : Number.parseFloat(share) / 100))
      .optional()
      .meta({ description: 'The share of looks that may fail; 5% when left out' }),
    slowest: lengthWithin('How long one may take; any time when left out', [1, HOUR]).optional(),
    environment: manner.environment,
    secrets: manner.secrets,
  })
  .transform(({ command, http, sql, ...rest }, context) => ({
    ...rest,
    probe: theOne<Watch['probe']>({ command, http, sql }, context),
  }));

const pattern = text("'[0-9]{8}'").superRefine((value, context) => {
  try {
    patternOf(value);
  } catch (error) {
    if (!(error instanceof NoPattern)) throw error;
    context.addIssue({ code: 'custom', message: `${shown(value)} ${error.message}`, input: value });
  }
});

const parameter = z.strictObject({
  description: words.optional(),
  pattern: pattern.optional().meta({
    description: `Regular expression that the whole value matches; ${defaultPattern()} when left out`,
  }),
  default: longText('"shop"', 1_000).optional().meta({ description: 'Its value where none is given' }),
});

/** What a parameter may be of which nothing is said: no option of a program, no path, no spaces. */
export function defaultPattern(): string {
  return '[A-Za-z0-9][A-Za-z0-9._-]*';
}

const listOf = <T extends z.ZodType>(item: T, most: number) =>
  list(item, '- name: …').max(most, `has more than ${most}`);

/** A step file as it is written. */
export const stepFileSchema = z.strictObject({
  description: words.optional().meta({ description: 'What the change is' }),
  parameters: z
    .record(variable, z.union([parameter, z.null()]))
    .refine((all) => Object.keys(all).length <= MOST_PARAMETERS, {
      error: `are more than ${MOST_PARAMETERS}`,
    })
    .optional()
    .meta({ description: `What whoever schedules it sets; \${name} stands for it` }),
  files: list(beside('migrate.sh', 'A file beside it'), '[migrate.sh]')
    .max(100, 'has more than 100')
    .optional()
    .meta({ description: 'Further files that its hash covers: the scripts that its programs read' }),
  defaults: z.strictObject(manner).optional().meta({ description: 'What holds for steps that say nothing' }),
  atFailure: z
    .enum(['roll-back', 'ask'])
    .optional()
    .meta({ description: 'What is done when a step fails for good; roll-back when left out' }),
  atBadWatch: z
    .enum(['close-again', 'tell'])
    .optional()
    .meta({ description: 'What is done when a watch goes badly; close-again when left out' }),
  steps: listOf(step, 200).min(1, 'is empty; a change has at least one step').meta({
    description: 'The change, in order',
  }),
  verify: listOf(check, 50).optional().meta({ description: 'Checks while visitors are still out' }),
  watch: listOf(watch, 20).optional().meta({ description: 'What is watched while visitors come back' }),
});

/** What is read of a step file in which each field by itself is right. */
export type WrittenSteps = z.output<typeof stepFileSchema>;
export type WrittenStep = WrittenSteps['steps'][number];
export type WrittenCheck = NonNullable<WrittenSteps['verify']>[number];
export type WrittenUndertaking = NonNullable<WrittenStep['rollback']>;
export type WrittenWatch = NonNullable<WrittenSteps['watch']>[number];
