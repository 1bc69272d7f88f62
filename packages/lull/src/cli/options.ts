import { type Command, InvalidArgumentError, Option } from 'commander';
import { LullError } from '../errors.ts';
import { exactLength, parseDuration } from '../time/duration.ts';
import { type Instant, parseInstant, SECOND } from '../time/instant.ts';
import { parseZone } from '../time/zone.ts';
import type { ReadOptions } from '../traffic/reading.ts';
import { interruption } from './output.ts';

/** A length of time in milliseconds, above zero. */
export function length(text: string): number {
  const ms = exactLength(parseDuration(text));
  if (ms > 0) return ms;
  throw new LullError(
    'bad-duration',
    `"${text}" is no time at all`,
    'Give a length above zero, for example 30m.',
  );
}

/** A whole number above zero. */
export function count(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError(`"${text}" is not a whole number above zero.`);
}

/** Collects an option that may be given several times, or with several values between commas. */
export function several(text: string, before: readonly string[] = []): string[] {
  return [...before, ...text.split(',').map((part) => part.trim())];
}

/** The moment that counts as the present: --now, or the clock in whole seconds. */
export function present(now: Instant | undefined): Instant {
  return now ?? Math.floor(Date.now() / SECOND) * SECOND;
}

/** --now and --json, which every command has. */
export function common(command: Command): Command {
  return command
    .option(
      '--now <instant>',
      'the moment that counts as the present; nothing after it is used',
      parseInstant,
    )
    .option('--json', 'print one JSON value and nothing else');
}

/** The options that say how traffic is read. */
export interface ReadingFlags {
  format?: string;
  series?: string;
  bucket?: number;
  keep?: string[];
  path?: string[];
  status?: string[];
  client?: string;
  logZone?: string;
  geo?: string;
}

/** Adds the options that say how traffic is read. */
export function readingOptions(command: Command): Command {
  return command
    .option('--format <name>', 'format of the files, when it is not to be detected')
    .option('--series <id>', 'series of a source that holds several')
    .option('--bucket <length>', 'length of a bucket; a coarser source makes it longer (default: 5m)', length)
    .option('--keep <what>', 'keep what is left out otherwise: bots, assets', several)
    .option('--path <prefix>', 'only requests whose path begins so; may be given again', several)
    .option('--status <statuses>', 'only these statuses: 200, 2xx, 200-399', several)
    .addOption(
      new Option(
        '--client <where>',
        "where a visitor's address is read from: connection, forwarded (last of X-Forwarded-For) or forwarded:N (Nth from the right)",
      ).default('connection'),
    )
    .option('--log-zone <zone>', 'zone of stamps that carry none (default: UTC)', parseZone)
    .option('--geo <file>', 'an .mmdb file that tells the country of an address');
}

/** How traffic is to be read, from the options and what the caller adds. */
export function readOptions(flags: ReadingFlags, now: Instant): ReadOptions & { signal: AbortSignal } {
  return {
    format: flags.format,
    series: flags.series,
    bucket: flags.bucket ?? 300 * SECOND,
    keep: keepOf(flags.keep ?? []),
    paths: flags.path,
    statuses: flags.status,
    client: clientOf(flags.client ?? 'connection'),
    zone: flags.logZone,
    geo: flags.geo,
    now,
    signal: interruption(),
  };
}

function keepOf(words: readonly string[]): ReadonlySet<'bots' | 'assets'> {
  const kept = new Set<'bots' | 'assets'>();
  for (const word of words) {
    if (word !== 'bots' && word !== 'assets') {
      throw new LullError(
        'bad-option',
        `--keep has no "${word}"`,
        'Use --keep bots, --keep assets, or both.',
      );
    }
    kept.add(word);
  }
  return kept;
}

function clientOf(where: string): ReadOptions['client'] {
  const match = /^(?:connection|forwarded(?::([1-9]\d?))?)$/.exec(where);
  if (!match) {
    const todo = 'Use --client connection, --client forwarded or --client forwarded:2.';
    throw new LullError('bad-option', `--client has no "${where}"`, todo);
  }
  return where === 'connection' ? undefined : { forwardedFor: Number(match[1] ?? 1) };
}
