import { Command } from 'commander';
import { listPeople } from '../../api/contract/people.ts';
import { printable } from '../../printable.ts';
import { ask } from '../client/ask.ts';
import { type ServerFlags, serverOptions } from '../client/flags.ts';
import { serverNeeded } from '../client/server.ts';
import { print, printJson } from '../output.ts';
import { table } from '../render/table.ts';
import { paint } from '../terminal.ts';

/** `lull people list` */
export function listCommand(): Command {
  const command = new Command('list').description('List everybody, with their roles.');
  return serverOptions(command).action(async (flags: ServerFlags) => {
    const server = await serverNeeded(flags.server);
    const found = await ask(server, listPeople, {});
    if (flags.json) return printJson(found);
    const rows = found.items.map(({ id, name, email, role, grants }) => [
      id,
      printable(name),
      printable(email),
      role ?? 'none',
      grantsTold(grants),
    ]);
    const [head = '', ...lines] = table(
      [['id', 'name', 'address', 'role', 'single services'], ...rows],
      'lllll',
    );
    print([paint(process.stdout).dim(head), ...lines]);
  });
}

/** What somebody may do with single services, in one line. */
export function grantsTold(grants: Readonly<Record<string, string>>): string {
  return Object.entries(grants)
    .map(([service, role]) => `${printable(service)}: ${role}`)
    .join(', ');
}
