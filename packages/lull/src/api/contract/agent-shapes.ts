import { z } from 'zod';
import { limits } from '../../run/agent/limits.ts';
import { phases } from '../../run/runner/contract.ts';
import { actionKinds } from '../../run/steps/contract.ts';
import { id, instantIn, line } from './fields.ts';

const LARGEST = 2_147_483_647;
const sentence = z.string().max(limits.sentence);
const stepName = z.string().max(500);
const ms = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const count = z.int().min(0).max(LARGEST);
const phase = z.enum(phases);

const outlineStep = z.object({
  name: stepName,
  kind: z.enum(actionKinds),
  shows: z.string().max(1_000),
  timeLimit: ms,
  retries: count,
  idempotent: z.boolean(),
  hasVerify: z.boolean(),
  rollback: z.object({ shows: z.string().max(1_000), timeLimit: ms }).nullable(),
  pointOfNoReturn: z.boolean(),
});

const parameter = z.object({
  description: sentence.nullable(),
  pattern: sentence,
  default: z.string().max(1_000).nullable(),
});

/** Agents of later versions may say more: what isn't known is passed over. */
const outline = z
  .object({
    description: sentence.nullable(),
    parameters: z
      .record(z.string().max(200), parameter)
      .refine((all) => Object.keys(all).length <= 100, { error: 'are more than 100' }),
    steps: z.array(outlineStep).max(500),
    verify: z.array(outlineStep).max(500),
    watch: z.array(z.object({ name: stepName, over: ms })).max(100),
    atBadWatch: z.enum(['close-again', 'tell']),
    atFailure: z.enum(['roll-back', 'ask']),
    bypass: z.array(phase).max(phases.length),
  })
  .meta({ id: 'ToldOutline' });

/** What an agent says of itself. */
export const hello = z
  .object({
    version: line('Of the agent', 50),
    host: line('The name of its machine', 253),
    files: z
      .array(
        z.object({
          name: z.string().max(255),
          hash: z.string().regex(/^(?:[0-9a-f]{64})?$/, { error: 'is no SHA-256 in hexadecimal' }),
          outline: outline.nullable(),
          mistake: sentence.nullable(),
        }),
      )
      .max(limits.files)
      .meta({ description: 'The step files in its folder' }),
    trouble: sentence.nullable().meta({ description: 'What keeps it from beginning anything' }),
  })
  .meta({ id: 'AgentHello' });

const attempt = { phase, place: count, attempt: count };

/** What is wanted of an agent for one part of a run. */
export const order = z
  .object({
    run: z.string(),
    part: z.int(),
    downtime: z.string(),
    serial: z.int().meta({ description: 'Rises with every change of this order' }),
    file: z.object({ name: z.string(), hash: z.string() }),
    parameters: z.record(z.string(), z.string()),
    goal: z.enum([...phases, 'rest', 'ended']),
    answers: z.array(z.object({ ...attempt, answer: z.enum(['done', 'again', 'failed']) })),
    stored: z.int().meta({ description: 'Number of the last of its reports that is stored' }),
    bypass: z.record(z.string(), z.string()).meta({
      description:
        'What passes closed gates, by service; where the file says that something of the goal does',
    }),
  })
  .meta({ id: 'Order' });

export type OrderView = z.output<typeof order>;

const named = { ...attempt, name: stepName };

const what = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('started'), ...named }),
  z.object({
    kind: z.literal('ended'),
    ...named,
    outcome: z.enum(['done', 'failed', 'timed-out', 'stopped', 'unknown']),
    code: z.int().min(-LARGEST).max(LARGEST).nullable(),
    error: sentence.nullable(),
  }),
  z.object({
    kind: z.literal('asks'),
    ...named,
    about: z.enum(['confirm', 'failed', 'unknown']),
    question: sentence,
  }),
  z.object({ kind: z.literal('through'), phase }),
  z.object({ kind: z.literal('stuck'), phase, why: sentence }),
  z.object({ kind: z.literal('rests') }),
]);

const of = {
  run: id('The run'),
  part: z.int().min(0).max(1_000).meta({ description: 'Which of its step files, from 0' }),
};

/** What an agent tells of one part of a run. */
export const report = z
  .object({
    ...of,
    number: z.int().min(1).max(LARGEST).meta({ description: 'Rises by one within a part' }),
    at: instantIn('By the clock of its host'),
    serial: count.meta({ description: 'Of the newest order that was heard' }),
    what,
  })
  .meta({ id: 'AgentReport' });

/** What a step printed. */
export const piece = z
  .object({
    ...of,
    ...attempt,
    number: count.meta({ description: 'Rises by one within an attempt' }),
    at: instantIn('By the clock of its host'),
    stream: z.enum(['out', 'err']),
    text: z.string().max(limits.piece),
  })
  .meta({ id: 'AgentOutput' });
