import { Command } from 'commander';
import { removeSubscriber } from '../../api/contract/subscribers.ts';
import { ask } from '../client/ask.ts';
import { type ChangeFlags, dryRunQuery, serverOptions } from '../client/flags.ts';
import { serverNeeded } from '../client/server.ts';
import { reasonOption } from '../downtime/say.ts';
import { print, printJson } from '../output.ts';

interface Flags extends ChangeFlags {
  reason?: string;
}

/** `lull subscribers remove` */
export function removeCommand(): Command {
  const command = new Command('remove')
    .description('Remove subscribers and all that is kept of them.')
    .argument('<id...>', 'the subscribers, as lull subscribers shows them')
    .option('--dry-run', 'change nothing; see whether they could be removed');
  return serverOptions(reasonOption(command)).action(async (ids: string[], flags: Flags) => {
    const server = await serverNeeded(flags.server);
    const query = { why: flags.reason, ...dryRunQuery(flags) };
    for (const id of ids) await ask(server, removeSubscriber, { params: { id }, query });
    const dryRun = flags.dryRun === true;
    if (flags.json) return printJson({ removed: ids, dryRun });
    const many = ids.length === 1 ? '1 subscriber' : `${ids.length} subscribers`;
    print([dryRun ? `${many} would be removed. Nothing was changed.` : `Removed ${many}.`]);
  });
}
