import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { WebSocketServer } from 'ws';

/** A service behind a proxy. */
export interface App {
  readonly port: number;
  /** Targets as they arrived, raw. */
  readonly seen: string[];
  /** Requests, streams and WebSockets that haven't ended. */
  inFlight(): number;
  /** Resolves when the app has begun with a request of this target. */
  arrived(target: string): Promise<void>;
  /** Ends what `/wait` holds. */
  release(): void;
  stop(): Promise<void>;
}

/** How far apart the events of `/events` are. Milliseconds. */
const BEAT = 20;

/**
 * What a browser gets: an app that asks its service on and on, and goes to the refusal once it is refused.
 * Neither needs anybody.
 */
const page = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>The app</title><link rel="icon" href="data:,">
<h1>The app</h1>
<script>
(async () => {
  for (let i = 0; ; i += 1) {
    const sent = i % 3 === 0 ? { method: 'POST', body: 'x'.repeat(2000) } : {};
    const answer = await fetch('/data', sent);
    await answer.text();
    if (answer.status === 503) return location.reload();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
})();
</script>
</html>
`;

/**
 * Answers 200 with what it was sent, and browsers with a page; `/wait` answers on `release`, `/events` streams
 * numbers from 1 on, `/socket` is a WebSocket that says "hi" and sends back what it gets.
 */
export async function startApp(): Promise<App> {
  const sockets = new Set<Socket>();
  const waiting: (() => void)[] = [];
  const seen: string[] = [];
  const expected = new Map<string, (() => void)[]>();
  let inFlight = 0;
  const begin = (until: ServerResponse | Socket): void => {
    inFlight += 1;
    until.once('close', () => {
      inFlight -= 1;
    });
  };
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    begin(response);
    const target = request.url ?? '';
    seen.push(target);
    for (const tell of expected.get(target) ?? []) tell();
    expected.delete(target);
    if (seen.length > 10_000) seen.splice(0, 5_000);
    if (target.startsWith('/events')) return stream(response);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const answer = () => answerWith(request, response, Buffer.concat(chunks).length);
      if (target.startsWith('/wait')) waiting.push(answer);
      else answer();
    });
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const webSockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket: Socket, head) => {
    begin(socket);
    webSockets.handleUpgrade(request, socket, head, (client) => {
      client.on('error', () => {});
      client.on('message', (text) => client.send(String(text)));
      client.send('hi');
    });
  });
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    inFlight: () => inFlight,
    arrived: (target) =>
      seen.includes(target)
        ? Promise.resolve()
        : new Promise((resolve) => void expected.set(target, [...(expected.get(target) ?? []), resolve])),
    release: () => {
      for (const answer of waiting.splice(0)) answer();
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((down) => server.close(() => down()));
    },
  };
}

function answerWith({ method, headers }: IncomingMessage, response: ServerResponse, length: number): void {
  if (method === 'GET' && headers.accept?.includes('text/html')) {
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(page);
  } else response.end(`app ${method} ${length}`);
}

function stream(response: ServerResponse): void {
  let number = 1;
  const tell = () => {
    response.write(`data: ${number}\n\n`);
    number += 1;
  };
  response.writeHead(200, { 'Content-Type': 'text/event-stream' });
  tell();
  const beating = setInterval(tell, BEAT);
  response.once('close', () => clearInterval(beating));
}
