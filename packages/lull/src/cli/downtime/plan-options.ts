import { type Command, Option } from 'commander';
import type { createDowntime } from '../../api/contract/downtimes.ts';
import type { Body, Request } from '../../api/contract/endpoint.ts';
import { LullError } from '../../errors.ts';
import { leastRiskOf, type Mode } from '../../plan/rules.ts';
import { formatDuration } from '../../time/duration.ts';
import { formatInstant } from '../../time/instant.ts';
import { length, several } from '../options.ts';
import { tell } from '../output.ts';
import { clockWarning } from '../render/moment.ts';
import { whenWritten } from '../when.ts';
import { type FilesOf, parameters, type WrittenFile, type WrittenParameter } from './step-files.ts';

/** The options that say what is meant to happen. Lengths are milliseconds. */
export interface PlanFlags {
  service?: string[];
  at?: string;
  takes?: number;
  rollback?: number;
  mode?: Mode;
  title?: string;
  path?: string[];
  tenant?: string[];
  owner?: string;
  with?: string[];
  steps?: WrittenFile[];
  parameter?: WrittenParameter[];
  warnBefore?: number;
  startWithin?: number;
  drainWithin?: number;
  atDrainDeadline?: PlanBody['atDrainDeadline'];
  atTurnBack?: PlanBody['atTurnBack'];
  extendBy?: number;
  remindEvery?: number;
  verify?: boolean;
}

type PlanBody = Body<typeof createDowntime>;

/** A plan as the API takes it, with only what was said. */
export type WrittenPlan = Partial<Request<typeof createDowntime>['body']>;

/** Adds the options that say what is meant to happen; what isn't said is the policy's. */
export function planOptions(command: Command): Command {
  return command
    .option('--service <names>', 'the services that are taken down, all of them', several)
    .option('--at <time>', "when it begins: on the clock of the service's zone, or with an offset")
    .option('--takes <length>', 'how long the work takes', length)
    .option('--rollback <length>', 'how long the way back takes', length)
    .addOption(
      new Option('--mode <mode>', 'in what way the service is taken down (default: full)').choices(
        Object.keys(leastRiskOf),
      ),
    )
    .option('--title <words>', 'what is done, in a few words')
    .option('--path <prefix>', 'with --mode partial: a path that is closed; may be given again', several)
    .option('--tenant <name>', 'with --mode partial: a tenant that is shut out; may be given again', several)
    .option('--owner <person>', 'id of the person who is responsible (default: you)')
    .option('--with <person>', 'id of a person who does the work too; may be given again', several)
    .option(
      '--steps <file>',
      'a step file on the host that runs it, [AGENT:]NAME: the one that the server knows now, or that of =SHA256; may be given again',
      stepFiles,
    )
    .option('--parameter <name=value>', 'what a step file declares; may be given again', parameters)
    .option('--warn-before <length>', 'how long before the start go/no-go opens', length)
    .option('--start-within <length>', 'how late it may still begin', length)
    .option('--drain-within <length>', 'how long work in flight has to end', length)
    .addOption(
      new Option('--at-drain-deadline <what>', 'what is done when it has not').choices([
        'go-on',
        'wait',
        'abort',
      ]),
    )
    .addOption(
      new Option('--at-turn-back <what>', 'what is done at the latest safe moment to turn back').choices([
        'extend',
        'roll-back',
        'ask',
      ]),
    )
    .option('--extend-by <length>', 'how much an extension by rule adds', length)
    .option('--remind-every <length>', 'how often a person is asked whether they are still there', length)
    .option('--verify', 'want a check before visitors come back')
    .option('--no-verify', 'want none');
}

/**
 * What the options say of a plan.
 *
 * @param zoneOf tells the zone on whose clock a time without an offset is meant; asked only for such a time
 * @param filesOf finds the step files that are meant; asked only where some are
 * @throws LullError `bad-instant`
 */
export async function writtenPlan(
  flags: PlanFlags,
  zoneOf: () => Promise<string>,
  filesOf: FilesOf,
): Promise<WrittenPlan> {
  const ms = (length: number | undefined) =>
    length === undefined ? undefined : formatDuration({ days: 0, ms: length });
  const { path: paths = [], tenant: tenants = [], parameter: given = [] } = flags;
  if (given.length > 0 && !flags.steps) {
    throw new LullError(
      'bad-option',
      '--parameter is of a step file',
      'Name the file: --steps [AGENT:]NAME.',
    );
  }
  return withoutUndefined({
    title: flags.title,
    mode: flags.mode,
    part: paths.length + tenants.length > 0 ? { paths, tenants } : undefined,
    start: flags.at === undefined ? undefined : await instantWritten(flags.at, zoneOf),
    takes: ms(flags.takes),
    rollback: ms(flags.rollback),
    owner: flags.owner,
    people: flags.with,
    steps: flags.steps && (await filesOf(flags.steps, given)),
    warnBefore: ms(flags.warnBefore),
    startWithin: ms(flags.startWithin),
    drainWithin: ms(flags.drainWithin),
    atDrainDeadline: flags.atDrainDeadline,
    atTurnBack: flags.atTurnBack,
    extendBy: ms(flags.extendBy),
    remindEvery: ms(flags.remindEvery),
    verify: flags.verify,
  });
}

/**
 * A time that a person wrote, as the API takes it. What a change of the clocks does to it is told.
 *
 * @throws LullError `bad-instant`
 */
export async function instantWritten(text: string, zoneOf: () => Promise<string>): Promise<string> {
  const zone = /[zZ]$|[+-]\d\d:?\d\d$/.test(text) ? 'UTC' : await zoneOf();
  const when = whenWritten(text, zone);
  const warning = clockWarning(text, when, zone);
  if (warning !== null) tell([warning]);
  return formatInstant(when.instant);
}

function stepFiles(text: string, before: WrittenFile[] = []): WrittenFile[] {
  const [, agent, name, hash] = /^(?:([^:=]+):)?([^:=]+)(?:=([0-9a-f]{64}))?$/i.exec(text) ?? [];
  if (name) return [...before, { agent: agent ?? null, name, hash: hash?.toLowerCase() ?? null }];
  throw new LullError(
    'bad-option',
    `--steps "${text}" is not a step file`,
    'Write AGENT:NAME, without AGENT for the server itself; with =SHA256 for exactly that one.',
  );
}

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T;
}
