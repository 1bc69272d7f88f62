import { services } from '../../api/contract/entries.ts';
import { nearest } from '../../catalog/mistakes.ts';
import { LullError } from '../../errors.ts';
import { printable } from '../../printable.ts';
import { ask } from './ask.ts';
import { helping } from './helping.ts';
import { firstOf } from './pages.ts';
import type { Server } from './server.ts';

/**
 * The zone of a service on the server.
 *
 * @throws LullError `unknown-service`, which names the one that may be meant
 */
export async function zoneOfService(server: Server, name: string): Promise<string> {
  const read = () => ask(server, services.read, { params: { name } });
  const { body } = await helpingWithService(server, name, read);
  return typeof body.zone === 'string' ? body.zone : 'UTC';
}

/** Does the work; when there is no such service, the error names the one that may be meant. */
export async function helpingWithService<T>(
  server: Server,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  return helping(work, ['not-found', 'unknown-service'], () => unknownService(server, name));
}

/**
 * The services that are meant: the named ones, else the only one there is.
 *
 * @throws LullError `unknown-service` when there are several (or none) and none was named
 */
export async function servicesMeant(server: Server, named: readonly string[]): Promise<readonly string[]> {
  if (named.length > 0) return named;
  const names = await serviceNames(server);
  if (names.length === 1) return names;
  throw new LullError(
    'unknown-service',
    names.length > 1 ? 'the server has several services, and none was named' : 'the server has no service',
    names.length > 1 ? `Name one of ${shown(names)}.` : 'Write one with lull apply or lull services put.',
  );
}

/** As many names as can help: nobody reads more. */
const most = 1_000;

/** The names of the services that the caller may see. */
export async function serviceNames(server: Server): Promise<string[]> {
  const page = (query: { limit: string; after?: string }) => ask(server, services.list, { query });
  const { items } = await firstOf(most, undefined, page, most);
  return items.map(({ name }) => name);
}

async function unknownService(server: Server, name: string): Promise<LullError> {
  const names = await serviceNames(server);
  const meant = nearest(name, names);
  return new LullError(
    'unknown-service',
    `"${printable(name)}" is not a service of ${server.url}`,
    meant !== null
      ? `Did you mean ${printable(meant)}?`
      : names.length > 0
        ? `Name one of ${shown(names)}.`
        : 'It has none yet: write one with lull apply or lull services put.',
  );
}

function shown(names: readonly string[]): string {
  const more = names.length - 20;
  return `${names.slice(0, 20).map(printable).join(', ')}${more > 0 ? ` (and ${more} more)` : ''}`;
}
