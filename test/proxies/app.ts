import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

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

/**
 * Answers 200 with what it was sent; `/wait` answers on `release`, `/events` streams, `/socket` is a WebSocket
 * that sends back what it gets.
 */
export async function startApp(): Promise<App> {
  const sockets = new Set<Socket>();
  const waiting: (() => void)[] = [];
  const seen: string[] = [];
  const expected = new Map<string, (() => void)[]>();
  let inFlight = 0;
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    inFlight += 1;
    response.once('close', () => {
      inFlight -= 1;
    });
    const target = request.url ?? '';
    seen.push(target);
    for (const tell of expected.get(target) ?? []) tell();
    expected.delete(target);
    if (seen.length > 10_000) seen.splice(0, 5_000);
    if (target.startsWith('/events')) {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write('data: 1\n\n');
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const answer = () => response.end(`app ${request.method} ${Buffer.concat(chunks).length}`);
      if (target.startsWith('/wait')) waiting.push(answer);
      else answer();
    });
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (request, socket) => {
    inFlight += 1;
    socket.once('close', () => {
      inFlight -= 1;
    });
    socket.on('error', () => {});
    socket.on('end', () => socket.end());
    const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accept = createHash('sha1').update(key).digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    // A text frame that says "hi".
    socket.write(Buffer.from([0x81, 2, 0x68, 0x69]));
    socket.on('data', (frame: Buffer) => {
      if ((frame[0]! & 0x0f) === 8) socket.end(Buffer.from([0x88, 0]));
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
