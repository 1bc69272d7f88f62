import type { RunView } from '../../../packages/lull/src/api/contract/runs.ts';
import type { Past } from './crew.ts';
import { type Line, readLedger, stillRunning } from './ledger.ts';
import { stepNames } from './step-file.ts';

/** What the database of the shop says of an occasion. */
export interface Found {
  /** Columns that its table has beside the first one. */
  readonly columns: readonly string[];
  /** Rows that the SQL step left, in order. */
  readonly sql: readonly { readonly way: string; readonly at: number }[];
}

/** Its steps that are programs. */
const programs = stepNames.filter((name) => name !== 'second');

/**
 * Everything in which the end of an occasion is not what the policy says, as sentences.
 *
 * @param isStepped whether a clock that the rules go by was stepped meanwhile: rules may then have ended it
 */
export function judge(past: Past, found: Found, isStepped: boolean): string[] {
  const { occasion, downtime, run, events } = past;
  const { scenario } = occasion;
  const lines = readLedger(occasion.ledger);
  const wrong = [...past.wrong];
  const expect = (isSo: boolean, sentence: string): void => {
    if (!isSo) wrong.push(sentence);
  };
  const isOfRule = isStepped && downtime.state !== 'completed';
  expect(downtime.state === scenario.ends || isOfRule, `it is ${downtime.state}, not ${scenario.ends}`);
  const kinds = new Set(events.map(({ kind }) => kind));
  const untold = scenario.tells.filter((kind) => !kinds.has(kind));
  expect(untold.length === 0 || isStepped, `its record lacks ${untold.join(', ')}`);

  const whole = downtime.state === 'completed' ? stepNames : [];
  expect(found.columns.join() === whole.join(), `the database has [${found.columns}], not [${whole}]`);
  wrong.push(...twice(lines, run, found), ...order(lines, run, found, downtime.state));
  for (const { step } of lines.filter(({ what }) => what === 'overlap')) {
    wrong.push(`something ran of ${step} while another step began`);
  }
  for (const { step } of stillRunning(lines)) wrong.push(`something of ${step} still runs after the end`);
  const told = events
    .filter(({ kind }) => kind === 'downtime.step-started')
    .map(({ data }) => attemptIn(data));
  expect(new Set(told).size === told.length, 'the record tells a beginning twice');
  return wrong.map((sentence) => `${occasion.id} (${scenario.name}): ${sentence}`);
}

/** Everything that is known of an occasion, a line each: for whoever looks into what went wrong. */
export function recordOf({ occasion, events, run }: Past): string[] {
  const steps = run?.parts.flatMap((part) => part.steps) ?? [];
  return [
    ...readLedger(occasion.ledger).map((line) => `  ledger ${JSON.stringify(line)}`),
    ...events.map(({ kind, at, why, data }) => `  event ${at} ${kind} ${why ?? ''} ${JSON.stringify(data)}`),
    ...steps.map((step) => `  step ${JSON.stringify(step)}`),
  ];
}

const attemptIn = ({ phase, place, attempt }: Record<string, unknown>): string =>
  `${phase} ${place} ${attempt}`;

type Attempts = RunView['parts'][number]['steps'][number]['attempts'];

function attemptsAt(run: RunView | null, phase: string, step: string): Attempts {
  const at = run?.parts[0]?.steps.find((one) => one.phase === phase && one.name === step);
  return at?.attempts ?? [];
}

/** What was done more often than it was ordered, or again without anybody's word. */
function twice(lines: readonly Line[], run: RunView | null, { sql }: Found): string[] {
  const begun = lines
    .filter(({ what }) => what === 'begin')
    .map((line) => `${line.way} ${line.step} ${line.attempt}`);
  const wrong = begun.filter((one, i) => begun.indexOf(one) !== i).map((one) => `attempt ${one} began twice`);
  for (const [step, phase] of [
    ['second', 'forward'],
    ['second', 'back'],
    ['third', 'forward'],
    ['third', 'back'],
  ] as const) {
    const attempts = attemptsAt(run, phase, step);
    for (const [i, { question, outcome, error }] of attempts.slice(0, -1).entries()) {
      const isKnown = step === 'second' && /rolled back/.test(error ?? '');
      if (question?.answer !== 'again' && !isKnown) {
        wrong.push(`${step} was run again ${phase} after attempt ${i + 1} was ${outcome}: ${error}`);
      }
    }
  }
  for (const way of ['forward', 'back']) {
    const count = sql.filter((row) => row.way === way).length;
    const again = attemptsAt(run, way, 'second').filter(
      ({ question }) => question?.answer === 'again',
    ).length;
    if (count > 1 + again) wrong.push(`second was committed ${count} times ${way}`);
  }
  return wrong;
}

/** Rollbacks of exactly what began, the last first, with nothing forward after them. */
function order(lines: readonly Line[], run: RunView | null, { sql }: Found, state: string): string[] {
  const wrong: string[] = [];
  const begins = lines.filter(({ what }) => what === 'begin');
  const back = [...new Set(begins.filter(({ way }) => way === 'back').map(({ step }) => step))];
  const forward = [...new Set(begins.filter(({ way }) => way === 'forward').map(({ step }) => step))];
  const turn = begins.findIndex(({ way }) => way === 'back');
  if (turn >= 0 && begins.slice(turn).some(({ way }) => way === 'forward'))
    wrong.push('it went forward after it went back');
  if (forward.join() !== programs.slice(0, forward.length).join())
    wrong.push(`it went forward as ${forward}`);
  if (state === 'completed') {
    const isDone = (step: string): boolean =>
      lines.some((line) => line.what === 'end' && line.way === 'forward' && line.step === step);
    const undone = programs.filter((step) => !isDone(step));
    if (undone.length > 0) wrong.push(`${undone} was never done`);
    return back.length > 0 ? [...wrong, `${back} were rolled back`] : wrong;
  }
  const places = back.map((step) => programs.indexOf(step as (typeof programs)[number]));
  if (places.some((place, i) => i > 0 && place >= places[i - 1]!))
    wrong.push(`rolled back in the order ${back}`);
  const missing = forward.filter((step) => !back.includes(step));
  if (missing.length > 0) wrong.push(`${missing} began and was not rolled back`);
  const needless = back.filter((step) => attemptsAt(run, 'forward', step).length === 0);
  if (needless.length > 0) wrong.push(`${needless} was rolled back and had not begun`);
  const isOut = (way: string): boolean => sql.some((row) => row.way === way);
  if (isOut('forward') && !isOut('back')) wrong.push('second was committed and not rolled back');
  const undone = sql.find((row) => row.way === 'back')?.at;
  const last = (step: string): number =>
    lines.findLast((line) => line.step === step && line.way === 'back' && line.what === 'begin')?.at ??
    Number.NaN;
  if (undone !== undefined && (undone < last('third') || undone > last('first'))) {
    wrong.push('second was rolled back out of its turn');
  }
  return wrong;
}
