import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { freePort } from '../../../../../test/peers/process.ts';
import { Halt } from '../../../src/run/actions/ended.ts';
import type { HttpAction, HttpTarget } from '../../../src/run/steps/contract.ts';
import { makeContext } from './context.ts';

const call = (more: Partial<HttpAction> = {}): HttpAction => ({
  kind: 'http',
  target: 'shop',
  method: 'GET',
  path: '/health',
  headers: {},
  body: null,
  expect: [],
  contains: null,
  bypass: false,
  ...more,
});

const target = (url: string, more: Partial<HttpTarget> = {}): HttpTarget => ({
  kind: 'http',
  url,
  headers: {},
  ca: null,
  service: null,
  ...more,
});

async function listening(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  const port = await freePort();
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

async function serving(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<string> {
  return `http://127.0.0.1:${await listening(createServer(answer))}`;
}

describe('a call', () => {
  it('shows no half of a secret where an answer is cut off', async () => {
    const secret = 'correct-horse-battery-staple';
    const url = await serving((_, response) => void response.end(`${'x'.repeat(16_384 - 20)}${secret}`));
    const { run, printed, context } = makeContext({ shop: target(url) });
    context.hide(secret);
    expect(await run(call())).toMatchObject({ outcome: 'done' });
    expect(printed()).toMatch(/x\*{3}\n$/);
    expect(printed()).not.toContain('correct');
  });

  it('is well by its status, and by what the answer holds', async () => {
    const url = await serving((request, response) => {
      response.statusCode = Number(request.url!.slice(1));
      response.end('all is well');
    });
    const { run, printed } = makeContext({ shop: target(url) });
    expect(await run(call({ path: '/204' }))).toEqual({ outcome: 'done', code: 204, error: null });
    expect(await run(call({ path: '/503' }))).toEqual({
      outcome: 'failed',
      code: 503,
      error: 'the status is 503, not 2xx',
    });
    expect(await run(call({ path: '/404', expect: [200, 404] }))).toMatchObject({ outcome: 'done' });
    expect(await run(call({ path: '/200', contains: 'is well' }))).toMatchObject({ outcome: 'done' });
    expect(await run(call({ path: '/200', contains: 'ready' }))).toMatchObject({
      error: 'the answer does not hold "ready"',
    });
    expect(printed()).toContain(`GET ${url}/503: 503\nall is well\n`);
  });

  it('sends what is written, the target’s secrets, and passes the closed gate where it is to', async () => {
    const heard: IncomingMessage[] = [];
    const bodies: string[] = [];
    const url = await serving(async (request, response) => {
      heard.push(request);
      bodies.push(Buffer.concat(await request.toArray()).toString());
      response.end(request.headers.authorization);
    });
    const bypass = () => ({ shop: 'token-of-shop-0123', blog: 'token-of-blog' });
    const seen = makeContext({}, { bypass });
    const file = join(seen.context.folder, 'key');
    writeFileSync(file, 'Bearer sesame-sesame\n');
    const own = target(url, { headers: { authorization: { file }, 'x-team': 'a' }, service: 'shop' });
    const { run, printed } = makeContext({ shop: own, any: target(url) }, { bypass });
    await run(
      call({
        method: 'POST',
        body: '{"a":1}',
        headers: { 'content-type': 'application/json' },
        bypass: true,
      }),
    );
    expect(bodies).toEqual(['{"a":1}']);
    expect(heard[0]!.headers).toMatchObject({
      authorization: 'Bearer sesame-sesame',
      'lull-bypass': 'token-of-shop-0123',
      'content-type': 'application/json',
      'x-team': 'a',
    });
    expect(printed()).toContain('***');
    expect(printed()).not.toContain('sesame');
    await run(call());
    expect(heard[1]!.headers).not.toHaveProperty('lull-bypass');
    expect(await run(call({ target: 'any', bypass: true }))).toMatchObject({
      error: "2 services are down, and the target any doesn't say of which it is.",
    });
    expect(await run(call({ target: 'other' }))).toMatchObject({ error: 'This host knows no target other.' });
  });

  it('comes again with its pass where a gate says so, and goes nowhere else with it', async () => {
    const bodies: string[] = [];
    const locations = ['/health?a=1', '/health?a=1', '/elsewhere'];
    const url = await serving(async (request, response) => {
      bodies.push(`${request.url} ${Buffer.concat(await request.toArray())}`);
      response.writeHead(307, { location: locations[bodies.length - 1] ?? '/health?a=1' }).end();
    });
    const { run } = makeContext({ shop: target(url) }, { bypass: () => ({ shop: 'token-of-shop-0123' }) });
    const asked = call({ method: 'POST', path: '/health?a=1', body: '{}' });
    expect(await run({ ...asked, bypass: true })).toMatchObject({ outcome: 'failed', code: 307 });
    expect(bodies).toEqual(Array(3).fill('/health?a=1 {}'));
    expect(await run(asked)).toMatchObject({ outcome: 'failed', code: 307 });
    expect(bodies).toHaveLength(4);
  });

  it('follows nothing', async () => {
    let isFollowed = false;
    const url = await serving((request, response) => {
      isFollowed ||= request.url !== '/health';
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    const { run, printed } = makeContext({ shop: target(url) });
    expect(await run(call())).toMatchObject({ outcome: 'failed', code: 302 });
    expect(printed()).toBe(`GET ${url}/health: 302 to /elsewhere\n`);
    expect(isFollowed).toBe(false);
  });

  it.each([
    ['never answers', () => undefined],
    [
      'never ends',
      (socket: Socket) => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf');
      },
    ],
    [
      'drips',
      (socket: Socket) => {
        socket.write('HTTP/1.1 200 OK\r\n');
        const drip = setInterval(() => socket.write('x-drip: 1\r\n'), 50);
        socket.on('close', () => clearInterval(drip));
      },
    ],
  ] as const)('of a server that %s ends at its time limit', async (_, behave) => {
    const port = await listening(
      createTcpServer((socket) => {
        socket.on('error', () => undefined);
        socket.once('data', () => behave(socket));
      }),
    );
    const { run } = makeContext({ shop: target(`http://127.0.0.1:${port}`) });
    const timedOut = { outcome: 'timed-out', code: null, error: 'it was not through within 300 ms' };
    expect(await run(call(), { timeLimit: 300 })).toEqual(timedOut);
    // What may have arrived and can't be repeated: nobody knows.
    expect(await run(call({ method: 'POST' }), { timeLimit: 300 })).toEqual({
      outcome: 'unknown',
      code: null,
      error: 'it was not through within 300 ms; it may have arrived',
    });
    const stopping = new AbortController();
    const ending = run(call({ method: 'POST' }), {}, stopping.signal);
    stopping.abort(new Halt('stopped', 'it was stopped'));
    expect(await ending).toMatchObject({ outcome: 'stopped' });
  });

  it('that breaks off may have arrived, one that never began has not', async () => {
    const port = await listening(createTcpServer((socket) => socket.once('data', () => socket.destroy())));
    const gone = await freePort();
    const { run } = makeContext({
      shop: target(`http://127.0.0.1:${port}`),
      gone: target(`http://127.0.0.1:${gone}`),
    });
    expect(await run(call({ method: 'POST' }))).toMatchObject({ outcome: 'unknown' });
    expect(await run(call({ method: 'PUT' }))).toMatchObject({ outcome: 'failed' });
    const refused = await run(call({ method: 'POST', target: 'gone' }));
    expect(refused).toMatchObject({ outcome: 'failed' });
    expect(refused.error).toContain('ECONNREFUSED');
  });

  it('reads a bounded part of an endless answer', async () => {
    const url = await serving((_, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536, 'x')));
      };
      response.on('drain', more);
      more();
    });
    const { run, printed } = makeContext({ shop: target(url) });
    expect(await run(call())).toMatchObject({ outcome: 'done', code: 200 });
    expect(printed().length).toBeLessThan(20_000);
  });

  it('trusts the certificate that its target names, and no other', async () => {
    const certificates = join(import.meta.dirname, '../../proxy/certificates');
    const [key, cert] = ['one.key', 'one.pem'].map((name) => readFileSync(join(certificates, name)));
    const port = await listening(
      createTlsServer({ key: key!, cert: cert! }, (_, response) => response.end()),
    );
    const { run } = makeContext({
      shop: target(`https://localhost:${port}`),
      trusted: target(`https://localhost:${port}`, { ca: join(certificates, 'one.pem') }),
    });
    expect(await run(call({ target: 'trusted' }))).toMatchObject({ outcome: 'done' });
    expect(await run(call({ method: 'POST' }))).toMatchObject({ outcome: 'failed' });
  });
});
