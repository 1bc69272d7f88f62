import type { z } from 'zod';
import type { catalogChange } from '../../api/contract/entries.ts';
import { printable } from '../../printable.ts';
import { parseInstant } from '../../time/instant.ts';
import type { Paint } from '../terminal.ts';
import { moment } from './moment.ts';

export type CatalogChange = z.output<typeof catalogChange>;
type EntryChange = CatalogChange['changes'][number];

const signs = { added: '+', changed: '~', removed: '-' } as const;
const colors = { added: 'green', changed: 'yellow', removed: 'red' } as const;

/**
 * What a change makes of services, windows and the like: a line for each, its fields beneath, and the
 * downtimes whose owners are asked what to do.
 */
export function changeLines(
  { changes, touches }: Pick<CatalogChange, 'changes' | 'touches'>,
  style: Paint,
): string[] {
  return [
    ...changes.flatMap(({ kind, name, change, fields }) => [
      style[colors[change]](`${signs[change]} ${named(kind, name)}`),
      ...(change === 'removed' ? [] : fields.map(fieldLine)),
    ]),
    ...(touches.length > 0 ? ['', 'Owners are asked what to do about:'] : []),
    ...touches.flatMap(({ id, title, start, zone, reasons }) => [
      `  ${id}  ${printable(title)}, ${moment(parseInstant(start), zone)}`,
      ...reasons.map(({ message }) => `    ${printable(message)}`),
    ]),
  ];
}

/** There is one organisation, and it has no other name. */
function named(kind: EntryChange['kind'], name: string): string {
  return kind === 'organisation' ? kind : `${kind} ${printable(name)}`;
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
