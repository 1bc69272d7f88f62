import { Command } from 'commander';
import { withdrawInvitation } from '../../api/contract/people.ts';
import { ask } from '../client/ask.ts';
import { type ServerFlags, serverOptions } from '../client/flags.ts';
import { serverNeeded } from '../client/server.ts';
import { print, printJson } from '../output.ts';

/** `lull people withdraw` */
export function withdrawCommand(): Command {
  const command = new Command('withdraw')
    .description('Withdraw an invitation; its link no longer works.')
    .argument('<id>', 'the invitation, as lull people invitations shows it');
  return serverOptions(command).action(async (id: string, flags: ServerFlags) => {
    const server = await serverNeeded(flags.server);
    await ask(server, withdrawInvitation, { params: { id } });
    if (flags.json) return printJson({ withdrawn: id });
    print([`Withdrew ${id}.`]);
  });
}
