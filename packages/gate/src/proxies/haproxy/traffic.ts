import type { Traffic } from '../contract.ts';
import { say } from './socket.ts';

/** One line of `show stat` that is about a backend or one of its servers. */
interface Row {
  readonly backend: string;
  readonly server: string;
  readonly sessions: number;
  readonly requests: number;
}

/**
 * What HAProxy has in its backends, waiting ones too, and what it has given to them.
 *
 * @param backends which are the service; empty: all but those of gates
 * @throws ProxyError `no-proxy`
 */
export async function trafficOf(socket: string, backends: readonly string[]): Promise<Traffic> {
  const rows = (await rowsOf(socket, backends)).filter(({ server }) => server === 'BACKEND');
  const sum = (what: 'sessions' | 'requests') => rows.reduce((total, row) => total + row[what], 0);
  // It tells no methods; and all backends together may be more than the service.
  const requests = backends.length === 0 ? null : sum('requests');
  return { inFlight: sum('sessions'), requests, writes: null };
}

/** Ends what is still connected to the service's servers. */
export async function endSessionsOf(socket: string, backends: readonly string[]): Promise<boolean> {
  const rows = await rowsOf(socket, backends);
  const busy = rows.filter(({ server, sessions }) => server !== 'BACKEND' && sessions > 0);
  for (const { backend, server } of busy) await say(socket, `shutdown sessions server ${backend}/${server}`);
  return true;
}

async function rowsOf(socket: string, backends: readonly string[]): Promise<readonly Row[]> {
  const [head = '', ...lines] = (await say(socket, 'show stat')).trim().split('\n');
  const names = head.replace(/^# /, '').split(',');
  const at = (name: string): number => names.indexOf(name);
  const [backend, server, sessions, requests] = [at('pxname'), at('svname'), at('scur'), at('stot')];
  return lines
    .map((line) => line.split(','))
    .map((fields) => ({
      backend: fields[backend] ?? '',
      server: fields[server] ?? '',
      sessions: Number(fields[sessions] ?? 0),
      requests: Number(fields[requests] ?? 0),
    }))
    .filter((row) => row.server !== 'FRONTEND')
    .filter(({ backend: name }) =>
      backends.length > 0 ? backends.includes(name) : !name.startsWith('lull-'),
    );
}
