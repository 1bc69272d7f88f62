import { Command } from 'commander';
import type { EntryView } from '../../api/contract/entries.ts';
import { printable } from '../../printable.ts';
import { ask } from '../client/ask.ts';
import { type ServerFlags, serverOptions } from '../client/flags.ts';
import { firstOf } from '../client/pages.ts';
import { type Server, serverNeeded } from '../client/server.ts';
import { print, printJson } from '../output.ts';
import { table } from '../render/table.ts';
import { paint } from '../terminal.ts';
import { type Kind, oneOf } from './commands.ts';
import { kinds } from './kinds.ts';

/** The fields that a list shows beside the name. */
const shown: Readonly<Record<Kind, readonly string[]>> = {
  services: ['zone', 'windows', 'dependsOn', 'team'],
  windows: ['zone', 'start', 'duration', 'rrule', 'risk', 'notice'],
  freezes: ['zone', 'start', 'duration', 'rrule', 'reason'],
  teams: ['zone', 'hours', 'people'],
};

/** `lull KIND list` */
export function listCommand(kind: Kind): Command {
  const command = new Command('list').description(`List the ${kind} of the server.`);
  return serverOptions(command).action(async (flags: ServerFlags) => {
    const server = await serverNeeded(flags.server);
    const items = await entriesOf(server, kind);
    if (flags.json) return printJson({ items });
    print(items.length > 0 ? lines(kind, items) : [`No ${oneOf[kind]}.`]);
  });
}

/** All blocks of a kind that the caller may see, by name. */
export async function entriesOf(server: Server, kind: Kind): Promise<readonly EntryView[]> {
  const page = (query: { limit: string; after?: string }) => ask(server, kinds[kind].list, { query });
  const { items } = await firstOf(Number.POSITIVE_INFINITY, undefined, page, 1_000);
  return items;
}

function lines(kind: Kind, items: readonly EntryView[]): string[] {
  const fields = shown[kind];
  const rows = items.map(({ name, body }) => [printable(name), ...fields.map((field) => cell(body[field]))]);
  const [head = '', ...others] = table([['name', ...fields], ...rows], 'lllllll');
  return [paint(process.stdout).dim(head), ...others];
}

function cell(value: unknown): string {
  if (value === undefined || value === null) return '-';
  return printable(Array.isArray(value) ? value.join(', ') : String(value));
}
