import { carryOut } from '../../actions/carry-out.ts';
import type { ActionContext, Ended } from '../../actions/contract.ts';
import { failed } from '../../actions/ended.ts';
import { pause } from '../../actions/pause.ts';
import type { Step, Undertaking } from '../../steps/contract.ts';
import type { Attempt, Phase } from '../contract.ts';
import type { OrderedSteps } from '../source.ts';
import { benchOf, type Desk, renamed, reportOn, tellable } from './desk.ts';
import { keep } from './keep.ts';
import { keyOf } from './part.ts';

/** What an attempt of a phase carries out. */
export interface Task {
  readonly name: string;
  readonly undertaking: Undertaking;
  readonly verify: Undertaking | null;
}

/**
 * What is carried out at a place of a phase.
 *
 * @example taskAt(steps, 'back', 2).undertaking // the rollback of the third step
 */
export function taskAt({ steps }: OrderedSteps, phase: Exclude<Phase, 'watch'>, place: number): Task {
  const step: Step = (phase === 'verify' ? steps.verify : steps.steps)[place]!;
  const { name, rollback, verify } = step;
  return phase === 'back'
    ? { name, undertaking: rollback!, verify: null }
    : { name, undertaking: step, verify };
}

/** How an attempt is made. */
export interface AttemptOptions {
  readonly attempt: Attempt;
  readonly task: Task;
  readonly ordered: OrderedSteps;
  /** Stops it. */
  readonly signal: AbortSignal;
  /** That it was begun already, before the runner was killed. */
  readonly isResumed: boolean;
}

/**
 * Makes one attempt: its start is on the disk before it starts, its end after. It is done when its verify,
 * where it has one, is well.
 *
 * @example await makeAttempt(desk, { attempt, task, ordered, signal, isResumed: false });
 */
export async function makeAttempt(desk: Desk, options: AttemptOptions): Promise<void> {
  const { attempt, task, signal, isResumed } = options;
  const { name, undertaking } = task;
  const started = { kind: 'started', name, ...attempt } as const;
  const note = { resumes: undertaking.action.kind === 'confirm' };
  if (signal.aborted || (!isResumed && !(await reportOn(desk, started, signal, note)))) return;
  // A question may wait for long; whoever comes after this runner goes on with it.
  const either = note.resumes ? AbortSignal.any([signal, desk.leaving]) : signal;
  const { context, recorder } = benchOf(desk, { ...options, name, signal: either });
  const ended = await throughOf(desk, { ...options, signal: either }, context);
  recorder.end();
  if (note.resumes && ended.outcome === 'stopped' && !signal.aborted) return;
  await endAttempt(desk, attempt, name, ended);
}

/** Writes down how an attempt ended; only the end of the runner itself ends the trying. */
export async function endAttempt(desk: Desk, attempt: Attempt, name: string, ended: Ended): Promise<void> {
  const { phase, place, attempt: count } = attempt;
  const { outcome, code, error, isUndone = false } = ended;
  const told = { outcome, code, error: tellable(desk, error) };
  const note = { interrupted: outcome === 'stopped', isUndone };
  await reportOn(desk, { kind: 'ended', name, phase, place, attempt: count, ...told }, desk.stopping, note);
}

async function throughOf(desk: Desk, options: AttemptOptions, context: ActionContext): Promise<Ended> {
  const { attempt, task, signal } = options;
  const { undertaking, verify } = task;
  const { tried } = desk.journal.standing();
  const { phase, place, attempt: count } = attempt;
  const isActed = tried.findLast((one) => one.phase === phase && one.place === place)?.acted;
  if (!isActed) {
    const ended = await carryOut(undertaking, context, signal);
    if (ended.outcome !== 'done' || verify === null) return ended;
    const write = (): void => desk.journal.append({ kind: 'acted', phase, place, attempt: count });
    await keep(desk.host, keyOf(desk.part), write, signal);
  }
  if (verify === null) return { outcome: 'done', code: null, error: null };
  // What the action left in a session of its own is not the verify's to end.
  const own = renamed(context, `${context.name}/verify`);
  const { outcome, code, error } = await verified(verify, own, signal);
  if (outcome === 'done' || outcome === 'stopped') return { outcome, code, error };
  return failed(`its verify says: ${error}`, code);
}

/**
 * What the verify of a step says, tried as often as it may be.
 *
 * @example (await verified(step.verify, context, signal)).outcome // 'failed'
 */
export async function verified(
  verify: Undertaking,
  context: ActionContext,
  signal: AbortSignal,
): Promise<Ended> {
  for (let left = verify.retries; ; left -= 1) {
    const ended = await carryOut(verify, context, signal);
    if (ended.outcome === 'done' || ended.outcome === 'stopped' || left <= 0) return ended;
    if (!(await pause(verify.retryAfter, signal))) return ended;
  }
}
