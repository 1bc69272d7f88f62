import { Command } from 'commander';
import { ask } from '../client/ask.ts';
import { type ChangeFlags, changeOptions, dryRunQuery } from '../client/flags.ts';
import { serverNeeded } from '../client/server.ts';
import { reasonOption } from '../downtime/say.ts';
import { print, printJson } from '../output.ts';
import { changeLines } from '../render/changes.ts';
import { paint } from '../terminal.ts';
import { type Kind, oneOf } from './commands.ts';
import { kinds } from './kinds.ts';
import { readEntry } from './show.ts';

interface Flags extends ChangeFlags {
  reason?: string;
}

/** `lull KIND delete`: takes one block away, unless others refer to it. */
export function deleteCommand(kind: Kind): Command {
  const command = new Command('delete')
    .description(`Take a ${oneOf[kind]} away; refused while others refer to it.`)
    .argument('<name>', `the ${oneOf[kind]}`);
  return changeOptions(reasonOption(command)).action((name: string, flags: Flags) =>
    remove(kind, name, flags),
  );
}

async function remove(kind: Kind, name: string, flags: Flags): Promise<void> {
  const server = await serverNeeded(flags.server);
  const version = flags.ifVersion ?? (await readEntry(server, kind, name)).version;
  const query = { ...dryRunQuery(flags), why: flags.reason };
  const outcome = await ask(server, kinds[kind].remove, { params: { name }, query, version });
  if (flags.json) return printJson(outcome);
  print([
    ...changeLines(outcome, paint(process.stdout)),
    ...(outcome.dryRun ? ['', 'Nothing was changed.'] : []),
  ]);
}
