import { z } from 'zod';
import { oneLine } from '../../printable.ts';
import { type Instant, parseInstant } from '../../time/instant.ts';

/** More than this of what a step says is for whoever looks at the run. */
const LONGEST = 300;

const question = z.object({
  part: z.number(),
  phase: z.string(),
  place: z.number(),
  attempt: z.number(),
  step: z.string(),
  about: z.enum(['confirm', 'failed', 'unknown']),
  text: z.string(),
  until: z.string().nullable(),
});

const asks = z.object({
  state: z.string().default(''),
  was: z.string().nullable().default(null),
  isPastReturn: z.boolean().default(false),
  questions: z.array(question).default([]),
});

const answered = question
  .pick({ part: true, phase: true, place: true, attempt: true })
  .extend({ answer: z.enum(['done', 'again', 'failed']) });

/** One question of a run, as its event tells it. */
export type AskedQuestion = z.output<typeof question>;

/** What `run.asks` tells; nothing of it that is not there. */
export function readAsks(data: Readonly<Record<string, unknown>>): z.output<typeof asks> {
  return asks.safeParse(data).data ?? { state: '', was: null, isPastReturn: false, questions: [] };
}

/** What `run.answered` tells; null for what is no answer. */
export function readAnswered(data: Readonly<Record<string, unknown>>): z.output<typeof answered> | null {
  return answered.safeParse(data).data ?? null;
}

/** By what a question is known, the same for its answer. */
export function keyOf(one: Pick<AskedQuestion, 'part' | 'phase' | 'place' | 'attempt'>): string {
  return `step ${one.part} ${one.phase} ${one.place} ${one.attempt}`;
}

/**
 * What a step or a rule says, as a letter may quote it: one line that is not long.
 *
 * @example saidIn('disk full\n  on db1') === 'disk full on db1'
 */
export function saidIn(text: string | null): string | null {
  const line = oneLine((text ?? '').slice(0, 4 * LONGEST));
  if (line === '') return null;
  return (line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line).toWellFormed();
}

/** An instant in an event; null where there is none. */
export function instantIn(text: unknown): Instant | null {
  return typeof text === 'string' ? parseInstant(text) : null;
}
