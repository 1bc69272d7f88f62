import { Command } from 'commander';
import { LullError } from '../../errors.ts';
import { outcomeOptions } from '../client/flags.ts';
import { serverNeeded } from '../client/server.ts';
import { type PlanFlags, planOptions, writtenPlan } from './plan-options.ts';
import { reasonOption, type SayFlags, say, showOutcome, zoneOfDowntime } from './say.ts';
import { sayings } from './sayings.ts';
import { overrideOptions } from './schedule.ts';
import { stepFilesOn } from './step-files.ts';

interface Flags extends PlanFlags, SayFlags {
  override?: boolean;
}

/** `lull downtime reschedule`: changes what was promised. */
export function rescheduleCommand(): Command {
  return outcomeOptions(overrideOptions(changing('reschedule'))).action((id: string, flags: Flags) =>
    change('reschedule', id, flags, { override: flags.override }),
  );
}

/** `lull downtime edit`: changes a draft. */
export function editCommand(): Command {
  return outcomeOptions(reasonOption(changing('edit'))).action((id: string, flags: Flags) =>
    change('edit', id, flags, {}),
  );
}

function changing(says: 'reschedule' | 'edit'): Command {
  const { description } = sayings[says];
  const command = new Command(says)
    .description(description)
    .argument('<id>', 'the downtime: its id, or how that begins');
  return planOptions(command);
}

async function change(
  says: 'reschedule' | 'edit',
  id: string,
  flags: Flags,
  more: Readonly<Record<string, unknown>>,
): Promise<void> {
  const server = await serverNeeded(flags.server);
  const plan = {
    ...(await writtenPlan(flags, () => zoneOfDowntime(server, id), stepFilesOn(server))),
    ...(flags.service && { services: flags.service }),
  };
  if (Object.keys(plan).length === 0) {
    throw new LullError('bad-option', 'nothing was named that is to change', 'Add --at, --takes or another.');
  }
  showOutcome(await say(server, says, id, { ...plan, ...more }, flags), flags);
}
