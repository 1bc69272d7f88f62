import { Command } from 'commander';
import { readSeries } from '../../../api/contract/series.ts';
import { ask } from '../../client/ask.ts';
import { type ServerFlags, serverOptions } from '../../client/flags.ts';
import { serverNeeded } from '../../client/server.ts';
import { print, printJson } from '../../output.ts';
import { seriesReport } from '../../render/series-report.ts';
import { paint } from '../../terminal.ts';

/** `lull downtime series show` */
export function showCommand(): Command {
  const command = new Command('show').description('Show one series.').argument('<id>', 'the series');
  return serverOptions(command).action(async (id: string, flags: ServerFlags) => {
    const server = await serverNeeded(flags.server);
    const series = await ask(server, readSeries, { params: { id } });
    if (flags.json) return printJson(series);
    print(seriesReport(series, paint(process.stdout)));
  });
}
