import { Command, Option } from 'commander';
import { channelName } from '../../api/contract/channels.ts';
import { retryNotices } from '../../api/contract/notices.ts';
import { ask } from '../client/ask.ts';
import { type ChangeFlags, dryRunQuery, serverOptions } from '../client/flags.ts';
import { serverNeeded } from '../client/server.ts';
import { withDowntime } from '../downtime/near-ids.ts';
import { reasonOption } from '../downtime/say.ts';
import { print, printJson } from '../output.ts';

interface Flags extends ChangeFlags {
  channel?: (typeof channelName.options)[number];
  reason?: string;
}

/** `lull notices retry` */
export function retryCommand(): Command {
  const command = new Command('retry')
    .description(
      'Try the notices of a downtime again that failed: those that still matter, to subscribers who are there.',
    )
    .argument('<downtime>', 'its id, or how that begins')
    .addOption(new Option('--channel <channel>', 'only those of this channel').choices(channelName.options))
    .option('--dry-run', 'try nothing; show how many there are');
  return serverOptions(reasonOption(command)).action(async (id: string, flags: Flags) => {
    const server = await serverNeeded(flags.server);
    const body = { channel: flags.channel, why: flags.reason };
    const done = await withDowntime(server, id, (known) =>
      ask(server, retryNotices, { params: { id: known }, query: dryRunQuery(flags), body }),
    );
    if (flags.json) return printJson(done);
    const notices = done.retried === 1 ? '1 notice' : `${done.retried} notices`;
    print([done.dryRun ? `${notices} would be tried again.` : `${notices} will be tried again now.`]);
  });
}
