import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type FastLane, openFastLane } from '../../../src/api/public/fast-lane.ts';
import { plainGet } from '../../../src/api/public/plain-get.ts';

const get = (target: string, ...lines: string[]): string =>
  [`GET ${target} HTTP/1.1`, 'Host: lull.example.com', ...lines, '', ''].join('\r\n');

describe('a plain GET', () => {
  it('is read with what its answer depends on', () => {
    const sent = get(
      '/status?zone=UTC',
      'ACCEPT-Language: de, en;q=0.5',
      'accept-encoding:br',
      'If-None-Match: "a"',
      'Cookie: a=b',
      'Connection: keep-alive',
      'X-Long: \xff\t ',
    );
    expect(plainGet(sent)).toEqual({
      target: '/status?zone=UTC',
      acceptLanguage: 'de, en;q=0.5',
      acceptEncoding: 'br',
      ifNoneMatch: '"a"',
    });
  });

  it.each([
    ['another method', get('/').replace('GET', 'POST')],
    ['HEAD', get('/').replace('GET', 'HEAD')],
    ['HTTP/1.0', get('/').replace('HTTP/1.1', 'HTTP/1.0')],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['no host', 'GET / HTTP/1.1\r\nA: b\r\n\r\n'],
    ['two hosts', get('/', 'Host: evil.example.com')],
    ['an empty host', 'GET / HTTP/1.1\r\nHost: \r\n\r\n'],
    ['half of one', get('/').slice(0, -2)],
    ['two at once', get('/') + get('/')],
    ['one with something after it', `${get('/')}x`],
    ['a body', get('/', 'Content-Length: 0')],
    ['a body in chunks', get('/', 'Transfer-Encoding: chunked')],
    ['a body in chunks, hidden', get('/', 'transfer-encoding : chunked')],
    ['an upgrade', get('/', 'Connection: Upgrade', 'Upgrade: websocket')],
    ['the end of the connection', get('/', 'Connection: close')],
    ['a question first', get('/', 'Expect: 100-continue')],
    ['a folded line', get('/', 'A: b\r\n c')],
    ['a bare line feed', get('/', 'A: b\nC: d')],
    ['a bare carriage return', get('/', 'A: b\rC: d')],
    ['a zero', get('/', 'A: \0')],
    ['a header without a name', get('/', ': b')],
    ['a header without a colon', get('/', 'nothing')],
    ['a target of a proxy', get('http://lull.example.com/')],
    ['a target with a space', get('/a b')],
    ['a header twice', get('/', 'If-None-Match: "a"', 'if-none-match: "b"')],
    ['one that is too long', get('/', `A: ${'b'.repeat(9_000)}`)],
    ['TLS', '\x16\x03\x01\x02\x00'],
  ])('is not %s', (_, sent) => expect(plainGet(sent)).toBeNull());

  it('is told from anything else whatever comes, in little time', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const text = Buffer.from(bytes).toString('latin1');
        const read = plainGet(get('/', `A: ${text}`));
        expect(read !== null).toBe(/^[\t\x20-\x7e\x80-\xff]*$/.test(text));
      }),
    );
  });
});

describe('the fast lane', () => {
  let server: Server;
  let lane: FastLane;
  let seen: string[];
  let answer: (target: string) => Buffer | null;
  const ok = (body: string): Buffer =>
    Buffer.from(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`);

  beforeEach(async () => {
    seen = [];
    answer = (target) => (target === '/fast' ? ok('fast') : null);
    server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        seen.push(`${request.method} ${request.url} ${Buffer.concat(parts)}`);
        response.end(`slow ${request.url}`);
      });
    });
    server.on('upgrade', (_, socket) => socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\nupgraded'));
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    lane = openFastLane(
      server,
      ({ target }) =>
        () =>
          answer(target),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(async () => {
    vi.useRealTimers();
    lane.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const open = async (): Promise<Socket> => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.setEncoding('latin1');
    await once(socket, 'connect');
    return socket;
  };
  /** Awaits that the server knows of so many connections. */
  const connected = (count: number) =>
    expect.poll(() => new Promise((resolve) => server.getConnections((_, all) => resolve(all)))).toBe(count);
  /** Reads on until the text is there. */
  const until = async (socket: Socket, text: string): Promise<string> => {
    let got = '';
    for (;;) {
      const part = socket.read() as string | null;
      if (part !== null) got += part;
      if (got.includes(text)) return got;
      await once(socket, 'readable');
    }
  };

  it('answers what it knows and leaves the rest to node, on the same connection', async () => {
    const socket = await open();
    for (let i = 0; i < 3; i++) {
      socket.write(get('/fast'));
      expect(await until(socket, '\r\n\r\nfast')).not.toContain('slow');
    }
    socket.write(get('/slow'));
    await until(socket, 'slow /slow');
    // From here on it is node's.
    socket.write(get('/fast'));
    await until(socket, 'slow /fast');
    expect(seen).toEqual(['GET /slow ', 'GET /fast ']);
    socket.destroy();
  });

  it('loses nothing of what comes in pieces, all at once, or with a body', async () => {
    const socket = await open();
    for (const piece of get('/fast')) {
      socket.write(piece);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await until(socket, 'slow /fast');
    const other = await open();
    other.write(get('/fast') + get('/one') + get('/two'));
    const all = await until(other, 'slow /two');
    expect(all.indexOf('slow /fast')).toBeLessThan(all.indexOf('slow /one'));
    const third = await open();
    third.write(get('/fast'));
    await until(third, '\r\n\r\nfast');
    third.write(get('/post', 'Content-Length: 5').replace('GET', 'POST'));
    third.write('hello');
    await until(third, 'slow /post');
    expect(seen).toContain('POST /post hello');
    for (const each of [socket, other, third]) each.destroy();
  });

  it('leaves upgrades and nonsense to node', async () => {
    const socket = await open();
    socket.write(get('/ws', 'Connection: Upgrade', 'Upgrade: websocket'));
    await until(socket, 'upgraded');
    const nonsense = await open();
    nonsense.write('\x16\x03\x01\x02');
    await until(nonsense, '400 Bad Request');
    for (const each of [socket, nonsense]) each.destroy();
  });

  it('holds a reader who does not read, and goes on when it does', async () => {
    const large = ok('x'.repeat(4_000_000));
    let asked = 0;
    let first: () => void = () => undefined;
    const isAsked = new Promise<void>((resolve) => {
      first = resolve;
    });
    answer = () => {
      asked += 1;
      first();
      return large;
    };
    const socket = await open();
    socket.pause();
    socket.write(get('/fast'));
    await isAsked;
    const more = get('/fast', `X: ${'y'.repeat(1_000)}`);
    for (let i = 0; i < 100; i++) socket.write(more);
    let read = 0;
    socket.on('data', (part: string) => {
      read += part.length;
    });
    socket.resume();
    while (read < large.length) await once(socket, 'data');
    expect(asked).toBeLessThan(5);
    // What has come together meanwhile is node's.
    while (seen.length < 90) await once(socket, 'data');
    socket.destroy();
  });

  it('drops who says nothing for too long, sooner who never said anything', async () => {
    const asking = await open();
    asking.write(get('/fast'));
    await until(asking, '\r\n\r\nfast');
    const silent = await open();
    await connected(2);
    vi.advanceTimersByTime(11_000);
    await once(silent.resume(), 'close');
    asking.write(get('/fast'));
    await until(asking, '\r\n\r\nfast');
    vi.advanceTimersByTime(66_000);
    await once(asking.resume(), 'close');
  });

  it('lets whoever still reads read on', async () => {
    const large = ok('x'.repeat(4_000_000));
    answer = () => large;
    const socket = await open();
    socket.pause();
    socket.write(get('/fast'));
    await connected(1);
    await once(socket, 'readable');
    vi.advanceTimersByTime(66_000);
    let read = 0;
    for await (const part of socket) {
      read += (part as string).length;
      if (read === large.length) break;
    }
    expect(read).toBe(large.length);
  });

  it('ends waiting connections when it is closed, and those that others end', async () => {
    const socket = await open();
    socket.write(get('/fast'));
    await until(socket, '\r\n\r\nfast');
    const idle = await open();
    const closed = Promise.all([once(socket, 'end'), once(idle, 'end')]);
    await new Promise((resolve) => setImmediate(resolve));
    lane.close();
    socket.resume();
    idle.resume();
    await closed;
    const leaving = await open();
    leaving.write(get('/fast'));
    await until(leaving, '\r\n\r\nfast');
    leaving.end();
    await once(leaving, 'close');
    const broken = await open();
    broken.resetAndDestroy();
    await once(broken, 'close');
  });
});
