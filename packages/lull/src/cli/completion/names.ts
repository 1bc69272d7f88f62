import { listDowntimes } from '../../api/contract/downtimes.ts';
import { listSeries } from '../../api/contract/series.ts';
import { oneLine } from '../../printable.ts';
import { SECOND } from '../../time/instant.ts';
import { ask } from '../client/ask.ts';
import { type Server, serverMeant } from '../client/server.ts';
import { readServers } from '../client/servers.ts';
import { kinds } from '../entries/kinds.ts';
import type { Candidate } from './candidates.ts';

/** What has names that a command line can be completed with. */
export type Nameable = 'downtimes' | 'series' | 'servers' | 'services' | 'windows' | 'freezes' | 'teams';

/** A person waits at the keyboard: a server that takes longer than this is left alone. */
const limits = { within: 1 * SECOND, once: true } as const;

/** The names that the server (or this machine) knows; none where it cannot be asked. */
export async function namesOf(what: Nameable): Promise<Candidate[]> {
  try {
    if (what === 'servers') return Object.keys((await readServers()).keys).map((url) => [url, '']);
    const server = await serverMeant(undefined);
    return server ? await known(server, what) : [];
  } catch {
    // A command line that is being written is no place to tell of errors.
    return [];
  }
}

async function known(server: Server, what: Exclude<Nameable, 'servers'>): Promise<Candidate[]> {
  const query = { limit: '200' };
  if (what === 'downtimes') {
    const { items } = await ask(server, listDowntimes, { ...limits, query });
    return items.map(({ id, title, state }) => [id, oneLine(`${state}: ${title}`)]);
  }
  if (what === 'series') {
    const { items } = await ask(server, listSeries, { ...limits, query });
    return items.map(({ id, title }) => [id, oneLine(title)]);
  }
  const { items } = await ask(server, kinds[what].list, { ...limits, query });
  return items.map(({ name }) => [name, '']);
}
