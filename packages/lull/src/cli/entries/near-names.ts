import { nearest } from '../../catalog/mistakes.ts';
import { LullError } from '../../errors.ts';
import { printable } from '../../printable.ts';
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
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof LullError) || error.code !== 'not-found') throw error;
    const items = await entriesOf(server, kind);
    const meant = nearest(
      name,
      items.map((item) => item.name),
    );
    throw new LullError(
      'not-found',
      `there is no ${oneOf[kind]} "${printable(name)}" on ${server.url}`,
      meant === null ? `lull ${kind} list shows those that there are.` : `Did you mean ${printable(meant)}?`,
      error.details,
    );
  }
}
