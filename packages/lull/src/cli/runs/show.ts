import { Command } from 'commander';
import { readDowntime } from '../../api/contract/downtimes.ts';
import { readRun } from '../../api/contract/runs.ts';
import { ask } from '../client/ask.ts';
import { type ServerFlags, serverOptions } from '../client/flags.ts';
import { serverNeeded } from '../client/server.ts';
import { withDowntime } from '../downtime/near-ids.ts';
import { print, printJson } from '../output.ts';
import { runReport } from '../render/run-report.ts';
import { columns, paint } from '../terminal.ts';

/** `lull run show` */
export function showCommand(): Command {
  const command = new Command('show')
    .description(
      'Show the steps of a downtime as they are run, what they ask, and when they are held to be over.',
    )
    .argument('<downtime>', 'its id, or how that begins');
  return serverOptions(command).action(async (written: string, flags: ServerFlags) => {
    const server = await serverNeeded(flags.server);
    const { run, zone } = await withDowntime(server, written, async (id) => {
      const found = await ask(server, readDowntime, { params: { id } });
      return { run: await ask(server, readRun, { params: { id } }), zone: found.zone };
    });
    if (flags.json) return printJson(run);
    print(runReport(run, { zone, columns: columns(process.stdout), style: paint(process.stdout) }));
  });
}
