import { Command } from 'commander';
import { outcomeOptions } from '../client/flags.ts';
import { serverNeeded } from '../client/server.ts';
import { type SayFlags, say, showOutcome } from './say.ts';
import { sayings } from './sayings.ts';
import { overrideOptions } from './schedule.ts';

interface Flags extends SayFlags {
  override?: boolean;
}

/** `lull downtime approve`: the second person's yes. */
export function approveCommand(): Command {
  const command = new Command('approve')
    .description(sayings.approve.description)
    .argument('<id>', 'the downtime: its id, or how that begins');
  return outcomeOptions(overrideOptions(command)).action(async (id: string, flags: Flags) => {
    const server = await serverNeeded(flags.server);
    showOutcome(await say(server, 'approve', id, { override: flags.override }, flags), flags);
  });
}
