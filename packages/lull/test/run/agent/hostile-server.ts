import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { onTestFinished } from 'vitest';
import type { Hello, Output, Report } from '../../../src/run/runner/contract.ts';

/** What an agent asks of a server that may say anything. */
export interface HostileServer {
  readonly url: string;
  readonly hellos: readonly Hello[];
  readonly reports: readonly Report[];
  readonly outputs: readonly Output[];
  /** Streams that were opened so far. */
  streams(): number;
  /** What it says are the orders: sent on all streams, and to whoever asks. */
  order(orders: unknown): void;
  /** Sends these bytes on all streams. */
  send(bytes: string): void;
  /** Breaks off all streams. */
  breakOff(): void;
  /** From now on answers calls to a path so, instead of as it should; null for as it should. */
  answerWith(path: string, answer: Answer | null): void;
  /** From now on refuses reports and output of these parts so; null for none. */
  refuseWith(refusal: Refusal | null): void;
  /** From now on gives no streams, but pages. */
  endStreams(): void;
  /** Waits until it is so; looked at after every call. */
  until<T>(what: () => T | null | undefined | false): Promise<T>;
}

interface Refusal {
  readonly parts: readonly string[];
}

interface Answer {
  readonly status: number;
  readonly body: object | string;
}

/** The key that agents show it. */
export const key = `lull_${'a'.repeat(64)}`;

/**
 * A server that speaks as agents expect it, and says what the test tells it to.
 *
 * @example const server = await hostileServer(); server.order([{ run: '../../etc' }]);
 */
export async function hostileServer(): Promise<HostileServer> {
  const [hellos, reports, outputs]: [Hello[], Report[], Output[]] = [[], [], []];
  const open = new Set<ServerResponse>();
  const instead = new Map<string, Answer>();
  let orders: unknown = [];
  let streams = 0;
  let refusal: Refusal | null = null;
  let hasStreams = true;
  let changed = Promise.withResolvers<void>();
  const tell = (): void => {
    changed.resolve();
    changed = Promise.withResolvers();
  };
  const json = (response: ServerResponse, status: number, body: object): void => {
    const type = status < 400 ? 'application/json' : 'application/problem+json';
    response.writeHead(status, { 'content-type': type }).end(JSON.stringify(body));
  };
  const page = (response: ServerResponse, status: number, html: string): void => {
    response.writeHead(status, { 'content-type': 'text/html' }).end(html);
  };
  const frame = (): string => `event: orders\ndata: ${JSON.stringify({ orders })}\n\n`;

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(request.url!, 'http://here');
    const path = pathname.replace('/agent/v1', '');
    const body = await bodyOf(request);
    const other = instead.get(path);
    if (typeof other?.body === 'string') page(response, other.status, other.body);
    else if (other) json(response, other.status, other.body);
    else if (request.headers.authorization !== `Bearer ${key}`)
      json(response, 401, { code: 'not-signed-in' });
    else if (path === '/hello') {
      hellos.push(body as Hello);
      json(response, 200, { name: 'db-1', lease: 'PT15S' });
    } else if (isRefused(refusal, body)) {
      json(response, 403, refusal!);
    } else if (path === '/reports') {
      const told = (body as { reports: Report[] }).reports;
      for (const report of told) {
        const number = reports.filter(({ run, part }) => run === report.run && part === report.part).length;
        if (report.number === number + 1) reports.push(report);
      }
      const stored = told.map(({ run, part }) => [
        `${run}/${part}`,
        reports.filter((one) => one.run === run && one.part === part).length,
      ]);
      json(response, 200, { stored: Object.fromEntries(stored) });
    } else if (path === '/output') {
      outputs.push(...(body as { output: Output[] }).output);
      response.writeHead(204).end();
    } else if (request.headers.accept === 'text/event-stream' && !hasStreams) {
      page(response, 200, '<h1>Welcome</h1>');
    } else if (request.headers.accept === 'text/event-stream') {
      streams += 1;
      open.add(response);
      response.on('close', () => open.delete(response));
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(frame());
    } else json(response, 200, { orders: orders as object });
    tell();
  };
  const server = createServer((request, response) => {
    serve(request, response).catch((error: Error) => response.destroy(error));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const send = (bytes: string): void => {
    for (const response of open) response.write(bytes);
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hellos,
    reports,
    outputs,
    streams: () => streams,
    order(given) {
      orders = given;
      send(frame());
    },
    send,
    breakOff() {
      for (const response of open) response.destroy();
    },
    refuseWith(given) {
      refusal = given;
    },
    endStreams() {
      hasStreams = false;
      for (const response of open) response.destroy();
    },
    answerWith(path, answer) {
      if (answer === null) instead.delete(path);
      else instead.set(path, answer);
    },
    async until(what) {
      for (;;) {
        const next = changed.promise;
        const found = what();
        if (found) return found;
        await next;
      }
    },
  };
}

function isRefused(refusal: Refusal | null, body: unknown): boolean {
  const { reports = [], output = [] } = (body ?? {}) as { reports?: Report[]; output?: Output[] };
  return [...reports, ...output].some(({ run, part }) => refusal?.parts.includes(`${run}/${part}`));
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const isPacked = request.headers['content-encoding'] === 'gzip';
  const said = await text(isPacked ? request.pipe(createGunzip()) : request);
  return said === '' ? null : JSON.parse(said);
}
