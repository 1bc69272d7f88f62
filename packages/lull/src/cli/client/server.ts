import { LullError } from '../../errors.ts';
import { readServers } from './servers.ts';

/** A server to ask, and the key that says who asks. */
export interface Server {
  /** Its address without a slash at the end: https://lull.example.org */
  readonly url: string;
  readonly key: string | null;
}

/**
 * The server that is meant: the one that --server names, else LULL_SERVER, else the one that the person last
 * logged in to. LULL_KEY goes before the kept key. Null where none is known.
 *
 * @throws LullError `bad-option`, `bad-setting` for an address that is none; `file-exposed`
 */
export async function serverMeant(named: string | undefined, env = process.env): Promise<Server | null> {
  const asked = named ?? (env.LULL_SERVER || undefined);
  if (asked !== undefined && env.LULL_KEY) {
    return { url: serverAddress(asked, named === undefined), key: env.LULL_KEY };
  }
  const { current, keys } = await readServers();
  const url = asked === undefined ? current : serverAddress(asked, named === undefined);
  return url === null ? null : { url, key: env.LULL_KEY || (keys[url] ?? null) };
}

/**
 * The server that is meant.
 *
 * @throws LullError `no-server` where none is known, and as `serverMeant`
 */
export async function serverNeeded(named: string | undefined): Promise<Server> {
  const server = await serverMeant(named);
  if (server) return server;
  throw new LullError(
    'no-server',
    'this asks a Lull server, and none is known',
    'Log in with lull login --server https://lull.example.org, or name one with --server or LULL_SERVER.',
  );
}

/**
 * The address in the one form by which keys are kept.
 *
 * @throws LullError `bad-option` (or `bad-setting`, from the environment)
 * @example serverAddress('https://Lull.example.org/') === 'https://lull.example.org'
 */
export function serverAddress(text: string, fromEnvironment = false): string {
  const url = URL.parse(text);
  const web = url && /^https?:$/.test(url.protocol) && !url.username && !url.password;
  if (web && !url.search && !url.hash) return url.href.replace(/\/+$/, '');
  throw new LullError(
    fromEnvironment ? 'bad-setting' : 'bad-option',
    `"${text}" is not the address of a server`,
    'Write it as https://lull.example.org, without name, password, query or fragment.',
  );
}
