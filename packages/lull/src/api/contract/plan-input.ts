import { z } from 'zod';
import { id, instantIn, lengthIn, line, name, prose, someLength } from './fields.ts';
import { mode } from './modes.ts';

const path = z
  .string()
  .min(1)
  .max(500)
  .regex(/^\/[^\s?#\p{C}]*$/u, { error: 'is no path; it begins with /' });

const part = z.strictObject({
  paths: z.array(path).max(100).default([]).meta({ description: 'Such as /checkout' }),
  tenants: z.array(line('A tenant', 100)).max(100).default([]),
});

const stepFile = z.strictObject({
  agent: name('The agent that runs it; the server itself when left out').nullable().default(null),
  name: name('The step file on the host that runs it, without .yaml'),
  hash: z.string().regex(/^[0-9a-f]{64}$/, { error: 'is no SHA-256 in hexadecimal' }),
  parameters: z
    .record(name('A parameter'), z.string().max(1_000))
    .default({})
    .meta({ description: 'What the file declares and this downtime sets' }),
});

const steps = z.array(stepFile).min(1).max(20);

/** What has a default by the service's and the organisation's policy. */
const byPolicy = {
  warnBefore: lengthIn('How long before the start go/no-go opens').optional(),
  startWithin: lengthIn('How late it may still begin').optional(),
  drainWithin: lengthIn('How long work in flight has to end').optional(),
  atDrainDeadline: z.enum(['go-on', 'wait', 'abort']).optional(),
  atTurnBack: z.enum(['extend', 'roll-back', 'ask']).optional(),
  extendBy: someLength('How much an extension by rule adds').optional(),
  remindEvery: someLength('How often a person is asked whether they are still there').optional(),
  verify: z.boolean().optional().meta({ description: 'Whether a check is wanted before visitors come back' }),
};

const services = z
  .array(name('A service'))
  .min(1)
  .max(50)
  .refine((names) => new Set(names).size === names.length, { error: 'names a service twice' });

const whole = {
  ...byPolicy,
  title: line('What is done, in a few words'),
  services,
  mode,
  part: part.nullable().meta({ description: 'With the mode partial: what it closes' }),
  start: instantIn('When it begins').nullable().meta({ description: 'Null for a draft without one' }),
  takes: someLength('How long the work takes'),
  rollback: lengthIn('How long the way back takes'),
  owner: line('The person who is responsible: an id, or the address that a team has', 100).meta({
    description: 'The caller when left out',
  }),
  people: z.array(line('A person: an id, or the address that a team has', 100)).max(100),
  steps: steps.nullable(),
};

/** A plan as it is first written. */
export const planInput = {
  ...whole,
  mode: mode.default('full'),
  part: whole.part.default(null),
  start: whole.start.default(null),
  rollback: lengthIn('How long the way back takes').prefault('PT0S'),
  owner: whole.owner.optional(),
  people: whole.people.default([]),
  steps: whole.steps.default(null),
};

/** What of a plan is to be another; the rest stays. */
export const planChanges = z.strictObject(whole).partial().shape;

/** Why, which is kept in the record. */
export const why = prose('Why; kept in the record').optional();

/** Whether rules in the way are to be set aside, which only some may and which needs a reason. */
export const override = z
  .boolean()
  .default(false)
  .meta({ description: 'Set aside the rules in the way; needs `why` and a role that may' });

export const series = id('A series').optional();
