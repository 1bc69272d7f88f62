import { say } from './socket.ts';

/** One line of `show stat` that is about a backend or one of its servers. */
interface Row {
  readonly backend: string;
  readonly server: string;
  readonly sessions: number;
}

/**
 * Requests, streams and WebSockets that HAProxy has in its backends, waiting ones too.
 *
 * @param backends which are the service; empty: all but those of gates
 * @throws ProxyError `no-proxy`
 */
export async function inFlightOf(socket: string, backends: readonly string[]): Promise<number> {
  const rows = await rowsOf(socket, backends);
  return sum(rows.filter(({ server }) => server === 'BACKEND'));
}

/**
 * Ends what is still connected to the service's servers.
 *
 * @returns how many there were
 */
export async function endSessionsOf(socket: string, backends: readonly string[]): Promise<number> {
  const rows = await rowsOf(socket, backends);
  const busy = rows.filter(({ server, sessions }) => server !== 'BACKEND' && sessions > 0);
  for (const { backend, server } of busy) await say(socket, `shutdown sessions server ${backend}/${server}`);
  return sum(busy);
}

async function rowsOf(socket: string, backends: readonly string[]): Promise<readonly Row[]> {
  const [head = '', ...lines] = (await say(socket, 'show stat')).trim().split('\n');
  const names = head.replace(/^# /, '').split(',');
  const [backend, server, sessions] = ['pxname', 'svname', 'scur'].map((name) => names.indexOf(name)) as [
    number,
    number,
    number,
  ];
  return lines
    .map((line) => line.split(','))
    .map((fields) => ({
      backend: fields[backend] ?? '',
      server: fields[server] ?? '',
      sessions: Number(fields[sessions] ?? 0),
    }))
    .filter((row) => row.server !== 'FRONTEND')
    .filter(({ backend: name }) =>
      backends.length > 0 ? backends.includes(name) : !name.startsWith('lull-'),
    );
}

function sum(rows: readonly Row[]): number {
  return rows.reduce((total, { sessions }) => total + sessions, 0);
}
