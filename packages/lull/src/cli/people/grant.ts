import { Command } from 'commander';
import { removeGrant, role, setGrant } from '../../api/contract/people.ts';
import { printable } from '../../printable.ts';
import { ask } from '../client/ask.ts';
import { type ServerFlags, serverOptions } from '../client/flags.ts';
import { serverNeeded } from '../client/server.ts';
import { reasonOption } from '../downtime/say.ts';
import { print, printJson } from '../output.ts';
import { roleMeant } from './role-meant.ts';

interface Flags extends ServerFlags {
  reason?: string;
}

/** `lull people grant` */
export function grantCommand(): Command {
  const command = new Command('grant')
    .description('Set what somebody may do with one service.')
    .argument('<person>', 'the id, as lull people list shows it')
    .argument('<service>', 'the service')
    .argument('<role>', `${role.options.join(', ')}, or none`);
  return serverOptions(reasonOption(command)).action(grant);
}

async function grant(id: string, service: string, named: string, flags: Flags): Promise<void> {
  const meant = roleMeant(named);
  const server = await serverNeeded(flags.server);
  const params = { id, service };
  const { reason: why } = flags;
  if (meant === null) await ask(server, removeGrant, { params, query: { why } });
  else await ask(server, setGrant, { params, body: { role: meant, why } });
  if (flags.json) return printJson({ person: id, service, role: meant });
  print([`${id} is ${meant ?? 'nothing'} of ${printable(service)} now.`]);
}
