import { once } from 'node:events';
import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { afterEach } from 'vitest';
import { trustedProxies } from '../../src/access/client-address.ts';
import type { ProxyOptions, RunningProxy, Trouble } from '../../src/proxy/contract.ts';
import { openProxy } from '../../src/proxy/open.ts';

/** What is to be undone after a test, the last first. */
const undone: (() => unknown)[] = [];

afterEach(async () => {
  for (const undo of undone.splice(0).reverse()) await undo();
});

/** A server behind the proxy, on node:http. */
export async function upstreamOf(listener: RequestListener, options: ServerOptions = {}): Promise<Server> {
  const server = createServer({ keepAliveTimeout: 5_000, ...options }, listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  undone.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return server;
}

/** A server behind the proxy that says what it is told to, byte by byte. */
export async function rawUpstream(onConnection: (socket: Socket) => void): Promise<Server> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    onConnection(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  undone.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return server as unknown as Server;
}

export interface TestProxy extends RunningProxy {
  readonly url: string;
  readonly troubles: Trouble[];
}

export async function proxyFor(
  upstream: Server | number,
  more: Partial<ProxyOptions> = {},
): Promise<TestProxy> {
  const port = typeof upstream === 'number' ? upstream : (upstream.address() as AddressInfo).port;
  const troubles: Trouble[] = [];
  const proxy = await openProxy({
    host: '127.0.0.1',
    port: 0,
    upstream: new URL(`http://127.0.0.1:${port}`),
    trusted: trustedProxies(''),
    patience: 5_000,
    onTrouble: (trouble) => troubles.push(trouble),
    ...more,
  });
  undone.push(() => proxy.stop(0));
  return Object.assign(proxy, { url: `http://127.0.0.1:${proxy.port}`, troubles });
}

/** A port on which nobody listens. */
export async function freePort(): Promise<number> {
  const server = createTcpServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A connection of which every byte is seen. */
export interface RawClient {
  readonly socket: Socket;
  send(text: string): void;
  /** All that came so far. */
  readonly seen: string;
  /** Waits until what came matches. */
  until(pattern: RegExp): Promise<string>;
  /** Waits until the other side has ended. */
  end(): Promise<string>;
}

export async function rawClient({ port }: { readonly port: number }): Promise<RawClient> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  undone.push(() => socket.destroy());
  let seen = '';
  let isOver = false;
  const waiting = new Set<() => void>();
  const look = (): void => {
    for (const one of waiting) one();
  };
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    seen += chunk.toString('latin1');
    look();
  });
  for (const event of ['end', 'close']) {
    socket.on(event, () => {
      isOver = true;
      look();
    });
  }
  const when = (isThere: () => boolean): Promise<string> =>
    new Promise((resolve, reject) => {
      const check = (): void => {
        if (isThere()) resolve(seen);
        else if (isOver) reject(new Error(`the connection ended with: ${seen}`));
        else return;
        waiting.delete(check);
      };
      waiting.add(check);
      check();
    });
  return {
    socket,
    send: (text) => void socket.write(text, 'latin1'),
    get seen() {
      return seen;
    },
    until: (pattern) => when(() => pattern.test(seen)),
    end: () => when(() => isOver),
  };
}

/** Sends a request as it is written, and gives all that comes back until the end. */
export async function exchange(proxy: { readonly port: number }, text: string): Promise<string> {
  const client = await rawClient(proxy);
  client.send(text);
  return client.end();
}

/**
 * Reads one part in eight turns of the loop, in which others have time to send: how far they run ahead of who
 * reads says whether they are held back.
 *
 * @param sent how many bytes were sent so far
 * @param enough bytes after which it stops
 * @returns how many came, and how many more were sent at most
 */
export async function readSlowly(
  from: Readable,
  sent: () => number,
  enough = Number.POSITIVE_INFINITY,
): Promise<{ got: number; most: number }> {
  let [got, most] = [0, 0];
  for await (const part of from) {
    got += part.length;
    most = Math.max(most, sent() - got);
    if (got >= enough) break;
    for (let turn = 0; turn < 8; turn += 1) await setImmediate();
  }
  return { got, most };
}
