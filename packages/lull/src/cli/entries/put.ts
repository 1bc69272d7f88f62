import { Command } from 'commander';
import { parseDocument } from 'yaml';
import type { EntryView } from '../../api/contract/entries.ts';
import { LullError } from '../../errors.ts';
import { ask } from '../client/ask.ts';
import { type ChangeFlags, changeOptions, dryRunQuery } from '../client/flags.ts';
import { type Server, serverNeeded } from '../client/server.ts';
import { reasonOption } from '../downtime/say.ts';
import { print, printJson } from '../output.ts';
import { changeLines } from '../render/changes.ts';
import { paint } from '../terminal.ts';
import { textOf } from '../text-of.ts';
import { type Kind, oneOf } from './commands.ts';
import { kinds } from './kinds.ts';

type Fields = Record<string, unknown>;

interface Flags extends ChangeFlags {
  file: string;
  reason?: string;
}

/** `lull KIND put`: makes one block what a file says. */
export function putCommand(kind: Kind): Command {
  const command = new Command('put')
    .description(`Make a ${oneOf[kind]} or replace it, as a file says.`)
    .argument('<name>', `the ${oneOf[kind]}`)
    .requiredOption('-f, --file <file>', 'its fields as in lull.yaml, YAML or JSON; - for standard input');
  return changeOptions(reasonOption(command)).action((name: string, flags: Flags) => put(kind, name, flags));
}

async function put(kind: Kind, name: string, flags: Flags): Promise<void> {
  const server = await serverNeeded(flags.server);
  const body = blockIn(fieldsIn(await textOf(flags.file), flags.file), kind, name, flags.file);
  const version = flags.ifVersion ?? (await present(server, kind, name))?.version;
  const outcome = await ask(server, kinds[kind].put, {
    params: { name },
    query: { ...dryRunQuery(flags), why: flags.reason },
    body,
    ...(version === undefined ? { onlyNew: true } : { version }),
  });
  if (flags.json) return printJson(outcome);
  print([
    ...(outcome.changes.length > 0 ? changeLines(outcome, paint(process.stdout)) : ['It is so already.']),
    ...(outcome.dryRun ? ['', 'Nothing was changed.'] : []),
  ]);
}

/**
 * The fields of the block: the file has them alone, or as `show` prints them, beneath their kind and name.
 */
function blockIn(fields: Fields, kind: Kind, name: string, file: string): Fields {
  const [only, ...others] = Object.keys(fields);
  if (only !== kind || others.length > 0) return fields;
  const blocks = fields[kind];
  const names = blocks !== null && typeof blocks === 'object' ? Object.keys(blocks) : [];
  const block = (blocks as Fields | null)?.[name];
  if (names.length === 1 && block !== null && typeof block === 'object') return block as Fields;
  throw new LullError(
    'bad-config',
    `${file} holds ${kind} of its own, and not ${name} alone`,
    `Leave only ${name} there; lull apply takes a whole lull.yaml.`,
  );
}

/** The block as it is; null where there is none. */
async function present(server: Server, kind: Kind, name: string): Promise<EntryView | null> {
  try {
    return await ask(server, kinds[kind].read, { params: { name } });
  } catch (error) {
    if (error instanceof LullError && error.code === 'not-found') return null;
    throw error;
  }
}

function fieldsIn(text: string, file: string): Fields {
  const document = parseDocument(text);
  const [mistake] = document.errors;
  const value: unknown = mistake ? null : document.toJS({ maxAliasCount: 100 });
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
    return value as Fields;
  }
  throw new LullError(
    'bad-config',
    mistake ? `${file}: ${mistake.message}` : `${file} does not hold fields`,
    'Write the fields alone, such as "zone: Europe/Berlin"; lull apply takes a whole lull.yaml.',
  );
}
