import { listDowntimes } from '../../api/contract/downtimes.ts';
import type { Answered } from '../../api/contract/endpoint.ts';
import { nearest } from '../../catalog/mistakes.ts';
import { LullError } from '../../errors.ts';
import { printable } from '../../printable.ts';
import { ask } from '../client/ask.ts';
import type { Server } from '../client/server.ts';

type Listed = Answered<typeof listDowntimes>['items'][number];

/** What an id can be made of. */
const form = /^[\w-]{1,64}$/;

/** More are not named when a beginning fits several. */
const mostNamed = 10;

/**
 * Does the work with the downtime that is meant: the one of that id, else the only one whose id begins so.
 *
 * @param written the id, or how it begins
 * @throws LullError `bad-option` where several begin so; `not-found` names the one that may be meant
 */
export async function withDowntime<T>(
  server: Server,
  written: string,
  work: (id: string) => Promise<T>,
): Promise<T> {
  try {
    return await work(written);
  } catch (error) {
    if (!(error instanceof LullError) || !['not-found', 'bad-request'].includes(error.code)) throw error;
    const found = form.test(written) ? await beginningWith(server, written) : [];
    if (found.some(({ id }) => id === written)) throw error;
    if (found.length > 1) throw unclear(written, found);
    if (found.length === 1) return work(found[0]!.id);
    const meant = await nearTo(server, written).catch(() => null);
    throw meant === null
      ? error
      : new LullError(error.code, error.message, `Did you mean ${told(meant)}?`, error.details);
  }
}

async function beginningWith(server: Server, id: string): Promise<readonly Listed[]> {
  const query = { id, order: 'latest', limit: String(mostNamed + 1) } as const;
  return (await ask(server, listDowntimes, { query })).items;
}

function unclear(written: string, found: readonly Listed[]): LullError {
  const named = found.slice(0, mostNamed).map(told);
  const more = found.length > mostNamed ? ', and more' : '';
  return new LullError(
    'bad-option',
    `several downtimes begin with ${written}`,
    `Write more of the one you mean: ${named.join(', ')}${more}.`,
    { found: found.map(({ id, title }) => ({ id, title })) },
  );
}

async function nearTo(server: Server, written: string): Promise<Listed | null> {
  const { items } = await ask(server, listDowntimes, { query: { limit: '200' } });
  const titled = items.find(({ title }) => title.toLowerCase() === written.toLowerCase());
  if (titled) return titled;
  const ids = items.map(({ id }) => id);
  return items.find(({ id }) => id === nearest(written, ids)) ?? null;
}

const told = ({ id, title }: Listed): string => `${id} (${printable(title)})`;
