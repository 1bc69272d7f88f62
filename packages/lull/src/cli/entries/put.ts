import { Command } from 'commander';
import { parseDocument } from 'yaml';
import type { EntryView } from '../../api/contract/entries.ts';
import { LullError } from '../../errors.ts';
import { ask } from '../client/ask.ts';
import { type ChangeFlags, changeOptions, dryRunQuery } from '../client/flags.ts';
import { type Server, serverNeeded } from '../client/server.ts';
import { print, printJson } from '../output.ts';
import { changeLines, type EntryChange } from '../render/changes.ts';
import { paint } from '../terminal.ts';
import { textOf } from '../text-of.ts';
import { type Kind, kinds, oneOf } from './kinds.ts';

interface Flags extends ChangeFlags {
  file: string;
}

/** `lull KIND put`: makes one block what a file says. */
export function putCommand(kind: Kind): Command {
  const command = new Command('put')
    .description(`Make a ${oneOf[kind]} or replace it, as a file says.`)
    .argument('<name>', `the ${oneOf[kind]}`)
    .requiredOption('-f, --file <file>', 'its fields as in lull.yaml, YAML or JSON; - for standard input');
  return changeOptions(command).action((name: string, flags: Flags) => put(kind, name, flags));
}

async function put(kind: Kind, name: string, flags: Flags): Promise<void> {
  const server = await serverNeeded(flags.server);
  const body = fieldsIn(await textOf(flags.file), flags.file);
  const before = await present(server, kind, name);
  const version = flags.ifVersion ?? before?.version;
  const after = await ask(server, kinds[kind].put, {
    params: { name },
    query: dryRunQuery(flags),
    body,
    ...(version === undefined ? { onlyNew: true } : { version }),
  });
  const changes = changeOf(before, after);
  if (flags.json) return printJson({ entry: after, changes, dryRun: flags.dryRun === true });
  print([
    ...(changes.length > 0 ? changeLines(changes, paint(process.stdout)) : ['It is so already.']),
    ...(flags.dryRun ? ['', 'Nothing was changed.'] : []),
  ]);
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

function fieldsIn(text: string, file: string): Record<string, unknown> {
  const document = parseDocument(text);
  const [mistake] = document.errors;
  const value: unknown = mistake ? null : document.toJS({ maxAliasCount: 100 });
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new LullError(
    'bad-config',
    mistake ? `${file}: ${mistake.message}` : `${file} does not hold fields`,
    'Write the fields alone, such as "zone: Europe/Berlin"; lull apply takes a whole lull.yaml.',
  );
}

function changeOf(before: EntryView | null, after: EntryView): EntryChange[] {
  const { kind, name } = after;
  const names = new Set([...Object.keys(before?.body ?? {}), ...Object.keys(after.body)]);
  const fields = [...names]
    .map((field) => ({ field, before: before?.body[field], after: after.body[field] }))
    .filter((one) => JSON.stringify(one.before) !== JSON.stringify(one.after));
  if (before !== null && fields.length === 0) return [];
  return [{ kind, name, change: before === null ? 'added' : 'changed', fields }];
}
