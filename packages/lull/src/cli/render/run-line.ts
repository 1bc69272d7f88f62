import type { DowntimeView } from '../../api/contract/downtime-view.ts';
import type { GatesOfService } from '../../api/contract/gates.ts';
import type { RunView } from '../../api/contract/runs.ts';
import { printable } from '../../printable.ts';
import { type Instant, parseInstant } from '../../time/instant.ts';
import { spokenLength, spokenTime } from '../../time/spoken.ts';
import type { Paint } from '../terminal.ts';
import { away } from './away.ts';
import { countdown } from './countdown.ts';
import { inFlightLine } from './in-flight.ts';
import { runWord } from './run-report.ts';
import { stateWord } from './state-word.ts';

/** One thing that happened in a run. */
export interface Happened {
  /** By which it is told once. */
  readonly key: string;
  readonly line: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What there is to be seen of work with steps. */
interface Seen {
  readonly downtime: DowntimeView;
  /** Null before it is down. */
  readonly run: RunView | null;
  /** Of a downtime that is being drained. */
  readonly gates: readonly GatesOfService[];
}

/**
 * Where a run stands in one line: what is in flight before it, its steps, when it is held to be over, until
 * when one can turn back.
 */
export function runLine({ downtime, run, gates }: Seen, now: Instant, style: Paint): string {
  const inFlight = inFlightLine(downtime, gates, now);
  if (inFlight !== null) return `${stateWord(downtime.state, downtime.overdue, style)}  ${inFlight}`;
  if (run === null) return countdown(downtime, now, style);
  const steps = run.parts.flatMap((part) => part.steps.filter(({ phase }) => phase === 'forward'));
  const done = steps.filter(({ attempts }) => attempts.at(-1)?.outcome === 'done').length;
  const left = (what: string, at: string | null) =>
    at === null ? [] : [`${what} ${away(parseInstant(at), now)}`];
  return [
    runWord(run, style),
    `${done} of ${steps.length} steps`,
    ...left('held to be over', run.estimate?.end ?? null),
    ...(run.isPastReturn ? ['no way back any more'] : left('turn back', run.turnBackAt)),
    ...(run.why === null ? [] : [printable(run.why)]),
  ].join('  ');
}

/** Everything that has happened in a run, in the order of its steps' times. */
export function happenedSince(run: RunView, zone: string, style: Paint): Happened[] {
  const steps = run.parts.flatMap((part) =>
    part.steps.flatMap((step) => step.attempts.map((attempt) => ({ ...step, ...attempt, part }))),
  );
  const all = steps.flatMap(({ part, attempts: _, ...step }) => {
    const { phase, place, attempt, name, startedAt, endedAt, outcome, error, question } = step;
    const what = printable(phase === 'back' ? `undo ${name}` : name);
    const key = [part.place, phase, place, attempt].join(' ');
    const about = { part: part.place, file: part.file.name, phase, step: name, attempt };
    const told = (kind: string, at: string, text: string, more: object = {}) => ({
      at,
      key: `${key} ${kind}`,
      line: `${spokenTime(parseInstant(at), zone)}  ${text}`,
      data: { kind, at, ...about, ...more },
    });
    const took = endedAt === null ? '' : spokenLength(parseInstant(endedAt) - parseInstant(startedAt));
    const why = error === null ? '' : `: ${printable(error)}`;
    const isWell = outcome === 'done';
    const ending = `${what} ${isWell ? style.green('done') : style.red(outcome ?? '')} after ${took}${why}`;
    const asks = question?.answer === null ? question : null;
    return [
      told('started', startedAt, `${what} begins`),
      ...(endedAt === null ? [] : [told('ended', endedAt, ending, { outcome, error })]),
      ...(asks ? [told('asks', asks.askedAt, `${style.yellow('?')} ${what}: ${printable(asks.text)}`)] : []),
    ];
  });
  return all.sort((a, b) => parseInstant(a.at) - parseInstant(b.at));
}
