import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { freePort, proxyFor, rawClient, rawUpstream, upstreamOf } from './support.ts';

describe('a client that goes away', () => {
  test('before the answer ends the request upstream', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const upstream = await upstreamOf((request) => void request.on('close', resolve));
    const arrived = once(upstream, 'request');
    const proxy = await proxyFor(upstream);
    const client = await rawClient(proxy);
    client.send('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await arrived;
    client.socket.destroy();
    await promise;
    expect(proxy.troubles).toEqual([]);
  });

  test('in the middle of a stream ends it upstream', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const upstream = await upstreamOf((_, response) => void response.on('close', resolve).write('part'));
    const proxy = await proxyFor(upstream);
    const client = await rawClient(proxy);
    client.send('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await client.until(/part/);
    client.socket.destroy();
    await promise;
    expect(proxy.troubles).toEqual([]);
  });

  test('in the middle of its body: the server behind gets no half for a whole', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const upstream = await upstreamOf((request) => {
      request
        .on('aborted', () => resolve('aborted'))
        .on('end', () => resolve('whole'))
        .resume();
    });
    const arrived = once(upstream, 'request');
    const client = await rawClient(await proxyFor(upstream));
    client.send('POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n');
    await arrived;
    client.socket.destroy();
    expect(await promise).toBe('aborted');
  });
});

describe('an upstream in trouble', () => {
  test('is not there: 502 with a code, as the client reads, and nothing of where it is', async () => {
    const port = await freePort();
    const proxy = await proxyFor(port);
    const forms = [
      ['application/json', /^application\/problem\+json/, /"code":"upstream-unreachable"/],
      ['text/html,*/*', /^text\/html/, /<code>502 upstream-unreachable<\/code>/],
      ['*/*', /^text\/plain/, /\(upstream-unreachable\)\n$/],
    ] as const;
    for (const [accept, type, form] of forms) {
      const response = await fetch(proxy.url, { headers: { accept } });
      expect(response.status).toBe(502);
      expect(response.headers.get('content-type')).toMatch(type);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(response.headers.get('retry-after')).toBe('5');
      const body = await response.text();
      expect(body).toMatch(form);
      expect(body).not.toContain(String(port));
    }
    expect(proxy.troubles[0]).toMatchObject({ code: 'ECONNREFUSED', method: 'GET', path: '/' });
  });

  test('does not answer in time: 504', async () => {
    const proxy = await proxyFor(await upstreamOf(() => {}), { patience: 100 });
    const response = await fetch(`${proxy.url}/slow?secret=1`);
    expect(response.status).toBe(504);
    expect(await response.text()).toContain('upstream-timed-out');
    expect(proxy.troubles).toMatchObject([{ code: 'ETIMEDOUT', path: '/slow' }]);
  });

  test('breaks off in the middle: the client sees that it is not the whole', async () => {
    const upstream = await rawUpstream((socket) => {
      socket.once('data', () => {
        socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf');
      });
    });
    const proxy = await proxyFor(upstream);
    const response = await fetch(proxy.url);
    await expect(response.text()).rejects.toThrow();
    const chunked = await rawUpstream((socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n', () =>
          socket.destroy(),
        );
      });
    });
    const other = await proxyFor(chunked);
    await expect(fetch(other.url).then((one) => one.text())).rejects.toThrow();
    expect(other.troubles).toHaveLength(1);
  });

  test.each([
    ['HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello'],
    ['HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['HTTP/1.1 200 OK\r\nX: a\u0000b\r\n\r\n'],
    ['HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'],
    ['not HTTP at all\r\n\r\n'],
    ['HTTP/1.1 100 Continue\r\n\r\n'],
    [''],
  ])('talks nonsense: %j is a 502', async (nonsense) => {
    const upstream = await rawUpstream(
      (socket) => void socket.once('data', () => socket.end(nonsense, 'latin1')),
    );
    const proxy = await proxyFor(upstream);
    expect((await fetch(proxy.url)).status).toBe(502);
    expect(proxy.troubles).toHaveLength(1);
  });

  test('closes a connection that was kept: what changes nothing is asked again, anything else is not', async () => {
    let asked = 0;
    const upstream = await rawUpstream((socket) => {
      socket.on('data', () => {
        asked += 1;
        if (asked === 2) socket.destroy();
        else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
      });
    });
    const proxy = await proxyFor(upstream);
    for (let i = 0; i < 3; i += 1) expect((await fetch(proxy.url)).status).toBe(200);
    expect(asked).toBe(4);
    expect(proxy.troubles).toEqual([]);
    asked = 1;
    expect((await fetch(proxy.url, { method: 'POST', body: 'x' })).status).toBe(502);
    expect(asked).toBe(2);
  });

  test('answers before it has read the body: the client gets the answer', async () => {
    const upstream = await upstreamOf((_, response) => {
      response.writeHead(413, { connection: 'close' }).end('too much');
    });
    const proxy = await proxyFor(upstream);
    for (let i = 0; i < 5; i += 1) {
      const client = await rawClient(proxy);
      client.send('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n');
      client.send('x'.repeat(100_000));
      await client.until(/^HTTP\/1\.1 413 [\s\S]*too much/);
    }
  });
});
