import { Command } from 'commander';
import { removeGate } from '../../api/contract/gates.ts';
import { ask } from '../client/ask.ts';
import { type ServerFlags, serverOptions } from '../client/flags.ts';
import { serverNeeded } from '../client/server.ts';
import { reasonOption } from '../downtime/say.ts';
import { print, printJson } from '../output.ts';

interface Flags extends ServerFlags {
  reason?: string;
}

/** `lull gates remove` */
export function removeCommand(): Command {
  const command = new Command('remove')
    .description(
      'Say that a gate is gone, so that nobody waits for it. One that is heard again is there again; to end it, revoke its key.',
    )
    .argument('<service>', 'its service')
    .argument('<gate>', 'the gate, as lull gates shows it');
  return serverOptions(reasonOption(command)).action(async (name: string, gate: string, flags: Flags) => {
    const server = await serverNeeded(flags.server);
    await ask(server, removeGate, { params: { name, gate }, query: { why: flags.reason } });
    if (flags.json) return printJson({ removed: gate, service: name });
    print([`Nobody waits for ${gate} of ${name} any more.`]);
  });
}
