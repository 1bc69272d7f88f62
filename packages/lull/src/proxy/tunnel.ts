import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** What the 101 says of the connection is written anew; it has no body. */
const notPassed = new Set(['connection', 'upgrade', 'content-length', 'transfer-encoding']);

/**
 * Joins a client and the upstream once the upstream has agreed: from then on bytes go both ways, each as fast
 * as the other side takes them, and what one ends the other is told.
 *
 * @param head what the client has sent already
 * @param headers those of the upstream's 101
 */
export function joinTunnel(
  client: Socket,
  head: Buffer,
  upstream: Duplex,
  headers: IncomingHttpHeaders,
): void {
  const lines = Object.entries(headers)
    .filter(([name]) => !notPassed.has(name))
    .flatMap(([name, value]) => [value ?? []].flat().map((one) => `${name}: ${one}\r\n`));
  const upgrade = `Connection: Upgrade\r\nUpgrade: ${headers.upgrade ?? 'websocket'}\r\n`;
  client.write(`HTTP/1.1 101 Switching Protocols\r\n${upgrade}${lines.join('')}\r\n`, 'latin1');
  if (head.length > 0) upstream.write(head);
  client.setTimeout(0);
  client.setNoDelay(true);
  client.setKeepAlive(true, KEEP_ALIVE);
  (upstream as Socket).setKeepAlive?.(true, KEEP_ALIVE);
  (upstream as Socket).setNoDelay?.(true);
  client.pipe(upstream);
  upstream.pipe(client);
  client.on('error', () => upstream.destroy()).on('close', () => upstream.destroy());
  upstream.on('error', () => client.destroy()).on('close', () => client.destroySoon());
}

/** Milliseconds of silence after which the system looks whether the other side is still there. */
const KEEP_ALIVE = 60_000;
