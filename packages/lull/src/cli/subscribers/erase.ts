import { Command } from 'commander';
import { eraseSubscriber } from '../../api/contract/subscribers.ts';
import { ask } from '../client/ask.ts';
import { type ChangeFlags, dryRunQuery, serverOptions } from '../client/flags.ts';
import { serverNeeded } from '../client/server.ts';
import { reasonOption } from '../downtime/say.ts';
import { print, printJson } from '../output.ts';
import { channelOption, type FilterFlags } from './options.ts';

interface Flags extends ChangeFlags, Pick<FilterFlags, 'channel'> {
  reason?: string;
}

/** `lull subscribers erase` */
export function eraseCommand(): Command {
  const command = new Command('erase')
    .description(
      'Erase all that is kept of an address, for whoever asks for it; also of one who has left. A later ' +
        'import that names it adds it again.',
    )
    .argument('<address>', 'the address')
    .addOption(channelOption('the channel of the address').default('mail'))
    .option('--dry-run', 'change nothing; see whether there is something to erase');
  return serverOptions(reasonOption(command)).action(async (address: string, flags: Flags) => {
    const server = await serverNeeded(flags.server);
    const { channel, reason } = flags;
    const body = { channel, address, ...(reason !== undefined && { why: reason }) };
    const erased = await ask(server, eraseSubscriber, { query: dryRunQuery(flags), body });
    if (flags.json) return printJson(erased);
    print([
      erased.dryRun
        ? `Subscriber ${erased.id} would be erased. Nothing was changed.`
        : `Everything about subscriber ${erased.id} is erased.`,
    ]);
  });
}
