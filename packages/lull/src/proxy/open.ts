import { randomBytes } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { gateListener, gateUpgrade } from '@lull/gate/node';
import { Pool } from 'undici';
import { LullError } from '../errors.ts';
import type { ProxyOptions, RunningProxy } from './contract.ts';
import { listenerWith, MOST_HEADERS } from './listener.ts';
import { pass, passUpgrade, type Route } from './pass.ts';
import { NEVER, type Passage } from './passage.ts';
import { Patience } from './patience.ts';
import { refuseUnread } from './unread.ts';

/** How often connections that have become idle are closed while the proxy stops. */
const SWEEP = 50;

const PASSAGE = Symbol('passage');

type Response = ServerResponse & { [PASSAGE]?: Passage | null };

/**
 * Opens a reverse proxy for one server behind it: HTTP/1.1 with streams in both directions, WebSockets,
 * events.
 *
 * @throws LullError `bad-setting` when the address is taken, not this machine's, or not allowed
 * @example
 * const proxy = await openProxy({ host: '', port: 8080, upstream: new URL('http://127.0.0.1:3000'), … });
 * await proxy.stop(30_000);
 */
export async function openProxy(options: ProxyOptions): Promise<RunningProxy> {
  const { upstream: origin, trusted, patience, gate, atGate, onTrouble } = options;
  const upstream = new Pool(origin.origin, {
    allowH2: false,
    // A stream of events may be silent for hours; that its connection is gone the system tells.
    headersTimeout: NEVER,
    bodyTimeout: NEVER,
    connect: { timeout: patience, keepAlive: true },
    maxHeaderSize: MOST_HEADERS,
  });
  const via = `lull-${randomBytes(6).toString('hex')}`;
  const waiting = new Patience(patience);
  const route: Route = { upstream, trusted, via, patience, waiting, onTrouble, isStopping: false };
  const tunnels = new Set<Socket>();
  let requests = 0;

  const go = (request: IncomingMessage, response: Response): void => {
    response[PASSAGE] = pass(request, response, route);
  };
  const admit = gate ? gateListener(gate, go, atGate) : go;
  // One function for all responses: a closure for each would cost more than passing it on.
  function leave(this: Response): void {
    requests -= 1;
    this[PASSAGE]?.left();
  }
  const onRequest = (request: IncomingMessage, response: Response): void => {
    requests += 1;
    response.on('close', leave);
    if (route.isStopping) response.shouldKeepAlive = false;
    admit(request, response);
  };
  const onTunnel = (client: Socket): void => {
    tunnels.add(client);
    client.once('close', () => tunnels.delete(client));
  };
  const goUp = (request: IncomingMessage, socket: Duplex, head: Buffer): void =>
    passUpgrade(request, socket as Socket, head, route, onTunnel);
  const admitUp = gate ? gateUpgrade(gate, goUp, atGate) : goUp;
  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    // For as long as nobody else listens: an error would end the process.
    socket.on('error', () => socket.destroy());
    admitUp(request, socket, head);
  };

  const { server, renew } = listenerWith(options.certificate);
  server.on('request', onRequest).on('checkContinue', onRequest).on('upgrade', onUpgrade);
  server.on('connect', (_request, socket: Socket) => {
    socket.end('HTTP/1.1 501 Not Implemented\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
  });
  server.on('clientError', refuseUnread);
  await listening(server, options);
  const at = server.address() as AddressInfo;
  return {
    host: at.address,
    port: at.port,
    inFlight: () => requests + tunnels.size,
    renew,
    async stop(within) {
      route.isStopping = true;
      await end(server, tunnels, within);
      waiting.close();
      await upstream.destroy();
    },
  };
}

async function listening(server: Server, { host, port }: ProxyOptions): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      const address = `${host}:${port}`;
      const why = error.message;
      reject(
        new LullError('bad-setting', `Cannot listen on ${address}: ${why}`, 'Choose another with --listen.', {
          address,
        }),
      );
    });
    server.listen({ port, ...(host !== '' && { host }) }, resolve);
  });
}

async function end(server: Server, tunnels: ReadonlySet<Socket>, within: number): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(() => {
    server.closeAllConnections();
    for (const tunnel of tunnels) tunnel.destroy();
    resolve();
  }, within);
  const closed = new Promise((done) => server.close(done));
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP);
  const quiet = Promise.all([
    closed,
    ...[...tunnels].map((one) => new Promise((done) => one.once('close', done))),
  ]);
  await Promise.race([quiet, late]);
  clearInterval(sweep);
  clearTimeout(timer);
}
