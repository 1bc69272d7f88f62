import { MARK } from '../../actions/command/processes.ts';
import type { ActionContext } from '../../actions/contract.ts';
import { haltOf } from '../../actions/ended.ts';
import type { Attempt, ReportWhat } from '../contract.ts';
import { baseEnvironment } from '../environment.ts';
import type { Host } from '../host.ts';
import type { Note } from '../journal/contract.ts';
import type { Journal } from '../journal/open.ts';
import { makeRecorder, type Recorder } from '../output/recorder.ts';
import type { OrderedSteps } from '../source.ts';
import { keep } from './keep.ts';
import { attemptName, keyOf, type Part } from './part.ts';

/** Errors longer than this tell nobody more. Characters. */
const MOST_ERROR = 2_000;

/** What a resumed attempt's pieces of output are numbered from, after those that were told before. */
const RESUMED = 1_000_000;

/** Where one part of a run is worked at. */
export interface Desk {
  readonly host: Host;
  readonly part: Part;
  readonly journal: Journal;
  /** Aborted when the runner is stopped. */
  readonly stopping: AbortSignal;
  /** Aborted when the runner ends after what runs: nothing is begun any more. */
  readonly leaving: AbortSignal;
}

/**
 * Writes a report into the journal, from which it is told.
 *
 * @param wanted ends the trying when the disk refuses
 * @returns whether it is written
 */
export async function reportOn(
  { host, part, journal }: Desk,
  what: ReportWhat,
  wanted: AbortSignal,
  note: Note = {},
): Promise<boolean> {
  const write = (): void => {
    const serial = part.order()?.serial ?? journal.standing().serial;
    journal.report({ at: host.clock(), serial, what, note });
  };
  const isWritten = await keep(host, keyOf(part), write, wanted);
  if (isWritten) host.reported(journal);
  return isWritten;
}

/** A sentence that can be told: no secret, no NUL, not endless. */
export const tellable = ({ part }: Desk, error: string | null): string | null =>
  error === null ? null : part.redactor.text(error).replaceAll('\0', '\u2400').slice(0, MOST_ERROR);

/** What carries out an attempt and hears what it prints. */
export interface Bench {
  readonly context: ActionContext;
  readonly recorder: Recorder;
}

/** How an attempt is prepared. */
export interface BenchOptions {
  readonly attempt: Attempt;
  readonly name: string;
  readonly ordered: Pick<OrderedSteps, 'targets' | 'folder'>;
  readonly signal: AbortSignal;
  readonly isResumed?: boolean;
}

/**
 * What carrying out an attempt needs.
 *
 * @example const { context, recorder } = benchOf(desk, { attempt, name, ordered, signal });
 */
export function benchOf(desk: Desk, options: BenchOptions): Bench {
  const { host, part, journal } = desk;
  const { attempt, name, ordered, signal, isResumed = false } = options;
  const { run, part: number } = part;
  const { phase, place, attempt: count } = attempt;
  const numbers = { next: isResumed ? RESUMED : 1 };
  const recorder = makeRecorder(part.redactor, (stream, text) => {
    const output = { run, part: number, phase, place, attempt: count, at: host.clock(), stream, text };
    host.output.tell({ output, numbers });
  });
  const key = keyOf(part);
  const context: ActionContext = {
    folder: ordered.folder,
    name: attemptName(part, attempt),
    environment: baseEnvironment(),
    marks: {
      LULL_DOWNTIME: journal.downtime,
      LULL_RUN: run,
      LULL_STEP: name,
      [MARK]: attemptName(part, attempt),
    },
    targets: ordered.targets,
    bypass: () => part.order()?.bypass ?? {},
    hide: part.redactor.hide,
    redact: part.redactor.text,
    print: recorder.print,
    async mark(mark) {
      const write = (): void => journal.append({ kind: 'mark', mark, phase, place, attempt: count });
      if (!(await keep(host, key, write, signal))) throw haltOf(signal);
    },
    trouble: (what) => host.troubles.set(`${key} processes`, what && `step "${name}": ${what}`),
    ask: (question, limited) => askPerson(desk, attempt, name, question, limited),
  };
  return { context, recorder };
}

/**
 * The same under another name, so that what runs under it is found, and ended, by itself.
 *
 * @example renamed(context, `${context.name}/verify`)
 */
export function renamed(context: ActionContext, name: string): ActionContext {
  return { ...context, name, marks: { ...context.marks, [MARK]: name } };
}

async function askPerson(
  desk: Desk,
  attempt: Attempt,
  name: string,
  question: string,
  signal: AbortSignal,
): Promise<'done' | 'again' | 'failed'> {
  const { part, journal } = desk;
  const { phase, place, attempt: count } = attempt;
  const tried = journal.standing().tried.findLast((one) => one.phase === phase && one.place === place);
  const what = { kind: 'asks', about: 'confirm', name, question, phase, place, attempt: count } as const;
  if (!tried?.asked.includes('confirm')) await reportOn(desk, what, signal);
  for (;;) {
    const answer = part.answerTo(attempt);
    if (answer !== null) return answer;
    signal.throwIfAborted();
    await part.bell.wait(Infinity, signal);
  }
}
