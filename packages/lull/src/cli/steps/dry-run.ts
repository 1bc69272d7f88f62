import { Command } from 'commander';
import { LullError } from '../../errors.ts';
import { printable } from '../../printable.ts';
import type { Step, Steps, Undertaking, Watch } from '../../run/steps/contract.ts';
import { filledSteps } from '../../run/steps/filled.ts';
import { loadSteps } from '../../run/steps/load.ts';
import { shownAction } from '../../run/steps/outline.ts';
import { valuesOf } from '../../run/steps/parameters.ts';
import { formatDuration } from '../../time/duration.ts';
import { serverMeant } from '../client/server.ts';
import { print, printJson, tell } from '../output.ts';
import { columns, paint } from '../terminal.ts';
import { stepFileAt } from './files.ts';
import { stepsReport } from './report.ts';
import { asJson } from './show.ts';
import { type UsualLengths, usualLengths } from './usual-lengths.ts';

interface Flags {
  agent?: string;
  server?: string;
  parameter?: Record<string, string>;
  json?: boolean;
}

/** `lull steps dry-run` */
export function dryRunCommand(): Command {
  return new Command('dry-run')
    .description(
      'Show what a step file would do with these parameters, step by step: time limits, the way back, the ' +
        'point of no return. Nothing is run, and no secret is read.',
    )
    .argument('<file>', 'the step file')
    .option('--parameter <name=value>', 'the value of a parameter; may be given again', setting)
    .option('--agent <name>', 'the agent whose earlier runs say how long it takes (default: any)')
    .option(
      '--server <url>',
      'the server that knows of earlier runs (default: LULL_SERVER, or the one you are logged in to)',
    )
    .option('--json', 'print one JSON value and nothing else')
    .action(dryRun);
}

async function dryRun(path: string, { parameter: given = {}, agent, server, json }: Flags): Promise<void> {
  const { folder, name } = await stepFileAt(path);
  const steps = await loadSteps(folder, name);
  const parameters = valuesOf(steps.parameters, given);
  const filled = filledSteps(steps, given);
  const usual = await lengthsKnown(steps, { agent, server });
  if (json) return printJson({ ...asJson(filled), parameters, ...plan(filled, usual) });
  print(stepsReport(filled, usual, paint(process.stdout), columns(process.stdout)));
  tell(['Nothing was run.']);
}

/** Without a server it is shown all the same; one that was named has to answer. */
async function lengthsKnown(
  { name, hash }: Steps,
  { agent, server }: Pick<Flags, 'agent' | 'server'>,
): Promise<UsualLengths> {
  const asked = await serverMeant(server);
  if (asked === null) return new Map();
  try {
    return await usualLengths(asked, { agent: agent ?? null, name, hash });
  } catch (error) {
    if (server !== undefined || !(error instanceof LullError)) throw error;
    tell([`How long it took before is not known: ${printable(error.message)}`]);
    return new Map();
  }
}

function plan({ steps, verify, watch, atFailure, atBadWatch }: Steps, usual: UsualLengths) {
  return {
    steps: steps.map((step) => stepPlan(step, usual)),
    verify: verify.map((step) => stepPlan(step, usual)),
    watch: watch.map(watchPlan),
    atFailure,
    atBadWatch,
  };
}

function stepPlan({ name, rollback, verify, pointOfNoReturn, ...step }: Step, usual: UsualLengths) {
  return {
    name,
    ...undertaking(step),
    verify: verify && undertaking(verify),
    rollback: rollback && undertaking(rollback),
    pointOfNoReturn,
    usually: isoOf(usual.get(name) ?? null),
  };
}

function undertaking({ action, timeLimit, retries, retryAfter, idempotent }: Undertaking) {
  return {
    kind: action.kind,
    shows: shownAction(action),
    timeLimit: formatDuration({ days: 0, ms: timeLimit }),
    retries,
    retryAfter: formatDuration({ days: 0, ms: retryAfter }),
    idempotent,
  };
}

const isoOf = (ms: number | null): string | null => (ms === null ? null : formatDuration({ days: 0, ms }));

const watchPlan = ({ name, probe, every, over, mostErrors, slowest }: Watch) => ({
  name,
  shows: shownAction(probe),
  every: formatDuration({ days: 0, ms: every }),
  over: formatDuration({ days: 0, ms: over }),
  mostErrors,
  slowest: isoOf(slowest),
});

function setting(text: string, before: Record<string, string> = {}): Record<string, string> {
  const at = text.indexOf('=');
  if (at > 0) return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
  throw new LullError(
    'bad-option',
    `--parameter "${text}" is no name and value`,
    'Write --parameter NAME=VALUE.',
  );
}
