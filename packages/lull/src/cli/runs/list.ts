import { Command } from 'commander';
import { listRuns } from '../../api/contract/runs.ts';
import { printable } from '../../printable.ts';
import { ask } from '../client/ask.ts';
import { type ServerFlags, serverOptions } from '../client/flags.ts';
import { serverNeeded } from '../client/server.ts';
import { print, printJson } from '../output.ts';
import { runWord } from '../render/run-report.ts';
import { table } from '../render/table.ts';
import { paint } from '../terminal.ts';

/** `lull run` */
export function listCommand(): Command {
  const command = new Command('list').description(
    'List the downtimes whose steps are under way, and what they wait for.',
  );
  return serverOptions(command).action(async (flags: ServerFlags) => {
    const server = await serverNeeded(flags.server);
    const { items } = await ask(server, listRuns, {});
    if (flags.json) return printJson(items);
    if (items.length === 0) return print(['No steps are under way.']);
    const style = paint(process.stdout);
    const rows = items.map((run) => [
      run.downtime,
      runWord(run, style),
      run.services.map(printable).join(', '),
      printable(run.title),
      run.why === null ? '' : style.dim(printable(run.why)),
    ]);
    print(table(rows, 'lllll'));
  });
}
