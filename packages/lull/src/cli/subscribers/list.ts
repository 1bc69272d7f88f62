import { Command } from 'commander';
import { listSubscribers } from '../../api/contract/subscribers.ts';
import { ask } from '../client/ask.ts';
import { type ServerFlags, serverOptions } from '../client/flags.ts';
import { firstOf } from '../client/pages.ts';
import { serverNeeded } from '../client/server.ts';
import { count } from '../options.ts';
import { print, printJson, tell } from '../output.ts';
import { paint } from '../terminal.ts';
import { type FilterFlags, filterOf, filterOptions } from './options.ts';
import { subscriberLines } from './shown.ts';

interface Flags extends ServerFlags, FilterFlags {
  limit: number;
  after?: string;
}

/** `lull subscribers list` */
export function listCommand(): Command {
  const command = new Command('list')
    .description('List who hears of downtimes, the newest first. For owners: addresses are personal data.')
    .option('--limit <count>', 'how many at most', count, 50)
    .option('--after <place>', 'go on after this place, which a list that has more tells');
  return serverOptions(filterOptions(command)).action(async (flags: Flags) => {
    const server = await serverNeeded(flags.server);
    const found = await firstOf(flags.limit, flags.after, (place) =>
      ask(server, listSubscribers, { query: { ...filterOf(flags), ...place } }),
    );
    if (flags.json) return printJson(found);
    if (found.items.length === 0) return print(['Nobody.']);
    print(subscriberLines(found.items, paint(process.stdout)));
    if (found.next !== null) tell([`There are more: add --after ${found.next}`]);
  });
}
