import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { freePort, proxyFor, rawClient, rawUpstream, readSlowly, upstreamOf } from './support.ts';

const asking =
  'GET /chat?room=1 HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';

function agreement(key: string): string {
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  const lines = [
    'Connection: Upgrade',
    'Upgrade: websocket',
    `Sec-WebSocket-Accept: ${accept}`,
    'X-From: behind',
  ];
  return `HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`;
}

/** A server that agrees to everything and sends back the bytes that come. */
async function echoing(onTunnel: (socket: Socket, request: IncomingMessage) => void = () => {}) {
  const upstream = await upstreamOf((_, response) => void response.writeHead(426).end('upgrade, please'));
  upstream.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    socket.on('error', () => {});
    socket.write(agreement(request.headers['sec-websocket-key']!) + head.toString('latin1'), 'latin1');
    onTunnel(socket, request);
    socket.pipe(socket);
  });
  return upstream;
}

describe('a WebSocket', () => {
  test('is passed on, whatever was sent along with the request', async () => {
    const seen: IncomingMessage[] = [];
    const proxy = await proxyFor(await echoing((_, request) => seen.push(request)));
    const client = await rawClient(proxy);
    client.send(`${asking}\r\nearly`);
    const answer = await client.until(/early$/);
    expect(answer).toMatch(/^HTTP\/1\.1 101 Switching Protocols\r\n/);
    expect(answer).toMatch(/sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=\r\n/i);
    expect(answer).toMatch(/x-from: behind\r\n/i);
    client.send('more');
    await client.until(/earlymore$/);
    expect(seen[0]!.url).toBe('/chat?room=1');
    expect(seen[0]!.headers).toMatchObject({
      upgrade: 'websocket',
      'x-forwarded-for': '127.0.0.1',
      host: 'x',
    });
    expect(proxy.inFlight()).toBe(1);
  });

  test('of a real client works', async () => {
    const upstream = await echoing((socket) => socket.write(Buffer.from([0x81, 2, 0x68, 0x69])));
    const proxy = await proxyFor(upstream);
    const client = new WebSocket(proxy.url.replace('http', 'ws'));
    const [message] = (await once(client, 'message')) as [MessageEvent];
    expect(message.data).toBe('hi');
    client.close();
  });

  test('ends on one side when it ends on the other', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const proxy = await proxyFor(await echoing((socket) => socket.on('close', resolve)));
    const gone = await rawClient(proxy);
    gone.send(`${asking}\r\n`);
    await gone.until(/\r\n\r\n/);
    gone.socket.destroy();
    await promise;

    const dropped = await rawClient(
      await proxyFor(await echoing((socket) => setImmediate(() => socket.destroy()))),
    );
    dropped.send(`${asking}\r\n`);
    await dropped.end();
  });

  test('that the upstream refuses is answered as it answers', async () => {
    const upstream = await upstreamOf(
      (_, response) => void response.writeHead(403, { 'x-why': 'no' }).end('go away'),
    );
    const client = await rawClient(await proxyFor(upstream));
    client.send(`${asking}\r\n`);
    const answer = await client.end();
    expect(answer).toMatch(/^HTTP\/1\.1 403 Forbidden\r\nx-why: no\r\n/);
    expect(answer).toMatch(/Connection: close\r\n/);
    expect(answer).toMatch(/go away/);
  });

  test('for an upstream that is not there is a 502', async () => {
    const client = await rawClient(await proxyFor(await freePort()));
    client.send(`${asking}\r\n`);
    expect(await client.end()).toMatch(/^HTTP\/1\.1 502 /);
  });

  test('that the upstream agrees to in another way is not joined', async () => {
    const upstream = await rawUpstream((socket) => {
      socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'));
    });
    const client = await rawClient(await proxyFor(upstream));
    client.send(`${asking}\r\n`);
    expect(await client.end()).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*ok$/);
  });

  test('with a body, or by another method, is refused', async () => {
    const upstream = await echoing();
    for (const request of [
      `${asking}Content-Length: 5\r\n\r\nhello`,
      `${asking}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      `${asking.replace('GET', 'POST')}\r\n`,
    ]) {
      const client = await rawClient(await proxyFor(upstream));
      client.send(request);
      expect(await client.end()).toMatch(/^HTTP\/1\.1 400 /);
    }
  });

  test('holds a fast side back while the other reads slowly', async () => {
    let sent = 0;
    const chunk = Buffer.alloc(65_536, 'x');
    const upstream = await echoing((socket) => {
      const fill = (): void => {
        while (sent < 4_000 * chunk.length) {
          sent += chunk.length;
          if (!socket.write(chunk)) {
            socket.once('drain', fill);
            return;
          }
        }
      };
      fill();
    });
    const client = await rawClient(await proxyFor(upstream));
    client.send(`${asking}\r\n`);
    await client.until(/\r\n\r\n/);
    client.socket.removeAllListeners('data');
    const rest = 4_000 * chunk.length - client.seen.length;
    const { most } = await readSlowly(client.socket, () => sent, rest);
    expect(most).toBeLessThan(60_000_000);
    expect(sent).toBe(4_000 * chunk.length);
  });
});
