import { Command } from 'commander';
import { LullError } from '../../errors.ts';
import { formatDuration } from '../../time/duration.ts';
import { outcomeOptions } from '../client/flags.ts';
import { serverNeeded } from '../client/server.ts';
import { length } from '../options.ts';
import { instantWritten } from './plan-options.ts';
import { reasonOption, type SayFlags, say, showOutcome, zoneOfDowntime } from './say.ts';
import { sayings } from './sayings.ts';

interface Flags extends SayFlags {
  by?: number;
  until?: string;
}

/** `lull downtime extend` and `resume`: move the end. */
export function newEndCommand(says: 'extend' | 'resume'): Command {
  const command = new Command(says)
    .description(sayings[says].description)
    .argument('<id>', 'the downtime: its id, or how that begins')
    .option('--by <length>', 'how much later than expected it is to end', length)
    .option('--until <time>', "when it is to end: on the clock of the service's zone, or with an offset");
  return outcomeOptions(reasonOption(command)).action((id: string, flags: Flags) => moveEnd(says, id, flags));
}

async function moveEnd(says: 'extend' | 'resume', id: string, flags: Flags): Promise<void> {
  const { by, until } = flags;
  if ((by === undefined) === (until === undefined)) {
    throw new LullError('bad-option', 'the new end is not clear', 'Give either --by 30m or --until TIME.');
  }
  const server = await serverNeeded(flags.server);
  const body =
    until === undefined
      ? { by: formatDuration({ days: 0, ms: by! }) }
      : { end: await instantWritten(until, () => zoneOfDowntime(server, id)) };
  showOutcome(await say(server, says, id, body, flags), flags);
}
