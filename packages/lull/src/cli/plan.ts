import { Command, Option } from 'commander';
import type { Catalog } from '../catalog/load.ts';
import { LullError } from '../errors.ts';
import { planFromTraffic } from '../plan/from-traffic.ts';
import { type HarmMetric, harmMetrics } from '../plan/harm.ts';
import type { Mode } from '../plan/rules.ts';
import { DAY, formatInstant, type Instant, parseInstant } from '../time/instant.ts';
import type { Interval } from '../time/interval.ts';
import { defaultDays, defaultHours, parseHours, type WorkingHours } from '../time/working-hours.ts';
import { parseZone } from '../time/zone.ts';
import { type HolidayDay, holidaysOf, yearsOf } from '../traffic/holidays.ts';
import type { Masked } from '../traffic/mask.ts';
import { mergeReadings } from '../traffic/merge.ts';
import { readTraffic } from '../traffic/read.ts';
import type { Reading, ReadOptions, Warning } from '../traffic/reading.ts';
import { servicesMeant } from './client/service.ts';
import {
  calendarFor,
  configOptions,
  modeOption,
  oneService,
  openConfig,
  type TrafficGroup,
  trafficOf,
} from './config.ts';
import {
  common,
  count,
  length,
  present,
  type ReadingFlags,
  readingOptions,
  readOptions,
  several,
} from './options.ts';
import { print, printJson } from './output.ts';
import { type PlaceFlags, placeMeant, placeOption, refuseLocal } from './place.ts';
import { progressLine } from './progress.ts';
import { heatmap } from './render/heatmap.ts';
import { planReport } from './render/plan-report.ts';
import { showServerPlan } from './server-plan.ts';
import { columns, paint } from './terminal.ts';

interface Flags extends ReadingFlags, PlaceFlags {
  traffic?: string[];
  takes: number;
  rollback?: number;
  mode: Mode;
  within: number;
  notBefore?: Instant;
  zone?: string;
  metric?: HarmMetric;
  mask?: Masked[];
  holidays?: string;
  teamZone?: string;
  teamHours?: WorkingHours['hours'];
  top: number;
  now?: Instant;
  json?: boolean;
}

/** `lull plan`: the moments that hurt the fewest people, and what they cost. */
export function planCommand(): Command {
  const command = new Command('plan')
    .description('Find the moment that hurts the fewest people, from the traffic of the service.')
    .option('--traffic <sources...>', 'files, globs, folders, - for standard input, or a Prometheus address')
    .requiredOption('--takes <length>', 'how long the work takes', length)
    .option('--rollback <length>', 'how long the way back takes; it must fit too', length)
    .addOption(modeOption())
    .addOption(
      new Option('--within <length>', 'how far to look ahead').argParser(length).default(14 * DAY, '14d'),
    )
    .option('--not-before <instant>', 'the earliest start', parseInstant)
    .option('--zone <zone>', "the service's time zone (default: from lull.yaml, else UTC)", parseZone)
    .addOption(new Option('--metric <metric>', 'what harm is reckoned by').choices(harmMetrics))
    .option('--mask <start/end>', 'a known downtime in the history; may be given again', maskOption)
    .option('--holidays <country>', 'warn of the public holidays of a country: US, US-CA')
    .option('--team-zone <zone>', 'time zone of the people who do the work', parseZone)
    .option(
      '--team-hours <hours>',
      `their working hours (default: ${defaultHours}, Monday to Friday)`,
      parseHours,
    )
    .option('--top <count>', 'how many moments to propose', count, 5);
  return common(placeOption(readingOptions(configOptions(command)))).action(answer);
}

/** What counts only where the traffic is read here. */
const readHere = [
  ...['traffic', 'zone', 'mask', 'holidays', 'teamZone', 'teamHours', 'now'],
  ...['format', 'series', 'bucket', 'keep', 'path', 'status', 'client', 'logZone', 'geo'],
];

async function answer(flags: Flags, command: Command): Promise<void> {
  const server = flags.traffic && flags.server === undefined ? null : await placeMeant(flags);
  if (!server) return show(flags);
  refuseLocal(server, command, readHere);
  const [service] = await servicesMeant(server, flags.service === undefined ? [] : [flags.service]);
  const { notBefore, rollback = 0, metric } = flags;
  const from = notBefore === undefined ? null : formatInstant(notBefore);
  await showServerPlan(server, { ...flags, service: service!, rollback, from, metric }, flags.json);
}

async function show(flags: Flags): Promise<void> {
  const now = present(flags.now);
  const config = await openConfig(flags);
  const { catalog } = config;
  const service = oneService(config);
  const groups = flags.traffic ? [{ locations: flags.traffic }] : trafficOf(config);
  if (groups.length === 0) {
    const todo = 'Name it with --traffic, or under "traffic" of the service in lull.yaml.';
    throw new LullError('bad-option', 'no traffic to plan from', todo);
  }
  const horizon = horizonOf(flags, now);
  const { zone, warnings } = zoneOf(flags.zone ?? service?.zone);
  const team = teamOf(flags, catalog);
  const years = { start: now - 400 * DAY, end: horizon.end };
  const holidays = await holidaysFor(flags.holidays ?? service?.holidays ?? undefined, years);
  const progress = progressLine(() => performance.now());
  const options = { ...readOptions(flags, now), onProgress: progress.update };
  const reading = await readGroups(groups, options).finally(progress.done);
  const work = { takes: flags.takes, rollback: flags.rollback ?? 0, mode: flags.mode, announced: now };
  const planned = planFromTraffic(reading, {
    now,
    zone,
    work,
    horizon,
    metric: flags.metric,
    masks: [
      ...(flags.mask ?? []),
      ...(service?.downtimes ?? []).map((past) => ({ ...past, why: 'a known downtime' })),
    ],
    holidays,
    calendarOver: calendarFor(config),
    team,
    top: flags.top,
    warnings,
  });
  if (flags.json) return printJson(planned.plan);
  const style = paint(process.stdout);
  const width = columns(process.stdout);
  const marked = planned.plan.candidates.map(({ start, end }) => ({
    start: parseInstant(start),
    end: parseInstant(end),
  }));
  const picture = heatmap({ ...planned, zone, work, marked, columns: width }, style);
  const context = { service: service?.name ?? null, teamZone: team?.zone ?? null, columns: width, picture };
  print(planReport(planned.plan, context, style));
}

/** Each group with its own format and series; what the command line says goes before. */
async function readGroups(groups: readonly TrafficGroup[], options: ReadOptions): Promise<Reading> {
  const readings: Reading[] = [];
  for (const { locations, format, series } of groups) {
    const own = { ...options, format: options.format ?? format, series: options.series ?? series };
    readings.push(await readTraffic(locations, own));
  }
  return mergeReadings(readings);
}

function horizonOf({ within, notBefore, takes }: Flags, now: Instant): Interval {
  const horizon = { start: Math.max(now, notBefore ?? now), end: now + within };
  if (horizon.start + takes <= horizon.end) return horizon;
  const todo = 'Look further ahead with --within, or start earlier with --not-before.';
  throw new LullError(
    'bad-interval',
    'the work does not fit between --not-before and the end of --within',
    todo,
  );
}

function zoneOf(zone: string | undefined): { zone: string; warnings: Warning[] } {
  if (zone) return { zone, warnings: [] };
  const message = 'no zone was named: UTC is taken; name the zone of the service with --zone';
  return { zone: 'UTC', warnings: [{ code: 'zone-assumed', message }] };
}

function teamOf(flags: Flags, catalog: Catalog | null): WorkingHours | null {
  const known = catalog?.team ?? null;
  const zone = flags.teamZone ?? known?.zone;
  if (!zone) {
    if (!flags.teamHours) return null;
    throw new LullError(
      'bad-option',
      '--team-hours has no zone',
      'Add --team-zone, for example Europe/London.',
    );
  }
  const hours = flags.teamHours ?? known?.hours ?? parseHours(defaultHours);
  return { zone, hours, days: known?.days ?? defaultDays };
}

async function holidaysFor(country: string | undefined, period: Interval): Promise<readonly HolidayDay[]> {
  return country ? holidaysOf(country, yearsOf(period)) : [];
}

function maskOption(text: string, before: readonly Masked[] = []): Masked[] {
  return [...before, ...several(text).map(mask)];
}

function mask(text: string): Masked {
  const [start, end, ...more] = text.split('/');
  if (!start || !end || more.length > 0) {
    const todo = 'Write START/END, for example 2026-10-04T02:00:00Z/2026-10-04T06:00:00Z.';
    throw new LullError('bad-interval', `--mask "${text}" is not a period`, todo);
  }
  const period = { start: parseInstant(start), end: parseInstant(end) };
  if (period.start >= period.end) {
    throw new LullError('bad-interval', `--mask "${text}" ends before it starts`, 'Swap the two instants.');
  }
  return { ...period, why: 'a known downtime' };
}
