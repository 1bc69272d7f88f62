import { Command } from 'commander';
import { createDowntime } from '../../api/contract/downtimes.ts';
import type { OutcomeView } from '../../api/contract/outcome.ts';
import { LullError } from '../../errors.ts';
import { ask } from '../client/ask.ts';
import { dryRunQuery, outcomeOptions } from '../client/flags.ts';
import { type Server, serverNeeded } from '../client/server.ts';
import { servicesMeant, zoneOfService } from '../client/service.ts';
import { type PlanFlags, planOptions, writtenPlan } from './plan-options.ts';
import { reasonOption, type SayFlags, say, showOutcome } from './say.ts';
import { sayings } from './sayings.ts';
import { stepFilesOn } from './step-files.ts';
import { tellingZone } from './telling-zone.ts';

interface Flags extends PlanFlags, SayFlags {
  draft?: string;
  override?: boolean;
}

/** `lull downtime schedule`: promises a downtime. Exit code 3 where a rule stands in the way. */
export function scheduleCommand(): Command {
  const command = new Command('schedule')
    .description(sayings.schedule.description)
    .argument('[services...]', "the services that are taken down (default: the server's only one)")
    .option('--draft <id>', 'promise this draft as it is');
  planOptions(command);
  return outcomeOptions(overrideOptions(command)).action(schedule);
}

/** `lull downtime draft`: writes a downtime down without promising it. */
export function draftCommand(): Command {
  const command = new Command('draft')
    .description('Write a downtime down without promising it.')
    .argument('[services...]', "the services that are taken down (default: the server's only one)");
  return outcomeOptions(reasonOption(planOptions(command))).action(
    async (services: string[], flags: Flags) => {
      const server = await serverNeeded(flags.server);
      showOutcome(await create(server, services, flags, false), flags);
    },
  );
}

/** --override and --reason. */
export function overrideOptions(command: Command): Command {
  return reasonOption(
    command.option('--override', 'set aside the rules in the way; needs --reason, and a role that may'),
  );
}

async function schedule(services: string[], flags: Flags): Promise<void> {
  const server = await serverNeeded(flags.server);
  const { draft, override } = flags;
  if (draft === undefined) return showOutcome(await create(server, services, flags, true), flags);
  if (
    [...services, ...(flags.service ?? [])].length > 0 ||
    Object.keys(
      await writtenPlan(
        flags,
        async () => 'UTC',
        async () => [],
      ),
    ).length > 0
  ) {
    const todo = `Change it with lull downtime edit ${draft}, then schedule it.`;
    throw new LullError('bad-option', '--draft promises a draft as it is', todo);
  }
  showOutcome(await say(server, 'schedule', draft, { override }, flags), flags);
}

async function create(
  server: Server,
  named: readonly string[],
  flags: Flags,
  schedule: boolean,
): Promise<OutcomeView> {
  if (flags.takes === undefined) {
    throw new LullError(
      'bad-option',
      'how long the work takes was not said',
      'Add --takes, for example 1h30m.',
    );
  }
  if (schedule && flags.at === undefined) {
    const todo = 'Add --at; lull downtime plan finds the moment that hurts the fewest people.';
    throw new LullError('bad-option', 'when it begins was not said', todo);
  }
  const services = [...(await servicesMeant(server, [...named, ...(flags.service ?? [])]))];
  const zone = () => zoneOfService(server, services[0]!);
  const plan = await writtenPlan(flags, zone, stepFilesOn(server));
  const title = flags.title ?? `Maintenance of ${services.join(', ')}`;
  const said = { why: flags.reason, override: flags.override };
  const body = { ...plan, title, services, takes: plan.takes!, schedule, ...said };
  return tellingZone(zone, () => ask(server, createDowntime, { query: dryRunQuery(flags), body }));
}
