import { Command } from 'commander';
import { bringUp } from '../api/contract/emergencies.ts';
import { ask } from './client/ask.ts';
import { dryRunQuery, type OutcomeFlags, serverOptions, textsOption } from './client/flags.ts';
import { serverNeeded } from './client/server.ts';
import { helpingWithService } from './client/service.ts';
import { reasonOption, showOutcome } from './downtime/say.ts';

interface Flags extends OutcomeFlags {
  reason?: string;
}

/** `lull up`: brings a service back. */
export function upCommand(): Command {
  const command = new Command('up')
    .description('Bring a service back: finishes or reopens whatever keeps it down.')
    .argument('<service>', 'the service')
    .option('--dry-run', 'change nothing; show what would follow');
  return serverOptions(textsOption(reasonOption(command))).action(async (name: string, flags: Flags) => {
    const server = await serverNeeded(flags.server);
    const asked = { params: { name }, query: dryRunQuery(flags), body: { why: flags.reason } };
    showOutcome(await helpingWithService(server, name, () => ask(server, bringUp, asked)), flags);
  });
}
