import { Command } from 'commander';
import { removeAgent } from '../../api/contract/agents.ts';
import { printable } from '../../printable.ts';
import { ask } from '../client/ask.ts';
import { type ServerFlags, serverOptions } from '../client/flags.ts';
import { serverNeeded } from '../client/server.ts';
import { reasonOption } from '../downtime/say.ts';
import { print, printJson } from '../output.ts';

interface Flags extends ServerFlags {
  reason?: string;
}

/** `lull agents remove` */
export function removeCommand(): Command {
  const command = new Command('remove')
    .description(
      'End an agent and its key. It brings the step that it is at to its end and begins no other; the work ' +
        'that it was at has failed, and stays as it is until somebody decides.',
    )
    .argument('<name>', 'the agent, as lull agents shows it');
  return serverOptions(reasonOption(command)).action(async (name: string, flags: Flags) => {
    const server = await serverNeeded(flags.server);
    const removed = await ask(server, removeAgent, { params: { name }, query: { why: flags.reason } });
    if (flags.json) return printJson(removed);
    print([
      `Agent ${printable(removed.name)} is removed.`,
      ...removed.failed.map((id) => `Downtime ${id} has failed by it; see lull run show ${id} and decide.`),
    ]);
  });
}
