import { nearest } from '../../catalog/mistakes.ts';
import { LullError } from '../../errors.ts';
import { printable } from '../../printable.ts';
import { helping } from '../client/helping.ts';
import type { Server } from '../client/server.ts';
import { type Kind, oneOf } from './commands.ts';
import { entriesOf } from './list.ts';

/** Does the work; when there is no block of that name, the error names the one that may be meant. */
export async function helpingWithName<T>(
  server: Server,
  kind: Kind,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  return helping(work, ['not-found'], async ({ details }) => {
    const items = await entriesOf(server, kind);
    const meant = nearest(
      name,
      items.map((item) => item.name),
    );
    return new LullError(
      'not-found',
      `there is no ${oneOf[kind]} "${printable(name)}" on ${server.url}`,
      meant === null ? `lull ${kind} list shows those that there are.` : `Did you mean ${printable(meant)}?`,
      details,
    );
  });
}
