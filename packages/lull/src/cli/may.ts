import { Command } from 'commander';
import { exitCodes } from '../errors.ts';
import { type Answer, may } from '../plan/may.ts';
import type { Mode } from '../plan/rules.ts';
import { printable } from '../printable.ts';
import { formatDuration } from '../time/duration.ts';
import { formatInstant, type Instant, parseInstant, SECOND } from '../time/instant.ts';
import { spokenTime } from '../time/spoken.ts';
import { parseZone } from '../time/zone.ts';
import {
  type ConfigFlags,
  calendarFor,
  configOptions,
  modeOption,
  oneService,
  openConfig,
} from './config.ts';
import { common, length, present } from './options.ts';
import { print, printJson } from './output.ts';
import { paint } from './terminal.ts';

interface Flags extends ConfigFlags {
  at?: Instant;
  announced?: Instant;
  takes: number;
  rollback?: number;
  mode: Mode;
  zone?: string;
  now?: Instant;
  json?: boolean;
}

/** `lull may`: may this be done then? Exit code 0 or 3. */
export function mayCommand(): Command {
  const command = new Command('may')
    .description('Ask whether work may be done then: open or closed, why, and when that changes.')
    .option('--at <instant>', 'when it would start (default: now)', parseInstant)
    .option(
      '--announced <instant>',
      'since when the work is known, for windows that want notice (default: now)',
      parseInstant,
    )
    .requiredOption('--takes <length>', 'how long the work takes', length)
    .option('--rollback <length>', 'how long the way back takes; it must fit too', length)
    .addOption(modeOption())
    .option('--zone <zone>', 'the zone in which times are told (default: that of the service)', parseZone);
  return common(configOptions(command)).action(answer);
}

async function answer(flags: Flags): Promise<void> {
  const now = present(flags.now);
  const at = flags.at ?? now;
  const config = await openConfig({ ...flags, required: true });
  const service = oneService(config);
  const zone = flags.zone ?? service?.zone ?? 'UTC';
  const work = {
    takes: flags.takes,
    rollback: flags.rollback ?? 0,
    mode: flags.mode,
    announced: flags.announced ?? now,
  };
  const given = may(calendarFor(config), work, at, zone);
  process.exitCode = given.open ? exitCodes.ok : exitCodes.closed;
  if (flags.json) {
    return printJson({
      at: formatInstant(at),
      takes: formatDuration({ days: 0, ms: flags.takes }),
      service: service?.name ?? null,
      ...given,
      changesAt: given.changesAt === null ? null : formatInstant(given.changesAt),
      zone,
    });
  }
  print(answerLines(given, at, zone));
}

function answerLines({ open, reasons, changesAt }: Answer, at: Instant, zone: string): string[] {
  const style = paint(process.stdout);
  const word = open ? style.green('open') : style.red('closed');
  const lines = [
    `${style.bold(word)} at ${spokenTime(at, zone)}`,
    ...reasons.map(({ message }) => `  ${printable(message)}`),
  ];
  if (changesAt === null) lines.push('  that does not change within 400 days');
  else if (open) lines.push(`  closes ${spokenTime(Math.floor(changesAt / SECOND) * SECOND, zone)}`);
  else lines.push(`  opens ${spokenTime(changesAt, zone)}`);
  return lines;
}
