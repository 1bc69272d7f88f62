import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Agent } from 'undici';
import { expect, test } from 'vitest';
import { fixedGate } from '../../../gate/test/support/fixed-gate.ts';
import { proxyFor, rawClient, upstreamOf } from './support.ts';

const closed = { state: 'closed', mode: 'full', downtime: '7', retryAt: Date.UTC(2026, 11, 1, 3) } as const;

test('closed, it refuses with the gate’s own page, and the upstream hears nothing', async () => {
  let came = 0;
  const upstream = await upstreamOf((_, response) => {
    came += 1;
    response.end('ok');
  });
  const gate = fixedGate(closed);
  const proxy = await proxyFor(upstream, { gate });
  const refused = await fetch(proxy.url, { headers: { accept: 'text/html' } });
  expect(refused.status).toBe(503);
  expect(refused.headers.get('lull-state')).toMatch(/^closed;/);
  expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
  expect(await refused.text()).toContain('<!doctype html>');
  expect((await fetch(proxy.url, { method: 'POST', body: 'x'.repeat(1_000_000) })).status).toBe(503);
  expect(came).toBe(0);
  await gate.flip({});
  expect(await (await fetch(proxy.url)).text()).toBe('ok');
  expect(gate.seen).toMatchObject({ admitted: ['GET'], refused: ['closed', 'closed'] });
});

test('no body is asked for when the request is refused anyway', async () => {
  const proxy = await proxyFor(await upstreamOf(() => {}), { gate: fixedGate(closed) });
  const client = await rawClient(proxy);
  client.send('POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n');
  expect(await client.until(/\r\n\r\n/)).toMatch(/^HTTP\/1\.1 503 /);
});

test('a part that is closed is closed in every spelling, as an address too', async () => {
  const came: string[] = [];
  const upstream = await upstreamOf((request, response) => {
    came.push(request.url!);
    response.end('ok');
  });
  const match = { paths: ['/shop'], tenants: [], methods: [], except: [] };
  const proxy = await proxyFor(upstream, { gate: fixedGate({ ...closed, mode: 'partial', match }) });
  const targets = [
    '/shop',
    '/SHOP/x',
    '/x/../shop',
    '/%73hop',
    '//shop',
    '/x/%2e%2e/shop',
    'http://x/shop',
    '/;a/shop',
  ];
  for (const target of targets) {
    const client = await rawClient(proxy);
    client.send(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    expect(await client.end(), target).toMatch(/^HTTP\/1\.1 503 /);
  }
  expect((await fetch(`${proxy.url}/news`)).status).toBe(200);
  expect(came).toEqual(['/news']);
});

test('a stream of events ends when the gate closes, at the upstream too', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const upstream = await upstreamOf((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
    response.on('close', resolve);
  });
  const gate = fixedGate();
  const proxy = await proxyFor(upstream, { gate });
  const client = await rawClient(proxy);
  client.send('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await client.until(/data: 1\n\n/);
  expect(gate.counts.inFlight()).toBe(1);
  await gate.flip({ ...closed, state: 'drain' });
  await client.until(/retry: \d+\n\n\r\n0\r\n\r\n$/);
  await promise;
  await gate.counts.idle();
  expect(proxy.troubles).toEqual([]);
});

test('a WebSocket is closed with 1012 between two messages, and refused with it while the gate is closed', async () => {
  const upstream = await upstreamOf(() => {});
  upstream.on('upgrade', (request: IncomingMessage, socket: Socket) => {
    const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accept = createHash('sha1').update(key).digest('base64');
    const lines = ['Upgrade: websocket', 'Connection: Upgrade', `Sec-WebSocket-Accept: ${accept}`];
    socket.on('error', () => {});
    socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`);
    socket.write(Buffer.from([0x81, 2, 0x68, 0x69]));
    // The client's own closing comes through.
    socket.once('data', () => socket.end());
  });
  const gate = fixedGate();
  const proxy = await proxyFor(upstream, { gate });
  const url = proxy.url.replace('http', 'ws');
  const client = new WebSocket(url);
  await once(client, 'message');
  expect(gate.counts.inFlight()).toBe(1);
  const parted = once(client, 'close');
  await gate.flip(closed);
  expect((await parted)[0]).toMatchObject({ code: 1012 });
  await gate.counts.idle();

  const [refused] = await once(new WebSocket(url), 'close');
  expect(refused).toMatchObject({ code: 1012, wasClean: true });
});

test('very short work: requests wait, bodies and all, and go through afterwards', async () => {
  const upstream = await upstreamOf((request, response) => void request.pipe(response));
  const gate = fixedGate({ ...closed, mode: 'hold' });
  const proxy = await proxyFor(upstream, { gate });
  const held = [1, 2, 3].map((i) => fetch(proxy.url, { method: 'POST', body: `body ${i}` }));
  const client = await rawClient(proxy);
  client.send('GET /also HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  // All four have come, and none is answered.
  while (proxy.inFlight() < 4) await new Promise((resolve) => setImmediate(resolve));
  await gate.flip({});
  const answers = await Promise.all(held);
  expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual(['body 1', 'body 2', 'body 3']);
  expect(await client.end()).toMatch(/^HTTP\/1\.1 200 /);
});

test('fifty flips under load: no reset, no answer of the wrong kind, nothing lost in flight', async () => {
  const upstream = await upstreamOf((_, response: ServerResponse) => {
    setImmediate(() => response.end('ok'));
  });
  const gate = fixedGate();
  const proxy = await proxyFor(upstream, { gate });
  const agent = new Agent({ connections: 16 });
  let isOpen = true;
  let flips = 0;
  let isOver = false;
  const counts = { ok: 0, refused: 0, wrong: 0 };
  const client = async (): Promise<void> => {
    while (!isOver) {
      const [wasOpen, before] = [isOpen, flips];
      const { statusCode, body } = await agent.request({ origin: proxy.url, path: '/', method: 'GET' });
      const answer = await body.text();
      if (statusCode === 200 && answer === 'ok') counts.ok += 1;
      else if (statusCode === 503) counts.refused += 1;
      // Only what began and ended between two flips has one right answer.
      if (before === flips && (statusCode === 200) !== wasOpen) counts.wrong += 1;
    }
  };
  const clients = Array.from({ length: 16 }, client);
  for (let i = 0; i < 100; i += 1) {
    const before = counts.ok + counts.refused;
    isOpen = !isOpen;
    await gate.flip(isOpen ? {} : closed);
    flips += 1;
    while (counts.ok + counts.refused < before + 40) await new Promise((resolve) => setImmediate(resolve));
  }
  isOver = true;
  await Promise.all(clients);
  await agent.close();
  expect(counts.wrong).toBe(0);
  expect(Math.min(counts.ok, counts.refused)).toBeGreaterThan(1_000);
  expect(proxy.troubles).toEqual([]);
});
