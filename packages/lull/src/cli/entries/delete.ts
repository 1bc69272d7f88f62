import { Command } from 'commander';
import { printable } from '../../printable.ts';
import { ask } from '../client/ask.ts';
import { type ChangeFlags, changeOptions, dryRunQuery } from '../client/flags.ts';
import { serverNeeded } from '../client/server.ts';
import { print, printJson } from '../output.ts';
import { type Kind, kinds, oneOf } from './kinds.ts';
import { readEntry } from './show.ts';

/** `lull KIND delete`: takes one block away, unless others refer to it. */
export function deleteCommand(kind: Kind): Command {
  const command = new Command('delete')
    .description(`Take a ${oneOf[kind]} away; refused while others refer to it.`)
    .argument('<name>', `the ${oneOf[kind]}`);
  return changeOptions(command).action((name: string, flags: ChangeFlags) => remove(kind, name, flags));
}

async function remove(kind: Kind, name: string, flags: ChangeFlags): Promise<void> {
  const server = await serverNeeded(flags.server);
  const before = await readEntry(server, kind, name);
  const version = flags.ifVersion ?? before.version;
  await ask(server, kinds[kind].remove, { params: { name }, query: dryRunQuery(flags), version });
  const { dryRun = false } = flags;
  if (flags.json) return printJson({ removed: before, dryRun });
  const what = `${oneOf[kind]} ${printable(name)}`;
  print([dryRun ? `Would take ${what} away. Nothing was changed.` : `Took ${what} away.`]);
}
