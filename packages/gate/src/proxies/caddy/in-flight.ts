import { ask } from '../ask.ts';
import { ProxyError } from '../errors.ts';
import { names } from '../folder.ts';

/**
 * Requests, streams and WebSockets that Caddy has with its upstreams.
 *
 * @param admin Caddy's admin address, as `http://127.0.0.1:2019`
 * @param upstreams which are the service, as `127.0.0.1:3000`; empty: all but gates
 * @throws ProxyError `no-proxy`
 * @example await inFlightOf('http://127.0.0.1:2019', [])
 */
export async function inFlightOf(admin: string, upstreams: readonly string[]): Promise<number> {
  const address = `${admin.replace(/\/$/, '')}/reverse_proxy/upstreams`;
  // Caddy's admin endpoint answers only to its own name.
  const { status, body } = await ask(address);
  const found = status === 200 ? upstreamsOf(body) : null;
  if (found === null) {
    throw new ProxyError(
      'no-proxy',
      `${address} answers ${status}: "${body.slice(0, 200)}".`,
      'Is that the admin address of Caddy?',
    );
  }
  return found
    .filter(({ address: at }) =>
      upstreams.length > 0 ? upstreams.includes(at) : !at.endsWith(`/${names.socket}`),
    )
    .reduce((total, { num_requests }) => total + num_requests, 0);
}

function upstreamsOf(body: string): readonly { address: string; num_requests: number }[] | null {
  try {
    const found: unknown = JSON.parse(body);
    return Array.isArray(found) ? found : null;
  } catch {
    return null;
  }
}
