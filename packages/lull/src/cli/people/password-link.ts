import { Command } from 'commander';
import { resetPassword } from '../../api/contract/people.ts';
import { parseInstant } from '../../time/instant.ts';
import { ask } from '../client/ask.ts';
import { type ServerFlags, serverOptions } from '../client/flags.ts';
import { serverNeeded } from '../client/server.ts';
import { print, printJson, tell } from '../output.ts';
import { moment, readersZone } from '../render/moment.ts';

/** `lull people password-link` */
export function passwordLinkCommand(): Command {
  const command = new Command('password-link')
    .description(
      'Make a link by which somebody sets a new password. It is printed once; hand it over yourself.',
    )
    .argument('<person>', 'the id, as lull people list shows it');
  return serverOptions(command).action(async (id: string, flags: ServerFlags) => {
    const server = await serverNeeded(flags.server);
    const made = await ask(server, resetPassword, { params: { id } });
    if (flags.json) return printJson(made);
    tell([`The link works once, until ${moment(parseInstant(made.expiresAt), readersZone())}:`]);
    print([made.link]);
  });
}
