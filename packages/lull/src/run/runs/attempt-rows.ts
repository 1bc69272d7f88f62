import type { Selectable } from 'kysely';
import type { Tables } from '../../store/contract.ts';
import type { Question, StepAttempt } from '../contract.ts';
import type { Phase, StepOutcome } from '../runner/contract.ts';

/** An attempt of its row. */
export function attemptOf(row: Selectable<Tables['run_steps']>): StepAttempt {
  return {
    phase: row.phase as Phase,
    place: row.place,
    attempt: row.attempt,
    name: row.name,
    startedAt: row.started_at.getTime(),
    endedAt: row.ended_at?.getTime() ?? null,
    outcome: row.outcome as StepOutcome | null,
    code: row.code,
    error: row.error,
    question: row.question as Question | null,
  };
}

/** The row of an attempt, without the part that it belongs to. */
export function attemptRow({ startedAt, endedAt, question, ...attempt }: StepAttempt) {
  return {
    ...attempt,
    started_at: new Date(startedAt),
    ended_at: endedAt === null ? null : new Date(endedAt),
    question: question === null ? null : JSON.stringify(question),
  };
}
