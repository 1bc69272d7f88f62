import { Command } from 'commander';
import { listKeys } from '../../api/contract/keys.ts';
import { printable } from '../../printable.ts';
import { parseInstant } from '../../time/instant.ts';
import { spokenTime } from '../../time/spoken.ts';
import { ask } from '../client/ask.ts';
import { type ServerFlags, serverOptions } from '../client/flags.ts';
import { serverNeeded } from '../client/server.ts';
import { print, printJson } from '../output.ts';
import { nameShown } from '../render/called.ts';
import { readersZone } from '../render/moment.ts';
import { table } from '../render/table.ts';
import { paint } from '../terminal.ts';

interface Flags extends ServerFlags {
  all?: boolean;
}

/** `lull keys list` */
export function listCommand(): Command {
  const command = new Command('list')
    .description(
      'List your keys and those of gates and agents that you may configure, without their secrets.',
    )
    .option('--all', 'the keys of everybody; for owners');
  return serverOptions(command).action(async (flags: Flags) => {
    const server = await serverNeeded(flags.server);
    const found = await ask(server, listKeys, { query: flags.all ? { all: 'true' } : {} });
    if (flags.json) return printJson(found);
    if (found.items.length === 0) return print(['No key.']);
    const rows = found.items.map(
      ({ id, name, personName, scopes, services, expiresAt, revokedAt, ...key }) => [
        id,
        printable(name),
        nameShown(personName),
        key.standsAlone ? (scopes?.[0] ?? 'gate') : (key.role ?? 'as its maker'),
        scopes?.join(', ') ?? 'all',
        services?.map(printable).join(', ') ?? 'all',
        endOf(revokedAt, expiresAt),
      ],
    );
    const head = ['id', 'name', 'of', 'role', 'for', 'services', 'ends'];
    const [first = '', ...lines] = table([head, ...rows], 'lllllll');
    print([paint(process.stdout).dim(first), ...lines]);
  });
}

function endOf(revokedAt: string | null, expiresAt: string | null): string {
  const at = (text: string) => spokenTime(parseInstant(text), readersZone());
  if (revokedAt !== null) return `revoked ${at(revokedAt)}`;
  return expiresAt === null ? 'never' : at(expiresAt);
}
