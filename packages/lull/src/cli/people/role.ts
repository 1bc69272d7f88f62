import { Command } from 'commander';
import { role, setRole } from '../../api/contract/people.ts';
import { ask } from '../client/ask.ts';
import { type ServerFlags, serverOptions } from '../client/flags.ts';
import { serverNeeded } from '../client/server.ts';
import { reasonOption } from '../downtime/say.ts';
import { print, printJson } from '../output.ts';
import { roleMeant } from './role-meant.ts';

interface Flags extends ServerFlags {
  reason?: string;
}

/** `lull people role` */
export function roleCommand(): Command {
  const command = new Command('role')
    .description('Set what somebody may do with every service.')
    .argument('<person>', 'the id, as lull people list shows it')
    .argument('<role>', `${role.options.join(', ')}, or none`);
  return serverOptions(reasonOption(command)).action(async (id: string, named: string, flags: Flags) => {
    const meant = roleMeant(named);
    const server = await serverNeeded(flags.server);
    await ask(server, setRole, { params: { id }, body: { role: meant, why: flags.reason } });
    if (flags.json) return printJson({ person: id, role: meant });
    print([meant === null ? `${id} has no role any more.` : `${id} is ${meant} now.`]);
  });
}
