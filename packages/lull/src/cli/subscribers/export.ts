import { Command } from 'commander';
import { exportSubscribers } from '../../api/contract/subscribers.ts';
import { callOf } from '../client/ask.ts';
import { type ServerFlags, serverOptions } from '../client/flags.ts';
import { serverNeeded } from '../client/server.ts';
import { streamed } from '../client/streamed.ts';
import { interruption, print, printJson } from '../output.ts';
import { writeWhole } from '../written-whole.ts';
import { type FilterFlags, filterOf, filterOptions } from './options.ts';

interface Flags extends ServerFlags, FilterFlags {
  force?: boolean;
}

/** `lull subscribers export` */
export function exportCommand(): Command {
  const command = new Command('export')
    .description('Write subscribers to a CSV file that only you may read, without secrets.')
    .argument('<file>', 'the file to write')
    .option('--force', 'take the place of a file that is there');
  return serverOptions(filterOptions(command)).action(async (file: string, flags: Flags) => {
    const server = await serverNeeded(flags.server);
    const content = streamed(server, callOf(exportSubscribers, { query: filterOf(flags) }), {
      accept: 'text/csv',
      what: 'export',
      signal: interruption(),
    });
    const bytes = await writeWhole(file, content, { over: flags.force === true });
    if (flags.json) return printJson({ file, bytes });
    print([`Wrote ${file}. It holds personal data: delete it when it has done its work.`]);
  });
}
