import { Command, Option } from 'commander';
import { type HarmMetric, harmMetrics } from '../../plan/harm.ts';
import type { Mode } from '../../plan/rules.ts';
import { DAY } from '../../time/instant.ts';
import { type ServerFlags, serverOptions } from '../client/flags.ts';
import { serverNeeded } from '../client/server.ts';
import { servicesMeant, zoneOfService } from '../client/service.ts';
import { modeOption } from '../config.ts';
import { count, length } from '../options.ts';
import { showServerPlan } from '../server-plan.ts';
import { instantWritten } from './plan-options.ts';

interface Flags extends ServerFlags {
  service?: string;
  takes: number;
  rollback?: number;
  mode: Mode;
  within: number;
  notBefore?: string;
  metric?: HarmMetric;
  top: number;
}

/** `lull downtime plan`: the best moments by the server's rules, other downtimes among them. */
export function planCommand(): Command {
  const command = new Command('plan')
    .description(
      'Find the moments that hurt the fewest people, by the rules and the downtimes of the server.',
    )
    .argument('[service]', "the service that is taken down (default: the server's only one)")
    .option('--service <name>', 'the same')
    .requiredOption('--takes <length>', 'how long the work takes', length)
    .option('--rollback <length>', 'how long the way back takes; it must fit too', length)
    .addOption(modeOption())
    .addOption(
      new Option('--within <length>', 'how far to look ahead').argParser(length).default(14 * DAY, '14d'),
    )
    .option(
      '--not-before <time>',
      "the earliest start: on the clock of the service's zone, or with an offset",
    )
    .addOption(new Option('--metric <metric>', 'what harm is reckoned by').choices(harmMetrics))
    .option('--top <count>', 'how many moments to propose', count, 5);
  return serverOptions(command).action(plan);
}

async function plan(first: string | undefined, flags: Flags): Promise<void> {
  const server = await serverNeeded(flags.server);
  const named = first ?? flags.service;
  const [service] = await servicesMeant(server, named === undefined ? [] : [named]);
  const { notBefore, rollback = 0 } = flags;
  const from =
    notBefore === undefined ? null : await instantWritten(notBefore, () => zoneOfService(server, service!));
  await showServerPlan(
    server,
    { ...flags, service: service!, rollback, from, metric: flags.metric },
    flags.json,
  );
}
