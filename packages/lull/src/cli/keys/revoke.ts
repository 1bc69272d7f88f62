import { Command } from 'commander';
import { revokeKey } from '../../api/contract/keys.ts';
import { ask } from '../client/ask.ts';
import { type ServerFlags, serverOptions } from '../client/flags.ts';
import { serverNeeded } from '../client/server.ts';
import { reasonOption } from '../downtime/say.ts';
import { print, printJson } from '../output.ts';

interface Flags extends ServerFlags {
  reason?: string;
}

/** `lull keys revoke` */
export function revokeCommand(): Command {
  const command = new Command('revoke')
    .description('Revoke a key; it stops working at once.')
    .argument('<id>', 'the key, as lull keys list shows it');
  return serverOptions(reasonOption(command)).action(async (id: string, flags: Flags) => {
    const server = await serverNeeded(flags.server);
    await ask(server, revokeKey, { params: { id }, query: { why: flags.reason } });
    if (flags.json) return printJson({ revoked: id });
    print([`Revoked ${id}.`]);
  });
}
