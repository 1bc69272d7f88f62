import { z } from 'zod';
import { runStates } from '../../run/contract.ts';
import { phases } from '../../run/runner/contract.ts';
import { actionKinds } from '../../run/steps/contract.ts';
import { downtimeParams } from './downtimes.ts';
import { endpoint } from './endpoint.ts';
import { count, instant, length, names } from './fields.ts';
import { listOf, pageOf } from './lists.ts';
import { consequence, dryRun } from './outcome.ts';
import { why } from './plan-input.ts';

const phase = z.enum(phases).meta({
  id: 'StepPhase',
  description: 'The work itself, checks before visitors come back, watches while they do, and rollbacks',
});
const place = z.number().int().meta({ description: 'Place in its list, from 0' });
const answer = z.enum(['done', 'again', 'failed']);

const question = z
  .object({
    about: z.enum(['confirm', 'failed', 'unknown']),
    text: z.string(),
    askedAt: instant('Since when'),
    answer: answer.nullable(),
    answeredBy: z.string().nullable(),
    answeredAt: instant('When').nullable(),
    why: z.string().nullable(),
  })
  .meta({ id: 'RunQuestion' });

const attempt = z
  .object({
    attempt: z.number().int(),
    startedAt: instant('By the clock of its host'),
    endedAt: instant('Null while it runs').nullable(),
    outcome: z.enum(['done', 'failed', 'timed-out', 'stopped', 'unknown']).nullable(),
    code: z.number().int().nullable().meta({ description: 'Exit code or HTTP status' }),
    error: z.string().nullable(),
    question: question.nullable().meta({ description: 'What a person is asked, or was' }),
  })
  .meta({ id: 'StepAttempt' });

const runStep = z
  .object({
    phase,
    place,
    name: z.string(),
    shows: z.string().nullable().meta({ description: 'What it does, in one line' }),
    timeLimit: length('How long it may take').nullable(),
    usually: length('How long it mostly took before').nullable(),
    pointOfNoReturn: z.boolean().meta({ description: 'Once it has begun nothing is rolled back' }),
    attempts: z.array(attempt),
  })
  .meta({ id: 'RunStep' });

const part = z
  .object({
    place: z.number().int(),
    agent: z.string().nullable().meta({ description: 'Null for the server itself' }),
    host: z.string().nullable(),
    isThere: z.boolean().meta({ description: 'Whether its agent is heard' }),
    heardAt: instant('When its agent was heard last').nullable(),
    trouble: z.string().nullable().meta({ description: 'What keeps its agent from beginning anything' }),
    file: z.object({ name: z.string(), hash: z.string() }),
    parameters: z.record(z.string(), z.string()),
    goal: z.enum([...phases, 'rest', 'ended']).meta({ description: 'What its agent is ordered to do' }),
    through: z.array(phase),
    stuck: z.object({ phase, why: z.string() }).nullable(),
    steps: z.array(runStep),
  })
  .meta({ id: 'RunPart' });

/** The run of a downtime, as people look at it. */
export const runView = z
  .object({
    id: z.string(),
    downtime: z.string(),
    state: z.enum(runStates),
    was: z
      .enum(phases)
      .nullable()
      .meta({ description: 'What it was doing when it began to ask or got stuck' }),
    why: z.string().nullable().meta({ description: 'Why it is as it is, and what is waited for' }),
    now: instant('By the server’s clock'),
    madeAt: instant('When it went down'),
    releasedAt: instant('When the first step could begin; null while gates are waited for').nullable(),
    endedAt: instant('When it was over').nullable(),
    isPastReturn: z.boolean().meta({ description: 'Whether nothing is rolled back any more' }),
    turnBackAt: instant(
      'The latest moment to turn back in time; null where there is none any more',
    ).nullable(),
    estimate: z
      .object({
        end: instant('When the work is held to be over'),
        from: instant('At the earliest, by what was seen before'),
        to: instant('At the latest'),
        runs: z.number().int().meta({ description: 'Made of so many earlier runs; 0: of time limits' }),
      })
      .nullable(),
    questions: z.array(
      z
        .object({
          part: z.number().int(),
          phase,
          place,
          attempt: z.number().int(),
          step: z.string(),
          about: z.enum(['confirm', 'failed', 'unknown']),
          text: z.string(),
          askedAt: instant('Since when'),
        })
        .meta({ id: 'OpenQuestion', description: 'What a person has to answer before it goes on' }),
    ),
    parts: z.array(part),
    names,
  })
  .meta({ id: 'Run' });

export type RunView = z.output<typeof runView>;
export type RunStepView = RunView['parts'][number]['steps'][number];

export const readRun = endpoint({
  name: 'readRun',
  tag: 'runs',
  method: 'get',
  path: '/downtimes/{id}/run',
  summary:
    'The steps of a downtime as they are run: how far they are, when they are held to be over, what they ask',
  needs: { who: 'allowed', action: 'read', on: 'object' },
  params: downtimeParams,
  answer: { status: 200, description: 'The run; there is one once it is down', schema: runView },
});

const listed = runView
  .pick({ id: true, downtime: true, state: true, was: true, why: true, madeAt: true })
  .extend({ title: z.string(), services: z.array(z.string()) })
  .meta({ id: 'ListedRun' });

export const listRuns = endpoint({
  name: 'listRuns',
  tag: 'runs',
  method: 'get',
  path: '/runs',
  summary: 'The runs that are under way, the latest first',
  needs: { who: 'allowed', action: 'read', on: 'visible' },
  answer: { status: 200, description: 'All that the caller may see', schema: listOf(listed, 'RunList') },
});

const printed = z
  .object({
    seq: z.number().int().meta({ description: 'Its place in the order in which it was heard' }),
    part: z.number().int(),
    phase,
    place,
    attempt: z.number().int(),
    at: instant('By the clock of its host'),
    stream: z.enum(['out', 'err']),
    text: z.string(),
  })
  .meta({ id: 'StepOutput' });

export type PrintedView = z.output<typeof printed>;

export const readRunOutput = endpoint({
  name: 'readRunOutput',
  tag: 'runs',
  method: 'get',
  path: '/downtimes/{id}/run/output',
  summary:
    'What its steps printed, as pages or as plain text; as a stream of server-sent events: `output` for each piece, then `end`',
  needs: { who: 'allowed', action: 'read', on: 'object' },
  params: downtimeParams,
  query: z.strictObject({
    after: count('The `seq` after which to go on', { least: 0, most: 999_999_999_999 }).prefault('0'),
    limit: count('Most pieces of a page', { most: 1_000 }).prefault('200'),
    part: count('Only of this part', { least: 0, most: 1_000 }).optional(),
    phase: z.enum(phases).optional().meta({ description: 'Only of this phase' }),
    place: count('Only of the step at this place', { least: 0, most: 100_000 }).optional(),
  }),
  answer: {
    status: 200,
    description: 'A page, its text with the next one in `Link`, or a stream',
    schema: pageOf(printed, 'OutputPage'),
    types: ['text/event-stream', 'text/plain'],
  },
  errors: ['interrupted'],
});

const number = z.int().min(0).max(1_000_000);

const answeredRun = runView
  .extend({
    follows: z.array(consequence).meta({ description: 'What follows, by time' }),
    dryRun: z.boolean().meta({ description: 'Whether it was only asked for; then nothing is stored' }),
  })
  .meta({ id: 'AnsweredRun' });

export const answerRun = endpoint({
  name: 'answerRun',
  tag: 'runs',
  method: 'post',
  path: '/downtimes/{id}/run/answer',
  summary: 'Answer what a run asks; where the downtime has failed over it, that decides what becomes of it',
  needs: { who: 'allowed', action: 'run', on: 'object' },
  params: downtimeParams,
  query: z.strictObject({ dryRun }),
  body: {
    type: 'application/json',
    schema: z
      .strictObject({
        part: number,
        phase,
        place: number,
        attempt: number,
        answer: answer.meta({
          description: '`done` counts the step as done, `again` runs it again, `failed` gives it up',
        }),
        why,
      })
      .meta({ id: 'RunAnswer' }),
    example: { part: 0, phase: 'forward', place: 2, attempt: 1, answer: 'again' },
  },
  answer: { status: 200, description: 'The run after it', schema: answeredRun },
  errors: ['wrong-state', 'no-way-back', 'bad-plan', 'run-under-way'],
});

export type AnsweredRunView = z.output<typeof answeredRun>;

const outlineStep = z
  .object({
    name: z.string(),
    kind: z.enum(actionKinds),
    shows: z.string(),
    timeLimit: length('How long it may take'),
    retries: z.number().int(),
    idempotent: z.boolean(),
    usually: length('How long it mostly took before').nullable(),
    rollback: z.object({ shows: z.string(), timeLimit: length('How long undoing it may take') }).nullable(),
    pointOfNoReturn: z.boolean(),
  })
  .meta({ id: 'StepOutline' });

const stepFile = z
  .object({
    agent: z.string().nullable().meta({ description: 'Null for the server itself' }),
    host: z.string().nullable(),
    isThere: z.boolean(),
    heardAt: instant('When its agent was heard last').nullable(),
    name: z.string(),
    hash: z.string(),
    mistake: z.string().nullable().meta({ description: 'Why it cannot be used' }),
    description: z.string().nullable(),
    parameters: z.record(
      z.string(),
      z.object({ description: z.string().nullable(), pattern: z.string(), default: z.string().nullable() }),
    ),
    steps: z.array(outlineStep),
    verify: z.array(outlineStep),
    watch: z.array(z.object({ name: z.string(), over: length('How long after the opening') })),
    atBadWatch: z.enum(['close-again', 'tell']).nullable(),
    atFailure: z.enum(['roll-back', 'ask']).nullable(),
  })
  .meta({ id: 'FoundStepFile' });

export const listStepFiles = endpoint({
  name: 'listStepFiles',
  tag: 'runs',
  method: 'get',
  path: '/step-files',
  summary: 'The step files that agents found, with their hashes, their steps, and how long these took',
  needs: { who: 'allowed', action: 'draft', on: 'visible' },
  answer: { status: 200, description: 'All of them', schema: listOf(stepFile, 'StepFileList') },
});

export type StepFileView = z.output<typeof stepFile>;
