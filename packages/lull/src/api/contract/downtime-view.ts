import { z } from 'zod';
import { states } from '../../downtime/contract.ts';
import { ruleKinds } from '../../plan/rules.ts';
import { commandNames } from './command-names.ts';
import { instant, length, local, names } from './fields.ts';
import { mode } from './modes.ts';
import { reasons } from './reasons.ts';

/** The state of a downtime's life. */
export const state = z.enum(states).meta({ id: 'State' });

const part = z
  .object({ paths: z.array(z.string()), tenants: z.array(z.string()) })
  .meta({ id: 'Part', description: 'What a partial downtime closes; an empty list means all' });

const stepFile = z
  .object({
    agent: z.string().nullable().meta({ description: 'Null for the server itself' }),
    name: z.string(),
    hash: z.string(),
    parameters: z.record(z.string(), z.string()),
  })
  .meta({ id: 'StepFile' });

/** What is meant to happen. */
export const planView = z
  .object({
    title: z.string(),
    services: z.array(z.string()),
    mode,
    part: part.nullable(),
    start: instant('When it begins; null in a draft without one').nullable(),
    startLocal: local('The same on the first service’s wall clock').nullable(),
    takes: length('How long the work takes'),
    rollback: length('How long the way back takes'),
    owner: z.string().meta({ description: 'Who is responsible' }),
    people: z.array(z.string()).meta({ description: 'Who else does the work' }),
    warnBefore: length('How long before the start go/no-go opens'),
    startWithin: length('How late it may still begin'),
    drainWithin: length('How long work in flight has to end'),
    atDrainDeadline: z.enum(['go-on', 'wait', 'abort']),
    atTurnBack: z.enum(['extend', 'roll-back', 'ask']),
    extendBy: length('How much an extension by rule adds'),
    remindEvery: length('How often a person is asked whether they are still there'),
    verify: z.boolean(),
    steps: z.array(stepFile).nullable(),
  })
  .meta({ id: 'Plan' });

const revision = z
  .object({
    number: z.number().int(),
    at: instant('When it was said'),
    by: z.string(),
    why: z.string().nullable(),
    title: z.string(),
    services: z.array(z.string()),
    mode,
    part: part.nullable(),
    start: instant('When it was said to begin'),
    startLocal: local('The same on the first service’s wall clock'),
    end: instant('When it was said to be over'),
    endLocal: local('The same on the first service’s wall clock'),
  })
  .meta({ id: 'Revision', description: 'What people were told. The first is kept to be compared with' });

export const revisionView = revision;

const actual = z
  .object({
    warnedAt: instant('Go/no-go opened').nullable(),
    drainingAt: instant('New work was refused').nullable(),
    downAt: instant('It was closed').nullable(),
    verifyingAt: instant('The check began').nullable(),
    openingAt: instant('Visitors came back').nullable(),
    endedAt: instant('It was over').nullable(),
  })
  .meta({ id: 'Actual', description: 'What really happened' });

const presence = z.object({ by: z.string(), at: instant('When') }).meta({ id: 'Presence' });
const decided = z.object({ by: z.string(), why: z.string(), at: instant('When') }).meta({ id: 'Decided' });
const rule = z.enum(ruleKinds);

const waiver = z
  .object({
    rule,
    name: z.string().nullable(),
    message: z.string(),
    by: z.string(),
    why: z.string(),
    at: instant('When'),
    secondPerson: z.string().nullable(),
  })
  .meta({ id: 'Waiver', description: 'A rule that was set aside' });

const flagged = z
  .object({
    rule,
    name: z.string().nullable(),
    message: z.string(),
    at: instant('When'),
    kept: decided.nullable().meta({ description: 'Who keeps the downtime in spite of it; null while open' }),
  })
  .meta({ id: 'Flag', description: 'Something that changed after the scheduling, to be decided on' });

const proposal = z
  .object({
    plan: planView,
    by: z.string(),
    why: z.string().nullable(),
    at: instant('When'),
    asks: z.array(z.string()).meta({ description: 'What asks for a second person' }),
    waives: reasons('The rules that approving it would set aside'),
  })
  .meta({ id: 'Proposal', description: 'A change that waits for a second person' });

const essentials = {
  id: z.string(),
  title: z.string(),
  state,
  overdue: z.boolean().meta({ description: 'Whether it should be over and is not' }),
  emergency: z.boolean(),
  services: z.array(z.string()),
  mode,
  zone: z.string().meta({ description: 'Zone of the first service, in which the local times are' }),
  expectedEnd: instant('When it is expected to end').nullable(),
  expectedEndLocal: local('The same on the first service’s wall clock').nullable(),
  version: z.number().int().meta({ description: 'Rises with every change; `If-Match` takes it' }),
  changedAt: instant('Of its last event'),
};

/** A downtime in a list. */
export const downtimeSummary = z
  .object({
    ...essentials,
    start: instant('When it begins').nullable(),
    startLocal: local('The same on the first service’s wall clock').nullable(),
    owner: z.string(),
    names,
    series: z.string().nullable(),
    links: z.object({ self: z.string() }),
  })
  .meta({ id: 'DowntimeSummary' });

/** A downtime, whole. */
export const downtimeView = z
  .object({
    ...essentials,
    turnBackAt: instant('The latest safe moment to turn back').nullable(),
    turnBackAtLocal: local('The same on the first service’s wall clock').nullable(),
    next: z.array(z.enum(commandNames)).meta({ description: 'What may be said to it now' }),
    plan: planView,
    promise: z.array(revision),
    actual,
    proposal: proposal.nullable(),
    waivers: z.array(waiver),
    flags: z.array(flagged),
    presence: presence.nullable(),
    go: presence.nullable(),
    turningBack: decided.extend({ why: z.string().nullable() }).meta({ id: 'TurningBack' }).nullable(),
    failedIn: state.nullable(),
    reminded: z.object({ at: instant('When'), unanswered: z.number().int() }).nullable(),
    occurrence: z
      .object({ series: z.string(), start: instant('That the series gave it'), moved: z.boolean() })
      .nullable(),
    createdAt: instant('When it was made'),
    createdBy: z.string(),
    names,
    links: z.object({ self: z.string(), events: z.string(), revisions: z.string() }),
  })
  .meta({ id: 'Downtime' });

export type DowntimeView = z.output<typeof downtimeView>;
export type DowntimeSummary = z.output<typeof downtimeSummary>;
