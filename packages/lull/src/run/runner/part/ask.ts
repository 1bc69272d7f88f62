import type { Attempt } from '../contract.ts';
import { lastAt } from '../journal/contract.ts';
import type { Next } from '../next.ts';
import type { OrderedSteps } from '../source.ts';
import { taskAt, verified } from './attempt.ts';
import { benchOf, type Desk, renamed, reportOn, tellable } from './desk.ts';
import { askingName } from './part.ts';

/**
 * Asks a person about a step that failed or may have been done. Whoever answers the latter is told what its
 * own test says of it now.
 *
 * @example await askAbout(desk, { do: 'ask', about: 'unknown', ...attempt }, ordered, signal);
 */
export async function askAbout(
  desk: Desk,
  next: Extract<Next, { do: 'ask' }>,
  ordered: OrderedSteps,
  signal: AbortSignal,
): Promise<void> {
  const { phase, place, attempt, about } = next;
  if (phase === 'watch') return;
  const at: Attempt = { phase, place, attempt };
  const task = taskAt(ordered, phase, place);
  const tried = lastAt(desk.journal.standing().tried, phase, place);
  const what = `${phase === 'back' ? 'the rollback of ' : ''}step "${task.name}"`;
  const said = [
    about === 'failed'
      ? `${what} failed: ${tried?.error}.`
      : `${what} may have been done or not: ${tried?.error}.`,
  ];
  if (about === 'unknown' && task.verify !== null) {
    const { context, recorder } = benchOf(desk, {
      attempt: at,
      name: task.name,
      ordered,
      signal,
      isResumed: true,
    });
    const { outcome, error } = await verified(task.verify, renamed(context, askingName(desk.part)), signal);
    recorder.end();
    if (signal.aborted) return;
    said.push(
      outcome === 'done' ? 'Its verify now says that it was done.' : `Its verify now says: ${error}.`,
    );
  }
  said.push('Is it done, is it to be run again, or is it given up?');
  const question = tellable(desk, capital(said.join(' ')))!;
  await reportOn(desk, { kind: 'asks', name: task.name, about, question, ...at }, signal);
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
