import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { LullError } from '../errors.ts';
import { SECOND } from '../time/instant.ts';
import type { Env } from './call.ts';
import { secure } from './guard.ts';
import { problemResponse } from './problem.ts';
import type { First } from './public/at-once.ts';
import { type FastLane, openFastLane } from './public/fast-lane.ts';

/** A server that answers. */
export interface Listening {
  readonly host: string;
  readonly port: number;
  /**
   * Takes no more connections, lets what has begun end, and after `within` milliseconds breaks off the rest.
   * Event streams have to be ended by whoever holds them.
   */
  stop(within: number): Promise<void>;
}

/** Where a server listens, and what is asked before its app. */
export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  readonly first?: First | undefined;
}

/** After a restart thousands of gates connect at once. */
const BACKLOG = 4_096;

/** How often connections that have become idle are closed while the server stops. */
const sweepEvery = 50;

/**
 * Serves an app.
 *
 * @throws LullError `bad-setting` when the address is taken, not this machine's, or not allowed
 * @example const server = await listen(app, { host: '127.0.0.1', port: 4747 }); await server.stop(30_000);
 */
export async function listen(app: Hono<Env>, { host, port, first }: ListenOptions): Promise<Listening> {
  const rest = getRequestListener(app.fetch);
  const limits = {
    headersTimeout: 10 * SECOND,
    requestTimeout: 30 * SECOND,
    keepAliveTimeout: 65 * SECOND,
  };
  const server = createServer(limits, (request, response) => {
    if (!first?.request(request, response)) void rest(request, response);
  });
  const lane = first && openFastLane(server, first.plain);
  server.maxHeadersCount = 100;
  server.on('clientError', refuseUnread);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(cannotListen(host, port, error)));
    server.listen({ port, host, backlog: BACKLOG }, resolve);
  });
  const at = server.address() as AddressInfo;
  return { host: at.address, port: at.port, stop: (within) => stop(server, within, lane) };
}

async function stop(server: Server, within: number, lane: FastLane | undefined): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  lane?.close();
  const sweep = setInterval(() => server.closeIdleConnections(), sweepEvery);
  const late = setTimeout(() => {
    server.closeAllConnections();
    lane?.breakOff();
  }, within);
  await closed;
  clearInterval(sweep);
  clearTimeout(late);
}

/** What node could not read as HTTP never reaches the app; it is told the same way all the same. */
function refuseUnread(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const refusal =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? new LullError('too-large', 'The headers are larger than 16 kB', 'Send less.')
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? new LullError('timed-out', 'The request did not arrive in time', 'Send it again.')
        : new LullError('bad-request', 'This is not HTTP', 'Send an HTTP request.');
  void tell(refusal, socket);
}

async function tell(refusal: LullError, socket: Socket): Promise<void> {
  const request = randomUUID();
  const response = problemResponse(refusal, request);
  secure(response.headers, request);
  const body = await response.text();
  const headers = [...response.headers].map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const size = `content-length: ${Buffer.byteLength(body)}\r\n`;
  socket.end(`HTTP/1.1 ${response.status} Refused\r\n${headers}${size}connection: close\r\n\r\n${body}`);
}

function cannotListen(host: string, port: number, error: NodeJS.ErrnoException): LullError {
  const why = {
    EADDRINUSE: 'it is taken',
    EACCES: 'it is not allowed',
    EADDRNOTAVAIL: 'it is not this machine’s',
  };
  const known = why[error.code as keyof typeof why] ?? error.message;
  const address = `${host}:${port}`;
  return new LullError(
    'bad-setting',
    `Cannot listen on ${address}: ${known}`,
    'Choose another with --listen.',
    {
      address,
    },
  );
}
