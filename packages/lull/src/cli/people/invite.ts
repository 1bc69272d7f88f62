import { Command } from 'commander';
import { invite, role } from '../../api/contract/people.ts';
import { LullError } from '../../errors.ts';
import { parseInstant } from '../../time/instant.ts';
import { ask } from '../client/ask.ts';
import { type ServerFlags, serverOptions } from '../client/flags.ts';
import { serverNeeded } from '../client/server.ts';
import { print, printJson, tell } from '../output.ts';
import { moment, readersZone } from '../render/moment.ts';
import { type Role, roleMeant, roleOption } from './role-meant.ts';

interface Flags extends ServerFlags {
  role?: Role;
  grant?: Record<string, Role>;
}

/** `lull people invite` */
export function inviteCommand(): Command {
  const command = new Command('invite')
    .description('Invite somebody. The link is printed once; hand it over yourself.')
    .argument('<address>', 'their e-mail address')
    .addOption(roleOption('what they may do with every service (default: nothing)'))
    .option('--grant <service=role>', 'what they may do with one service; may be given again', grantOption);
  return serverOptions(command).action(async (email: string, flags: Flags) => {
    const server = await serverNeeded(flags.server);
    const body = { email, role: flags.role ?? null, grants: flags.grant ?? {} };
    const made = await ask(server, invite, { body });
    if (flags.json) return printJson(made);
    const until = moment(parseInstant(made.expiresAt), readersZone());
    tell([`Invitation ${made.id}; the link works once, until ${until}:`]);
    print([made.link]);
  });
}

function grantOption(text: string, before: Record<string, Role> = {}): Record<string, Role> {
  const [service, named, ...more] = text.split('=');
  const granted = service && named && more.length === 0 ? roleMeant(named) : null;
  if (granted) return { ...before, [service!]: granted };
  throw new LullError(
    'bad-option',
    `--grant "${text}" is not a service and a role`,
    `Write SERVICE=ROLE; roles are ${role.options.join(', ')}.`,
  );
}
