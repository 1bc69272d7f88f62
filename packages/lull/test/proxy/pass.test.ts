import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { exchange, freePort, proxyFor, rawClient, readSlowly, upstreamOf } from './support.ts';

/** A server that says what it was asked, as JSON. */
const echo = () =>
  upstreamOf(async (request, response) => {
    const { method, url, rawHeaders } = request;
    const body = await text(request);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ method, url, rawHeaders, body }));
  });

type Echoed = { method: string; url: string; rawHeaders: string[]; body: string };

/** What the server behind saw of a request sent as it is written. */
async function seenBy(more: Parameters<typeof proxyFor>[1], ...lines: string[]): Promise<Echoed> {
  const proxy = await proxyFor(await echo(), more);
  const answer = await exchange(proxy, `${[...lines, 'Connection: close'].join('\r\n')}\r\n\r\n`);
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  return JSON.parse(answer.slice(answer.indexOf('{'), answer.lastIndexOf('}') + 1));
}

describe('a request', () => {
  test('goes on as it was written: method, target, names and values in their order', async () => {
    const seen = await seenBy(
      {},
      'PURGE /a//b/../c%2F?x=%20&y HTTP/1.1',
      'Host: shop.example:81',
      'X-Two: b',
      'x-ONE: a',
      'X-Two: c',
      'Cookie: s=1',
    );
    expect(seen).toMatchObject({ method: 'PURGE', url: '/a//b/../c%2F?x=%20&y', body: '' });
    const names = seen.rawHeaders.filter((_, i) => i % 2 === 0);
    expect(names.filter((name) => /^x-(two|one)$/i.test(name))).toEqual(['X-Two', 'x-ONE', 'X-Two']);
    expect(seen.rawHeaders.slice(0, 2)).toEqual(['host', 'shop.example:81']);
  });

  test('with a body of a known length keeps it, and without goes in chunks', async () => {
    const proxy = await proxyFor(await echo());
    const known = await fetch(proxy.url, { method: 'POST', body: 'hello' });
    const seen = (await known.json()) as Echoed;
    expect(seen.body).toBe('hello');
    expect(seen.rawHeaders.join('\n').toLowerCase()).toContain('content-length\n5');
    const chunked = await exchange(
      proxy,
      'PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n5\r\nhello\r\n1\r\n!\r\n0\r\nX-T: 1\r\n\r\n',
    );
    expect(chunked).toContain('"body":"hello!"');
  });

  test('without a body brings none, and one of length zero stays one', async () => {
    const proxy = await proxyFor(await echo());
    const none = (await (await fetch(proxy.url, { method: 'DELETE' })).json()) as Echoed;
    expect(none.rawHeaders.join('\n')).not.toMatch(/transfer-encoding/i);
    const zero = await exchange(
      proxy,
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
    );
    expect(zero).toContain('"content-length","0"');
  });

  test('of an old client goes on, and the connection ends with the answer', async () => {
    const proxy = await proxyFor(await echo());
    const answer = await exchange(proxy, 'GET /old HTTP/1.0\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*\r\nConnection: close\r\n/);
    expect(answer).toContain('"url":"/old"');
    expect(answer).not.toMatch(/transfer-encoding: chunked/i);
  });

  test('with an address as its target is for the host of that address', async () => {
    const seen = await seenBy({}, 'GET http://real.example/x?y HTTP/1.1', 'Host: other.example');
    expect(seen.url).toBe('/x?y');
    expect(seen.rawHeaders.slice(0, 2)).toEqual(['host', 'real.example']);
    expect((await seenBy({}, 'GET http://real.example?y HTTP/1.1', 'Host: a')).url).toBe('/?y');
  });

  test('many after the other on one connection, and at the same time on one pipeline', async () => {
    const proxy = await proxyFor(await echo());
    const client = await rawClient(proxy);
    const one = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
    client.send(one('/1'));
    await client.until(/"url":"\/1"/);
    client.send(one('/2') + one('/3') + one('/4'));
    const seen = await client.until(/"url":"\/4"/);
    expect([...seen.matchAll(/"url":"(\/\d)"/g)].map(([, url]) => url)).toEqual(['/1', '/2', '/3', '/4']);
  });
});

describe('an answer', () => {
  const answering = (listener: (request: IncomingMessage, response: ServerResponse) => void) =>
    upstreamOf(listener).then((upstream) => proxyFor(upstream));

  test('comes back as it was written, with every cookie', async () => {
    const proxy = await answering((_, response) => {
      response.writeHead(207, 'Several', ['Set-Cookie', 'a=1', 'Set-Cookie', 'b=2', 'X-Latin', 'caf\u00e9']);
      response.end('body');
    });
    const answer = await exchange(proxy, 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 207 Several\r\n/);
    expect(answer).toMatch(/set-cookie: a=1\r\nset-cookie: b=2\r\n/);
    expect(answer).toContain('x-latin: caf\u00e9\r\n');
  });

  test.each([204, 304])('%i has no body, and the connection lives on', async (status) => {
    const proxy = await answering((_, response) => void response.writeHead(status, { etag: '"x"' }).end());
    const client = await rawClient(proxy);
    client.send('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    const seen = await client.until(/\r\n\r\n/);
    expect(seen).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(seen).not.toMatch(/transfer-encoding|content-length/i);
    client.send('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await client.until(/\r\n\r\nHTTP\/1\.1 [\s\S]*\r\n\r\n/);
  });

  test('to HEAD keeps the length of what it would be, and brings nothing', async () => {
    const proxy = await answering((_, response) => void response.setHeader('content-length', 1_000).end());
    const client = await rawClient(proxy);
    client.send('HEAD / HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(await client.until(/\r\n\r\n$/)).toMatch(/content-length: 1000\r\n/i);
    client.send('HEAD / HTTP/1.1\r\nHost: x\r\n\r\n');
    await client.until(/\r\n\r\nHTTP[\s\S]*\r\n\r\n$/);
  });

  test('to a request with trailers: its body went through whole, and they did not', async () => {
    let trailers: unknown;
    const upstream = await upstreamOf(async (request, response) => {
      const body = await text(request);
      trailers = [request.headers.trailer, request.rawTrailers];
      response.end(body);
    });
    const head = 'POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTrailer: X-Sum\r\n';
    const body = '5\r\nhello\r\n0\r\nX-Sum: 7\r\n\r\n';
    const answer = await exchange(
      await proxyFor(upstream),
      `${head}Transfer-Encoding: chunked\r\n\r\n${body}`,
    );
    expect(answer).toMatch(/hello/);
    expect(trailers).toEqual([undefined, []]);
  });

  test('in chunks keeps its trailers', async () => {
    const proxy = await answering((_, response) => {
      response.setHeader('trailer', 'X-Sum');
      response.write('part');
      response.addTrailers({ 'X-Sum': 'abc', 'grpc-status': '0' });
      response.end();
    });
    const answer = await exchange(
      proxy,
      'GET / HTTP/1.1\r\nHost: x\r\nTE: trailers\r\nConnection: close, TE\r\n\r\n',
    );
    expect(answer).toMatch(/trailer: X-Sum\r\n/i);
    expect(answer).toMatch(/\r\n0\r\nX-Sum: abc\r\ngrpc-status: 0\r\n\r\n$/i);
  });

  test('that comes in parts comes in parts, its headers first', async () => {
    const parts: ServerResponse[] = [];
    const proxy = await answering((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
      parts.push(response);
    });
    const client = await rawClient(proxy);
    client.send('GET /events HTTP/1.1\r\nHost: x\r\n\r\n');
    await client.until(/text\/event-stream[\s\S]*\r\n\r\n/);
    parts[0]!.write('data: 1\n\n');
    await client.until(/data: 1\n\n/);
    parts[0]!.write('data: 2\n\n');
    await client.until(/data: 2\n\n/);
  });

  test('passes on early hints, and nothing of the kind to old clients', async () => {
    const proxy = await answering((_, response) => {
      response.writeEarlyHints({ link: '</a.css>; rel=preload' }, () => response.end('done'));
    });
    const hinted = await exchange(proxy, 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect(hinted).toMatch(
      /^HTTP\/1\.1 103 Early Hints\r\nLink: <\/a\.css>; rel=preload\r\n\r\nHTTP\/1\.1 200/,
    );
    expect(await exchange(proxy, 'GET / HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200/);
  });
});

describe('Expect: 100-continue', () => {
  const asking = 'POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n';

  test('is answered when the upstream is there, and the body goes on', async () => {
    const proxy = await proxyFor(await echo());
    const client = await rawClient(proxy);
    client.send(asking);
    await client.until(/^HTTP\/1\.1 100 Continue\r\n\r\n$/);
    client.send('hello');
    const seen = await client.until(/"body":"hello"/);
    expect(seen).not.toContain('"expect"');
  });

  test('is not answered when nobody is there: the body is not asked for', async () => {
    const proxy = await proxyFor(await freePort());
    const client = await rawClient(proxy);
    client.send(asking);
    expect(await client.until(/upstream-unreachable/)).toMatch(/^HTTP\/1\.1 502 /);
  });
});

describe('streams', () => {
  test('a slow reader holds the sender back', async () => {
    let sent = 0;
    const chunk = Buffer.alloc(65_536, 'x');
    const upstream = await upstreamOf((_, response) => {
      const fill = (): void => {
        while (sent < 4_000 * chunk.length) {
          sent += chunk.length;
          if (!response.write(chunk)) {
            response.once('drain', fill);
            return;
          }
        }
        response.end();
      };
      fill();
    });
    const proxy = await proxyFor(upstream);
    const request = httpRequest(proxy.url).end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    const { got, most } = await readSlowly(response, () => sent);
    expect(most).toBeLessThan(40_000_000);
    expect(got).toBe(4_000 * chunk.length);
  });

  test('a slow server holds the client back', async () => {
    let sent = 0;
    const upstream = await upstreamOf(async (request, response) => {
      response.end(JSON.stringify(await readSlowly(request, () => sent)));
    });
    const proxy = await proxyFor(upstream);
    const request = httpRequest(proxy.url, { method: 'POST' });
    const chunk = Buffer.alloc(65_536, 'x');
    const fill = (): void => {
      while (sent < 4_000 * chunk.length) {
        sent += chunk.length;
        if (!request.write(chunk)) {
          request.once('drain', fill);
          return;
        }
      }
      request.end();
    };
    fill();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    const { got, most } = JSON.parse(await text(response));
    expect(most).toBeLessThan(40_000_000);
    expect(got).toBe(4_000 * chunk.length);
  });

  test('both ways at once', async () => {
    const proxy = await proxyFor(await upstreamOf((request, response) => void request.pipe(response)));
    const request = httpRequest(proxy.url, { method: 'POST' });
    request.write('one');
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.setEncoding('utf8');
    expect(await once(response, 'data')).toEqual(['one']);
    request.write('two');
    expect(await once(response, 'data')).toEqual(['two']);
    request.end();
    await once(response, 'end');
  });
});
