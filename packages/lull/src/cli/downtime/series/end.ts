import { Command } from 'commander';
import { endSeries } from '../../../api/contract/series.ts';
import { ask } from '../../client/ask.ts';
import { type ServerFlags, serverOptions } from '../../client/flags.ts';
import { serverNeeded } from '../../client/server.ts';
import { count } from '../../options.ts';
import { reasonOption } from '../say.ts';
import { showSeries } from './show.ts';

interface Flags extends ServerFlags {
  reason?: string;
  ifVersion?: number;
}

/** `lull downtime series end` */
export function endCommand(): Command {
  const command = new Command('end')
    .description('End a series; what it promised and has not begun is called off.')
    .argument('<id>', 'the series')
    .option('--if-version <number>', 'only if nobody has changed it since that version', count);
  return serverOptions(reasonOption(command)).action(end);
}

async function end(id: string, flags: Flags): Promise<void> {
  const server = await serverNeeded(flags.server);
  const asked = { params: { id }, version: flags.ifVersion, body: { why: flags.reason } };
  showSeries(await ask(server, endSeries, asked), flags);
}
