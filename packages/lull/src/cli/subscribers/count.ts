import { Command } from 'commander';
import { countSubscribers } from '../../api/contract/subscribers.ts';
import { ask } from '../client/ask.ts';
import { type ServerFlags, serverOptions } from '../client/flags.ts';
import { serverNeeded } from '../client/server.ts';
import { print, printJson } from '../output.ts';
import { table } from '../render/table.ts';
import { paint } from '../terminal.ts';
import { type FilterFlags, filterOf, filterOptions } from './options.ts';

/** `lull subscribers count` */
export function countCommand(): Command {
  const command = new Command('count').description('Count who hears of downtimes, by channel and state.');
  return serverOptions(filterOptions(command)).action(async (flags: ServerFlags & FilterFlags) => {
    const server = await serverNeeded(flags.server);
    const found = await ask(server, countSubscribers, { query: filterOf(flags) });
    if (flags.json) return printJson(found);
    if (found.items.length === 0) return print(['Nobody.']);
    const rows = found.items.map(({ channel, state, count }) => [channel, state, count.toLocaleString('en')]);
    const [head = '', ...lines] = table([['channel', 'state', 'count'], ...rows], 'llr');
    print([paint(process.stdout).dim(head), ...lines]);
  });
}
