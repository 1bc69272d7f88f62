import type { z } from 'zod';
import type { entryChange } from '../../api/contract/entries.ts';
import { printable } from '../../printable.ts';
import type { Paint } from '../terminal.ts';

export type EntryChange = z.output<typeof entryChange>;

const signs = { added: '+', changed: '~', removed: '-' } as const;
const colors = { added: 'green', changed: 'yellow', removed: 'red' } as const;

/** What a change makes of services, windows and the like: a line for each, and its fields beneath. */
export function changeLines(changes: readonly EntryChange[], style: Paint): string[] {
  return changes.flatMap(({ kind, name, change, fields }) => [
    style[colors[change]](`${signs[change]} ${kind} ${printable(name)}`),
    ...(change === 'removed' ? [] : fields.map((field) => fieldLine(field))),
  ]);
}

function fieldLine({ field, before, after }: EntryChange['fields'][number]): string {
  const name = printable(field);
  if (before === undefined || before === null) return `    ${name}: ${shown(after)}`;
  if (after === undefined || after === null) return `    ${name}: ${shown(before)} -> nothing`;
  return `    ${name}: ${shown(before)} -> ${shown(after)}`;
}

function shown(value: unknown): string {
  return printable(typeof value === 'string' ? value : JSON.stringify(value));
}
