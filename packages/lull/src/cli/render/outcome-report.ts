import type { OutcomeView } from '../../api/contract/outcome.ts';
import { printable } from '../../printable.ts';
import { parseInstant } from '../../time/instant.ts';
import { spokenClock } from '../../time/spoken.ts';
import type { Paint } from '../terminal.ts';
import { moment, readersZone } from './moment.ts';
import { stateWord } from './state-word.ts';
import { table, wrap } from './table.ts';

/**
 * What became of a change, or would: where the downtime stands and everything that follows.
 *
 * @param texts whether notices are shown in full
 */
export function outcomeReport(
  outcome: OutcomeView,
  columns: number,
  style: Paint,
  { texts = false }: { readonly texts?: boolean } = {},
): string[] {
  const { downtime, dryRun } = outcome;
  const { id, title, state, overdue, plan, actual, expectedEnd, zone } = downtime;
  const word = stateWord(state, overdue, style);
  const line = (what: string, at: string | null) =>
    at === null ? [] : [`  ${what.padEnd(7)} ${moment(parseInstant(at), zone)}`];
  const span = actual.endedAt
    ? line('ended', actual.endedAt)
    : [...line('begins', plan.start), ...line('over by', expectedEnd)];
  return [
    `${style.bold(printable(title))}  ${dryRun ? `would be ${word}` : word}`,
    ...(dryRun ? [] : [`  ${id}`]),
    ...span.flatMap((line) => wrap(line, columns, '          ')),
    ...(downtime.proposal?.asks ?? []).map((ask) => `  waits for a second person: ${printable(ask)}`),
    ...(dryRun ? [] : waitsFor(downtime).map((line) => `  ${line}`)),
    ...consequencesReport(outcome, { zone, columns, style, texts }),
  ];
}

/** What a person has to say next, where it goes on by nothing else. */
function waitsFor({ id, state, turningBack, go, plan }: OutcomeView['downtime']): string[] {
  if (state === 'failed') return [`stays as it is until somebody decides: lull downtime show ${id}`];
  if (plan.steps !== null) return atWork.has(state) ? [`its steps go on: lull run watch ${id}`] : [];
  if (state === 'verifying') return [`waits for the check: lull downtime verified ${id}`];
  if (state === 'down' && turningBack) return [`turns back; once all is undone: lull downtime finish ${id}`];
  return state === 'warning' && go ? ['go was said'] : [];
}

const atWork: ReadonlySet<string> = new Set(['down', 'verifying', 'opening']);

/** How consequences are shown. */
interface ConsequencesOptions {
  /** The service's. */
  readonly zone: string;
  readonly columns: number;
  readonly style: Paint;
  readonly texts?: boolean;
}

/** Everything that follows, or would, by time; where it was only asked for, that nothing was changed. */
export function consequencesReport(
  { follows, dryRun }: Pick<OutcomeView, 'follows' | 'dryRun'>,
  { zone, columns: width, style, texts = false }: ConsequencesOptions,
): string[] {
  const unchanged = dryRun ? ['', 'Nothing was changed.'] : [];
  if (follows.length === 0) return ['', dryRun ? 'Nothing would follow.' : 'Nothing follows.', ...unchanged];
  const reader = readersZone();
  const zones = width >= 100 && reader !== zone ? [zone, reader] : [zone];
  const when = (at: string | null, one: string) => (at ? spokenClock(parseInstant(at), one) : 'at once');
  const rows = follows.map(({ at, kind }) => [...zones.map((one) => when(at, one)), kind]);
  const [head = '', ...lines] = table([[...zones, ''], ...rows], 'lll');
  const indent = Math.max(head.length, ...lines.map((line) => line.length)) + 4;
  return [
    '',
    dryRun ? 'What would follow:' : 'What follows:',
    `  ${style.dim(head)}`,
    ...follows.flatMap(({ text, data }, i) => [
      ...wrap(`  ${lines[i]!.padEnd(indent - 4)}  ${printable(text)}`, width, ' '.repeat(indent)),
      ...(texts ? wholeText(data, width, style) : []),
    ]),
    ...unchanged,
  ];
}

/** What a notice says beneath its subject; nothing for what is none. */
function wholeText({ text }: OutcomeView['follows'][number]['data'], width: number, style: Paint): string[] {
  if (!Array.isArray(text)) return [];
  const lines = text.flatMap((paragraph) => ['', ...String(paragraph).split('\n')]);
  return [...lines, ''].flatMap((line) => wrap(`    ${printable(line)}`, width, '    ').map(style.dim));
}
