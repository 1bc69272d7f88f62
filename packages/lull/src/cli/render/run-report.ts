import type { RunStepView, RunView } from '../../api/contract/runs.ts';
import { printable } from '../../printable.ts';
import { exactLength, parseDuration } from '../../time/duration.ts';
import { type Instant, parseInstant } from '../../time/instant.ts';
import { spokenClock, spokenLength, spokenTime } from '../../time/spoken.ts';
import type { Paint } from '../terminal.ts';
import { away } from './away.ts';
import { table, wrap } from './table.ts';

/** How a run is shown. */
export interface RunReportOptions {
  /** The service's. */
  readonly zone: string;
  readonly columns: number;
  readonly style: Paint;
}

/** A run as lines: where it stands, each step, and what is asked. */
export function runReport(run: RunView, { zone, columns, style }: RunReportOptions): string[] {
  const now = parseInstant(run.now);
  return [
    `${runWord(run, style)}${run.why === null ? '' : `: ${printable(run.why)}`}`,
    ...moments(run, zone, now).flatMap((line) => wrap(line, columns, '  ')),
    ...run.parts.flatMap((part) => ['', ...partLines(part, now, style)]),
    ...questions(run, style),
    ...decisions(run, style),
  ];
}

/** The state of a run in its colour. */
export function runWord({ state, was }: Pick<RunView, 'state' | 'was'>, style: Paint): string {
  const word = was === null ? state : `${state} (${was})`;
  if (state === 'completed') return style.green(word);
  if (state === 'stuck' || state === 'given-up') return style.red(word);
  return state === 'turned-back' ? style.dim(word) : style.yellow(word);
}

function moments(
  { estimate, turnBackAt, isPastReturn, endedAt }: RunView,
  zone: string,
  now: Instant,
): string[] {
  if (endedAt !== null) return [`Over since ${spokenTime(parseInstant(endedAt), zone)}`];
  const held =
    estimate === null
      ? []
      : [
          `Held to be over ${at(estimate.end, zone, now)}, between ${clock(estimate.from, zone)} and ${clock(estimate.to, zone)}, ${by(estimate.runs)}`,
        ];
  const back = isPastReturn
    ? ['Nothing is rolled back any more: a step has begun after which there is no way back']
    : turnBackAt === null
      ? []
      : [`Latest moment to turn back in time: ${at(turnBackAt, zone, now)}`];
  return [...held, ...back];
}

const by = (runs: number): string =>
  runs === 0 ? 'by the time limits alone' : `by ${runs} earlier ${runs === 1 ? 'run' : 'runs'}`;

const at = (text: string, zone: string, now: Instant): string =>
  `${spokenTime(parseInstant(text), zone)}, ${away(parseInstant(text), now)}`;

const clock = (text: string, zone: string): string => spokenClock(parseInstant(text), zone).slice(-5);

function partLines(part: RunView['parts'][number], now: Instant, style: Paint): string[] {
  const { agent, file, isThere, host, trouble, steps } = part;
  const who = agent === null ? 'the server itself' : `agent ${printable(agent)}`;
  const on = host === null ? '' : ` on ${printable(host)}`;
  const state = isThere ? '' : `  ${style.red('not heard')}`;
  const head = `${style.bold(printable(file.name))}  ${who}${on}, ${file.hash.slice(0, 12)}${state}`;
  const rows = steps.map((step) => [
    `  ${mark(step, style)}`,
    printable(step.phase === 'back' ? `undo ${step.name}` : step.name),
    step.phase === 'forward' || step.phase === 'back' ? '' : step.phase,
    became(step, now),
    step.usually === null ? '' : style.dim(`usually ${spokenLength(lengthOf(step.usually))}`),
  ]);
  const wrong = trouble === null ? [] : [`  ${style.red(printable(trouble))}`];
  return [head, ...wrong, ...table(rows, 'lllll')];
}

const lengthOf = (text: string): number => exactLength(parseDuration(text));

function mark({ attempts }: RunStepView, style: Paint): string {
  const last = attempts.at(-1);
  if (last === undefined) return style.dim('·');
  if (last.outcome === null) return style.yellow('▶');
  return last.outcome === 'done' ? style.green('✓') : style.red('✗');
}

function became({ attempts }: RunStepView, now: Instant): string {
  const last = attempts.at(-1);
  if (last === undefined) return '';
  const started = parseInstant(last.startedAt);
  const took = spokenLength((last.endedAt === null ? now : parseInstant(last.endedAt)) - started);
  const tries = attempts.length > 1 ? `, attempt ${last.attempt}` : '';
  if (last.outcome === null) return `for ${took}${tries}`;
  const error = last.error === null ? '' : `: ${printable(last.error)}`;
  return last.outcome === 'done' ? `${took}${tries}` : `${last.outcome} after ${took}${tries}${error}`;
}

function questions({ questions: asked, downtime }: RunView, style: Paint): string[] {
  if (asked.length === 0) return [];
  const several = asked.length > 1;
  return [
    '',
    ...asked.flatMap(({ step, text }) => [
      `${style.yellow('?')} ${printable(step)}: ${printable(text)}`,
      `  lull run answer ${downtime} done|again|failed${several ? ` --step ${JSON.stringify(printable(step))}` : ''}`,
    ]),
  ];
}

/** What may be said about what failed, and what comes of it. */
function decisions({ state, was, isPastReturn, downtime }: RunView, style: Paint): string[] {
  if (state !== 'stuck') return [];
  const isGoingBack = was === 'back';
  const rows = [
    [
      `  lull downtime resume ${downtime} --by 30m`,
      `goes on ${isGoingBack ? 'turning back' : 'where it was'}`,
    ],
    ...(isPastReturn || isGoingBack
      ? []
      : [[`  lull downtime rollback ${downtime}`, 'undoes what was begun']]),
    [`  lull downtime reopen ${downtime}`, 'opens as it is, half-done or not'],
  ];
  const shown = rows.map(([line = '', what = '']) => [line, style.dim(what)]);
  return [
    '',
    'It stays as it is until somebody decides; --dry-run tells what would follow:',
    ...table(shown, 'll'),
  ];
}
