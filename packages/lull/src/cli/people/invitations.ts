import { Command } from 'commander';
import { listInvitations } from '../../api/contract/people.ts';
import { printable } from '../../printable.ts';
import { parseInstant } from '../../time/instant.ts';
import { spokenTime } from '../../time/spoken.ts';
import { ask } from '../client/ask.ts';
import { type ServerFlags, serverOptions } from '../client/flags.ts';
import { serverNeeded } from '../client/server.ts';
import { print, printJson } from '../output.ts';
import { called } from '../render/called.ts';
import { readersZone } from '../render/moment.ts';
import { table } from '../render/table.ts';
import { paint } from '../terminal.ts';
import { grantsTold } from './list.ts';

/** `lull people invitations` */
export function invitationsCommand(): Command {
  const command = new Command('invitations').description('List the invitations that are open.');
  return serverOptions(command).action(async (flags: ServerFlags) => {
    const server = await serverNeeded(flags.server);
    const found = await ask(server, listInvitations, {});
    if (flags.json) return printJson(found);
    if (found.items.length === 0) return print(['No invitation is open.']);
    const rows = found.items.map(({ id, email, role, grants, by, names, expiresAt }) => [
      id,
      printable(email ?? '-'),
      role ?? 'none',
      grantsTold(grants),
      called(by, names),
      spokenTime(parseInstant(expiresAt), readersZone()),
    ]);
    const head = ['id', 'address', 'role', 'single services', 'by', 'ends'];
    const [first = '', ...lines] = table([head, ...rows], 'llllll');
    print([paint(process.stdout).dim(first), ...lines]);
  });
}
