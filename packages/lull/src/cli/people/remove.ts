import { Command } from 'commander';
import { removePerson } from '../../api/contract/people.ts';
import { ask } from '../client/ask.ts';
import { type ServerFlags, serverOptions } from '../client/flags.ts';
import { serverNeeded } from '../client/server.ts';
import { reasonOption } from '../downtime/say.ts';
import { print, printJson } from '../output.ts';

interface Flags extends ServerFlags {
  reason?: string;
}

/** `lull people remove` */
export function removeCommand(): Command {
  const command = new Command('remove')
    .description('Remove somebody: their sessions and keys end at once; what they did stays on record.')
    .argument('<person>', 'the id, as lull people list shows it');
  return serverOptions(reasonOption(command)).action(async (id: string, flags: Flags) => {
    const server = await serverNeeded(flags.server);
    await ask(server, removePerson, { params: { id }, query: { why: flags.reason } });
    if (flags.json) return printJson({ removed: id });
    print([`Removed ${id}.`]);
  });
}
