import { Command } from 'commander';
import type { Request } from '../../../api/contract/endpoint.ts';
import {
  changeSeries,
  createSeries,
  readSeries,
  type SeriesOutcomeView,
} from '../../../api/contract/series.ts';
import { LullError } from '../../../errors.ts';
import { ask } from '../../client/ask.ts';
import { type ChangeFlags, changeOptions, dryRunQuery } from '../../client/flags.ts';
import { type Server, serverNeeded } from '../../client/server.ts';
import { servicesMeant } from '../../client/service.ts';
import { several } from '../../options.ts';
import { print, printJson } from '../../output.ts';
import { seriesOutcomeReport } from '../../render/series-report.ts';
import { paint } from '../../terminal.ts';
import { type PlanFlags, planOptions, writtenPlan } from '../plan-options.ts';
import { reasonOption } from '../say.ts';
import { stepFilesOn } from '../step-files.ts';

interface Flags extends PlanFlags, ChangeFlags {
  rrule?: string;
  zone?: string;
  exdate?: string[];
  rdate?: string[];
  reason?: string;
}

type Written = Request<typeof createSeries>['body'];

/** `lull downtime series create` */
export function createCommand(): Command {
  const command = new Command('create')
    .description('Make a series: one downtime for each time, each movable by itself.')
    .argument('[services...]', "the services that are taken down (default: the server's only one)");
  return changeOptions(reasonOption(recurring(command))).action(create);
}

/** `lull downtime series change` */
export function changeCommand(): Command {
  const command = new Command('change')
    .description('Write a series anew; what was moved by itself stays where it is.')
    .argument('<id>', 'the series');
  return changeOptions(reasonOption(recurring(command))).action(change);
}

function recurring(command: Command): Command {
  return planOptions(command)
    .option('--rrule <rule>', 'how it comes again (RFC 5545): FREQ=DAILY')
    .option('--zone <zone>', "the zone of its wall clock (default: the service's)")
    .option('--exdate <times>', 'starts that are left out', several)
    .option('--rdate <times>', 'starts that are added', several);
}

async function create(named: string[], flags: Flags): Promise<void> {
  const server = await serverNeeded(flags.server);
  const { at, rrule, takes } = flags;
  if (at === undefined || rrule === undefined || takes === undefined) {
    const todo = 'Say when it first begins with --at, how it comes again with --rrule, and --takes.';
    throw new LullError('bad-option', 'the series is not whole', todo);
  }
  const services = [...(await servicesMeant(server, [...named, ...(flags.service ?? [])]))];
  const title = flags.title ?? `Maintenance of ${services.join(', ')}`;
  const written = { ...(await writtenSeries(server, flags)), title, services, start: wall(at), rrule };
  const query = dryRunQuery(flags);
  showSeriesOutcome(await ask(server, createSeries, { query, body: written as Written }), flags);
}

async function change(id: string, flags: Flags): Promise<void> {
  const server = await serverNeeded(flags.server);
  const before = await ask(server, readSeries, { params: { id } });
  const { plan, zone, start, rrule, exdate, rdate } = before;
  const body = {
    ...{ ...plan, zone, start, rrule, exdate, rdate },
    ...(await writtenSeries(server, flags)),
    ...(flags.service && { services: flags.service }),
    ...(flags.at !== undefined && { start: wall(flags.at) }),
  };
  const version = flags.ifVersion ?? before.version;
  const asked = { params: { id }, query: dryRunQuery(flags), version, body: body as Written };
  showSeriesOutcome(await ask(server, changeSeries, asked), flags);
}

/** Prints a series after a change. */
export function showSeriesOutcome(outcome: SeriesOutcomeView, { json }: ChangeFlags): void {
  if (json) printJson(outcome);
  else print(seriesOutcomeReport(outcome, paint(process.stdout)));
}

/** What the options say of a series; its start is wall time, and no instant. */
async function writtenSeries(server: Server, flags: Flags): Promise<Partial<Written>> {
  const { at: _, ...plan } = flags;
  const { start: __, ...template } = await writtenPlan(plan, async () => 'UTC', stepFilesOn(server));
  const { rrule, zone, exdate, rdate, reason: why } = flags;
  const said = Object.entries({ rrule, zone, exdate, rdate, why }).filter(([, value]) => value !== undefined);
  return { ...template, ...Object.fromEntries(said) };
}

const wall = (at: string): string => at.replace(' ', 'T');
