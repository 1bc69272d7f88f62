import { Command } from 'commander';
import { endSeries } from '../../../api/contract/series.ts';
import { ask } from '../../client/ask.ts';
import { type ChangeFlags, changeOptions, dryRunQuery } from '../../client/flags.ts';
import { serverNeeded } from '../../client/server.ts';
import { reasonOption } from '../say.ts';
import { showSeriesOutcome } from './write.ts';

interface Flags extends ChangeFlags {
  reason?: string;
  withMoved?: boolean;
}

/** `lull downtime series end` */
export function endCommand(): Command {
  const command = new Command('end')
    .description('End a series; what it promised and has not begun is called off.')
    .argument('<id>', 'the series')
    .option('--with-moved', 'call off what was moved by itself, too');
  return changeOptions(reasonOption(command)).action(end);
}

async function end(id: string, flags: Flags): Promise<void> {
  const server = await serverNeeded(flags.server);
  const body = { why: flags.reason, ...(flags.withMoved && { callOffMoved: true }) };
  const asked = { params: { id }, query: dryRunQuery(flags), version: flags.ifVersion };
  showSeriesOutcome(await ask(server, endSeries, { ...asked, body }), flags);
}
