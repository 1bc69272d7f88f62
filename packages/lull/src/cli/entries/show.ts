import { Command } from 'commander';
import { stringify } from 'yaml';
import type { EntryView } from '../../api/contract/entries.ts';
import { ask } from '../client/ask.ts';
import { type ServerFlags, serverOptions } from '../client/flags.ts';
import { type Server, serverNeeded } from '../client/server.ts';
import { print, printJson } from '../output.ts';
import { paint } from '../terminal.ts';
import { type Kind, oneOf } from './commands.ts';
import { kinds } from './kinds.ts';
import { helpingWithName } from './near-names.ts';

/** `lull KIND show`: one block, as it would be written in lull.yaml. */
export function showCommand(kind: Kind): Command {
  const command = new Command('show')
    .description(`Show one ${oneOf[kind]}, as it is written in lull.yaml.`)
    .argument('<name>', `the ${oneOf[kind]}`);
  return serverOptions(command).action(async (name: string, flags: ServerFlags) => {
    const server = await serverNeeded(flags.server);
    const entry = await readEntry(server, kind, name);
    if (flags.json) return printJson(entry);
    print([...entryLines(kind, entry), paint(process.stdout).dim(`# version ${entry.version}`)]);
  });
}

/**
 * One block of the server.
 *
 * @throws LullError `not-found`, which names the one that may be meant
 */
export function readEntry(server: Server, kind: Kind, name: string): Promise<EntryView> {
  return helpingWithName(server, kind, name, () => ask(server, kinds[kind].read, { params: { name } }));
}

function entryLines(kind: Kind, { name, body }: EntryView): string[] {
  return stringify({ [kind]: { [name]: body } })
    .trimEnd()
    .split('\n');
}
