import { listDowntimes } from '../../api/contract/downtimes.ts';
import { nearest } from '../../catalog/mistakes.ts';
import { LullError } from '../../errors.ts';
import { printable } from '../../printable.ts';
import { ask } from '../client/ask.ts';
import type { Server } from '../client/server.ts';

/** Does the work; when there is no downtime of that id, the error names the one that may be meant. */
export async function helpingWithId<T>(server: Server, id: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof LullError) || !['not-found', 'bad-request'].includes(error.code)) throw error;
    const meant = await idMeant(server, id).catch(() => null);
    if (meant === null) throw error;
    throw new LullError(error.code, error.message, `Did you mean ${meant}?`, error.details);
  }
}

async function idMeant(server: Server, id: string): Promise<string | null> {
  const { items } = await ask(server, listDowntimes, { query: { limit: '200' } });
  const found =
    items.find((one) => one.id.startsWith(id)) ??
    items.find((one) => one.title.toLowerCase() === id.toLowerCase()) ??
    items.find(
      (one) =>
        one.id ===
        nearest(
          id,
          items.map((other) => other.id),
        ),
    );
  return found ? `${found.id} (${printable(found.title)})` : null;
}
