import { Command } from 'commander';
import { listSeries } from '../../../api/contract/series.ts';
import { ask } from '../../client/ask.ts';
import { type ServerFlags, serverOptions } from '../../client/flags.ts';
import { firstOf } from '../../client/pages.ts';
import { serverNeeded } from '../../client/server.ts';
import { count } from '../../options.ts';
import { print, printJson, tell } from '../../output.ts';
import { seriesCells } from '../../render/series-report.ts';
import { table } from '../../render/table.ts';
import { paint } from '../../terminal.ts';

interface Flags extends ServerFlags {
  limit: number;
  after?: string;
}

/** `lull downtime series list` */
export function listCommand(): Command {
  const command = new Command('list')
    .description('List the series of downtimes.')
    .option('--limit <count>', 'how many at most', count, 50)
    .option('--after <place>', 'go on after this place, which a list that has more tells');
  return serverOptions(command).action(list);
}

async function list({ server: named, limit, after, json }: Flags): Promise<void> {
  const server = await serverNeeded(named);
  const found = await firstOf(limit, after, (query) => ask(server, listSeries, { query }));
  if (json) return printJson(found);
  if (found.items.length === 0) return print(['No series.']);
  const rows = found.items.map(seriesCells);
  const [head = '', ...lines] = table(
    [['id', 'first', 'rule', 'takes', 'services', 'title'], ...rows],
    'llllll',
  );
  print([paint(process.stdout).dim(head), ...lines]);
  if (found.next !== null) tell([`There are more: add --after ${found.next}`]);
}
