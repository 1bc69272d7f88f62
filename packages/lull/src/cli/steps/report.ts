import { printable } from '../../printable.ts';
import type { Step, Steps, Undertaking } from '../../run/steps/contract.ts';
import { type Lengths, lengthsOf } from '../../run/steps/lengths.ts';
import { shownAction } from '../../run/steps/outline.ts';
import { SECOND } from '../../time/instant.ts';
import { spokenLength } from '../../time/spoken.ts';
import { wrap } from '../render/table.ts';
import type { Paint } from '../terminal.ts';
import type { UsualLengths } from './usual-lengths.ts';

interface Look {
  readonly style: Paint;
  readonly width: number;
  readonly usual: UsualLengths;
}

/**
 * Everything that a step file does, in order, with how long it may take and the way back, as lines.
 *
 * @param usual how long it mostly took before; empty where nobody knows
 */
export function stepsReport(steps: Steps, usual: UsualLengths, style: Paint, width: number): string[] {
  const look = { style, width, usual };
  const lastStep = steps.steps.findIndex(({ pointOfNoReturn }) => pointOfNoReturn);
  return [
    `${style.bold(printable(steps.name))}  ${style.dim(steps.hash)}`,
    ...(steps.description === null ? [] : wrap(printable(steps.description), width)),
    '',
    style.bold('While it is down'),
    ...steps.steps.flatMap((step, i) => [
      ...(i === lastStep ? [style.yellow('   from here on nothing is rolled back')] : []),
      ...stepLines(step, i, look),
    ]),
    '',
    style.bold('Checks while visitors are still out'),
    ...(steps.verify.length > 0 ? [] : ['   none']),
    ...steps.verify.flatMap((step, i) => stepLines(step, i, look)),
    '',
    style.bold('While visitors come back'),
    ...(steps.watch.length > 0 ? watchLines(steps, look) : ['   nothing is watched']),
    '',
    ...wrap(atFailure(steps, lastStep), width),
    atMost(lengthsOf(steps)),
  ];
}

function atMost({ forward, verify, back, watch }: Lengths): string {
  const work = `At most ${spokenLength(forward)} of steps and ${spokenLength(verify)} of checks`;
  const watching = watch > 0 ? `, ${spokenLength(watch)} of watching` : '';
  return `${work} by their time limits, ${spokenLength(back)} back${watching}.`;
}

function stepLines(step: Step, place: number, { style, width, usual }: Look): string[] {
  const { name, action, verify, rollback, retries, retryAfter, idempotent } = step;
  const before = usual.get(name);
  const head = `${String(place + 1).padStart(2)}. ${style.bold(printable(name))}`;
  const notes = [
    `at most ${spokenLength(step.timeLimit)}`,
    ...(before === undefined ? [] : [`mostly took ${short(before)}`]),
    ...(retries > 0 ? [`again up to ${retries} times, after ${spokenLength(retryAfter)}`] : []),
    ...(idempotent ? [] : ['not run again unless a person says so']),
  ];
  const lines = [
    printable(shownAction(action)),
    ...given(step),
    ...(verify === null ? [] : [`done when: ${printable(shownAction(verify.action))}${limit(verify)}`]),
    ...(rollback === null ? [] : [`undone by: ${printable(shownAction(rollback.action))}${limit(rollback)}`]),
  ];
  return [
    `${head}  ${style.dim(notes.join('; '))}`,
    ...lines.flatMap((line) => wrap(`    ${line}`, width, '      ')),
  ];
}

/** What a program finds in its environment: names of variables, never what is in them. */
function given({ action, environment, secrets }: Undertaking): string[] {
  const values =
    action.kind === 'sql' ? action.values.map((value, i) => `$${i + 1} = ${JSON.stringify(value)}`) : [];
  const names = [
    ...Object.keys(environment),
    ...Object.entries(secrets).map(([name, source]) =>
      'file' in source ? `${name} (from ${source.file})` : `${name} (from the variable ${source.variable})`,
    ),
  ];
  return [
    ...(values.length > 0 ? [`with ${printable(values.join(', '))}`] : []),
    ...(names.length > 0 ? [`finds ${printable(names.join(', '))}`] : []),
  ];
}

const short = (ms: number): string => (ms < SECOND ? `${ms} ms` : spokenLength(ms));

const limit = ({ timeLimit }: Undertaking): string => ` (at most ${spokenLength(timeLimit)})`;

function watchLines({ watch, atBadWatch }: Steps, { width }: Look): string[] {
  const then = atBadWatch === 'close-again' ? 'it is closed again' : 'people are told, and it stays open';
  return [
    ...watch.flatMap(({ name, probe, every, over, mostErrors, slowest }) => {
      const slow = slowest === null ? '' : ` or take longer than ${short(slowest)}`;
      const bad = `bad when more than ${+(100 * mostErrors).toFixed(2)} % fail${slow}`;
      const often = `every ${short(every)} for ${spokenLength(over)}`;
      const line = `  - ${name}: ${shownAction(probe)}, ${often}; ${bad}`;
      return wrap(printable(line), width, '    ');
    }),
    `    When that goes badly ${then}.`,
  ];
}

function atFailure({ atFailure }: Steps, lastStep: number): string {
  if (atFailure === 'ask') return 'When a step fails for good, a person is asked.';
  const since = lastStep < 0 ? '' : '; from the point of no return on a person is asked';
  return `When a step fails for good, what was done is undone, the last step first${since}.`;
}
