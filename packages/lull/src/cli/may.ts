import { Command } from 'commander';
import { mayBeDone } from '../api/contract/question.ts';
import { exitCodes } from '../errors.ts';
import { type Answer, may } from '../plan/may.ts';
import type { Mode } from '../plan/rules.ts';
import { formatDuration } from '../time/duration.ts';
import { formatInstant, type Instant, parseInstant } from '../time/instant.ts';
import { parseZone } from '../time/zone.ts';
import { ask } from './client/ask.ts';
import type { Server } from './client/server.ts';
import { helpingWithService, servicesMeant, zoneOfService } from './client/service.ts';
import { calendarFor, configOptions, modeOption, oneService, openConfig } from './config.ts';
import { instantWritten } from './downtime/plan-options.ts';
import { common, length, present, several } from './options.ts';
import { print, printJson } from './output.ts';
import { type PlaceFlags, placeMeant, placeOption, refuseLocal } from './place.ts';
import { answerLines } from './render/answer.ts';

interface Flags extends PlaceFlags {
  at?: string;
  announced?: string;
  takes: number;
  rollback?: number;
  mode: Mode;
  zone?: string;
  now?: Instant;
  json?: boolean;
}

/** An answer, and what it is an answer to. */
interface Given extends Answer {
  readonly at: Instant;
  readonly services: readonly string[];
  /** In which times are told. */
  readonly zone: string;
}

/** `lull may`: may this be done then? Exit code 0 or 3. */
export function mayCommand(): Command {
  const command = new Command('may')
    .description('Ask whether work may be done then: open or closed, why, and when that changes.')
    .option('--at <time>', "when it would start: on the service's clock, or with an offset (default: now)")
    .option('--announced <time>', 'since when the work is known, for windows that want notice (default: now)')
    .requiredOption('--takes <length>', 'how long the work takes', length)
    .option('--rollback <length>', 'how long the way back takes; it must fit too', length)
    .addOption(modeOption())
    .option('--zone <zone>', 'the zone in which times are told (default: that of the service)', parseZone);
  return common(placeOption(configOptions(command))).action(answer);
}

async function answer(flags: Flags, command: Command): Promise<void> {
  const server = await placeMeant(flags);
  if (server) refuseLocal(server, command, ['now']);
  const given = await (server ? onServer(server, flags) : byFile(flags));
  process.exitCode = given.open ? exitCodes.ok : exitCodes.closed;
  const { open, reasons, changesAt, at, services, zone } = given;
  if (!flags.json) return print(answerLines(given, at, zone));
  printJson({
    at: formatInstant(at),
    takes: iso(flags.takes),
    service: services.length === 1 ? services[0] : null,
    services,
    open,
    reasons,
    changesAt: changesAt === null ? null : formatInstant(changesAt),
    zone,
  });
}

async function byFile(flags: Flags): Promise<Given> {
  const now = present(flags.now);
  const config = await openConfig({ ...flags, required: true });
  const service = oneService(config);
  const told = flags.zone ?? service?.zone ?? 'UTC';
  const read = async (text: string | undefined) =>
    text === undefined ? now : parseInstant(await instantWritten(text, async () => service?.zone ?? told));
  const at = await read(flags.at);
  const { takes, rollback = 0, mode } = flags;
  const work = { takes, rollback, mode, announced: await read(flags.announced) };
  const services = service ? [service.name] : [];
  return { ...may(calendarFor(config), work, at, told), at, services, zone: told };
}

async function onServer(server: Server, flags: Flags): Promise<Given> {
  const services = await servicesMeant(server, flags.service === undefined ? [] : several(flags.service));
  const [first] = services as [string];
  const read = async (text: string | undefined) =>
    text === undefined ? undefined : instantWritten(text, () => zoneOfService(server, first));
  const query = {
    service: [...services],
    takes: iso(flags.takes),
    rollback: iso(flags.rollback ?? 0),
    mode: flags.mode,
    at: await read(flags.at),
    announced: await read(flags.announced),
  };
  const given = await helpingWithService(server, first, () => ask(server, mayBeDone, { query }));
  const { open, reasons, changesAt } = given;
  return {
    open,
    reasons,
    changesAt: changesAt === null ? null : parseInstant(changesAt),
    at: parseInstant(given.at),
    services,
    zone: flags.zone ?? given.zone,
  };
}

const iso = (ms: number): string => formatDuration({ days: 0, ms });
