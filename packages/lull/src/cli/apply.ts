import { createInterface } from 'node:readline/promises';
import { Command } from 'commander';
import { applyDocument } from '../api/contract/documents.ts';
import { LullError } from '../errors.ts';
import { ask } from './client/ask.ts';
import { type ServerFlags, serverOptions } from './client/flags.ts';
import { type Server, serverNeeded } from './client/server.ts';
import { reasonOption } from './downtime/say.ts';
import { print, printJson, tell } from './output.ts';
import { changeLines } from './render/changes.ts';
import { paint } from './terminal.ts';
import { textOf } from './text-of.ts';

interface Flags extends ServerFlags {
  file: string;
  prune?: boolean;
  dryRun?: boolean;
  yes?: boolean;
  reason?: string;
}

/** `lull apply`: makes the server's services, windows, freezes and teams what lull.yaml says. */
export function applyCommand(): Command {
  const command = new Command('apply')
    .description('Make the services, windows, freezes and teams of the server what lull.yaml says.')
    .option('-f, --file <file>', 'the file; - for standard input', 'lull.yaml')
    .option('--prune', 'take away what the file does not have')
    .option('--dry-run', 'change nothing; show what would be another than before')
    .option('--yes', 'do not ask; needed where nobody sits at a terminal');
  return serverOptions(reasonOption(command)).action(apply);
}

async function apply(flags: Flags): Promise<void> {
  const server = await serverNeeded(flags.server);
  const body = await textOf(flags.file);
  const query = { why: flags.reason, ...(flags.prune && { prune: 'true' as const }) };
  const asked = await naming(flags.file, () =>
    ask(server, applyDocument, { query: { ...query, dryRun: 'true' }, body }),
  );
  const style = paint(process.stdout);
  const nothing = asked.changes.length === 0;
  if (flags.dryRun || nothing) {
    if (flags.json) return printJson({ ...asked, dryRun: flags.dryRun === true });
    if (nothing) return print(['Nothing to change: the server has what the file says.']);
    return print([...changeLines(asked, style), '', 'Nothing was changed.']);
  }
  if (!flags.json) print(changeLines(asked, style));
  if (!flags.yes) await demandYes(server, flags.json === true);
  const applied = await ask(server, applyDocument, { query, body });
  if (flags.json) return printJson(applied);
  if (JSON.stringify(applied.changes) !== JSON.stringify(asked.changes)) {
    tell(['Somebody changed the server meanwhile; what was done is this:']);
    print(changeLines(applied, style));
  }
  print(['', `Applied to ${server.url}.`]);
}

/** The server doesn't know what the file is called whose mistakes it tells. */
async function naming<T>(file: string, work: () => Promise<T>): Promise<T> {
  const named = file === '-' ? 'standard input' : file;
  const inWords = (text: string) => text.replace(/(^ *|^Correct )lull\.yaml(?=[: ])/gm, `$1${named}`);
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof LullError) || error.code !== 'bad-config') throw error;
    throw new LullError(error.code, inWords(error.message), inWords(error.todo), error.details);
  }
}

/** A person's yes at the terminal; nobody is asked where none sits. */
async function demandYes(server: Server, json: boolean): Promise<void> {
  if (!process.stdin.isTTY || !process.stderr.isTTY || json) {
    throw new LullError(
      'bad-option',
      'nobody sits at a terminal who could say yes',
      'Look at the change with --dry-run, then add --yes.',
    );
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal
    .question(`\nApply this to ${server.url}? [y/N] `)
    .finally(() => terminal.close());
  if (/^y(es)?$/i.test(answer.trim())) return;
  throw new LullError('interrupted', 'nothing was changed', '');
}
