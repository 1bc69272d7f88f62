import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { describe, expect, it } from 'vitest';
import { gated, gateSocket, type ServerSocket } from '../../src/fetch/index.ts';
import { type FixedGate, fixedGate } from '../support/fixed-gate.ts';
import { until } from '../support/served.ts';

const closed = { state: 'closed', downtime: 'dt_1' } as const;
const request = (path = '/', init?: RequestInit) => new Request(`https://shop.example.com${path}`, init);

describe('a gated handler', () => {
  it('hands on what the platform gives, and counts', async () => {
    const gate = fixedGate();
    const fetch = gated(gate, (_: Request, environment: string) => new Response(environment));
    expect(await (await fetch(request(), 'env')).text()).toBe('env');
    expect(gate.seen.admitted).toEqual(['GET']);
    expect(gate.counts.inFlight()).toBe(0);
  });

  it('refuses, holds nothing back of the refusal, and asks nothing of the handler', async () => {
    const gate = fixedGate({ ...closed, retryAt: fixedGate().now() + 60_000 });
    const fetch = gated(gate, () => {
      throw new Error('asked');
    });
    const answer = await fetch(request('/', { headers: { accept: 'application/json' } }));
    expect(answer.status).toBe(503);
    expect(answer.headers.get('lull-state')).toBe('closed; until=2026-12-01T02:01:00.000Z; downtime=dt_1');
    expect(await answer.json()).toMatchObject({ status: 503 });
    expect((await fetch(request('/', { method: 'HEAD' }))).body).toBe(null);
    expect(gate.seen.refused).toEqual(['closed', 'closed']);
  });

  it('counts a body until it has ended, failed, or been cancelled; and a handler that throws', async () => {
    const gate = fixedGate();
    let source: ReadableStreamDefaultController | undefined;
    let isCancelled = false;
    const fetch = gated(gate, async () => {
      const body = new ReadableStream({
        start: (controller) => {
          source = controller;
        },
        cancel: () => {
          isCancelled = true;
        },
      });
      return new Response(body, { status: 201, headers: { a: 'b' } });
    });
    const first = await fetch(request());
    expect([first.status, first.headers.get('a'), gate.counts.inFlight()]).toEqual([201, 'b', 1]);
    source!.enqueue(new TextEncoder().encode('x'));
    source!.close();
    expect(await first.text()).toBe('x');
    expect(gate.counts.inFlight()).toBe(0);
    const second = await fetch(request());
    source!.error(new Error('broken'));
    await expect(second.text()).rejects.toThrow('broken');
    expect(gate.counts.inFlight()).toBe(0);
    await (await fetch(request())).body!.cancel();
    expect([isCancelled, gate.counts.inFlight()]).toEqual([true, 0]);
    for (const fail of [
      () => Promise.reject(new Error('no')),
      () => {
        throw new Error('no');
      },
    ]) {
      await expect((async () => gated(gate, fail)(request()))()).rejects.toThrow('no');
      expect(gate.counts.inFlight()).toBe(0);
    }
    const empty = gated(gate, () => new Response(null, { status: 304 }));
    expect((await empty(request())).status).toBe(304);
    expect(gate.counts.inFlight()).toBe(0);
  });

  it('hands on untouched what the platform tells the end of, but streams of events', async () => {
    const gate = fixedGate();
    const sending = Promise.withResolvers<void>();
    const text = new Response('text');
    const fetch = gated(gate, ({ url }) => (url.endsWith('/events') ? events() : text), {
      sent: () => sending.promise,
    });
    const events = () =>
      new Response(new ReadableStream(), { headers: { 'content-type': 'text/event-stream' } });
    expect(await fetch(request())).toBe(text);
    const stream = await fetch(request('/events'));
    expect(gate.counts.inFlight()).toBe(2);
    sending.reject(new Error('the client went away'));
    await expect.poll(() => gate.counts.inFlight()).toBe(1);
    await gate.flip(closed);
    expect(await stream.text()).toMatch(/^retry: \d+\n\n$/);
    expect([gate.counts.inFlight(), gate.listeners]).toEqual([0, 0]);
  });

  it('passes who may: by link, by cookie, by an address that the platform tells', async () => {
    const gate = fixedGate(closed);
    const fetch = gated(gate, () => new Response('in'), {
      allow: ['192.0.2.0/24'],
      address: ({ headers }) => headers.get('connecting-ip'),
    });
    const link = await fetch(request('/a?lull-bypass=good-1'));
    expect([link.status, link.headers.get('location')]).toEqual([303, '/a']);
    const cookie = link.headers.get('set-cookie')!.split(';')[0]!;
    expect((await fetch(request('/', { headers: { cookie } }))).status).toBe(200);
    expect((await fetch(request('/', { headers: { 'connecting-ip': '192.0.2.1' } }))).status).toBe(200);
    expect((await fetch(request('/', { headers: { 'connecting-ip': '192.0.3.1' } }))).status).toBe(503);
    expect((await fetch(request('/livez'))).status).toBe(200);
  });

  it('lets requests wait in hold, and tells that a closing is near', async () => {
    const gate = fixedGate({ ...closed, mode: 'hold' });
    const seen: string[] = [];
    const fetch = gated(gate, ({ url }) => {
      seen.push(url.slice(-1));
      return Response.redirect('https://example.com/', 302);
    });
    const answers = ['1', '2', '3'].map((path) => fetch(request(`/${path}`)));
    const abort = new AbortController();
    void fetch(request('/gone', { signal: abort.signal }));
    abort.abort();
    await gate.flip({ ...closed, state: 'warn' });
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([302, 302, 302]);
    expect(seen).toEqual(['1', '2', '3']);
    expect((await fetch(request())).headers.get('lull-state')).toMatch(/^warn; /);
  });
});

describe('gateSocket', () => {
  const asking = (headers = {}) => request('/', { headers: { upgrade: 'websocket', ...headers } });
  const socketOf = () => {
    const closes: [number, string][] = [];
    return { closes, close: (code: number, reason: string) => void closes.push([code, reason]) };
  };
  const accepting = (gate: FixedGate, socket: ServerSocket) => {
    let over = () => {};
    const fetch = gated(gate, (one: Request) => {
      over = gateSocket(one, socket);
      return undefined;
    });
    return { fetch, over: () => over() };
  };

  it('counts and closes what has no listeners of its own, as with Bun', async () => {
    const gate = fixedGate();
    const socket = socketOf();
    const { fetch, over } = accepting(gate, socket);
    expect(await fetch(asking())).toBe(undefined);
    expect(gate.counts.inFlight()).toBe(1);
    await gate.flip({ ...closed, mode: 'read-only' });
    expect(socket.closes).toEqual([]);
    await gate.flip({ ...closed, state: 'drain' });
    await gate.flip(closed);
    expect(socket.closes).toEqual([[1012, 'closed; downtime=dt_1']]);
    expect(gate.counts.inFlight()).toBe(1);
    over();
    over();
    expect([gate.counts.inFlight(), gate.listeners]).toEqual([0, 0]);
  });

  it('waits with closing until the handshake is answered', async () => {
    const gate = fixedGate();
    const heard = new Map<string, () => void>();
    const socket = {
      ...socketOf(),
      readyState: 0,
      addEventListener: (type: string, listener: () => void) => void heard.set(type, listener),
    };
    await accepting(gate, socket).fetch(asking());
    await gate.flip(closed);
    expect(socket.closes).toEqual([]);
    socket.readyState = 1;
    heard.get('open')!();
    expect(socket.closes).toHaveLength(1);
    heard.get('error')!();
    heard.get('close')!();
    expect(gate.counts.inFlight()).toBe(0);
  });

  it('leaves alone who passes, and takes no request that came by no gate', async () => {
    const gate = fixedGate(closed);
    const socket = socketOf();
    await accepting(gate, socket).fetch(asking({ 'lull-bypass': 'good-1' }));
    await gate.flip({ ...closed, state: 'verify' });
    expect([socket.closes, gate.counts.inFlight()]).toEqual([[], 0]);
    expect(() => gateSocket(asking(), socket)).toThrow(RangeError);
    await gate.flip({});
    await expect((async () => accepting(gate, socket).fetch(request()))()).rejects.toThrow(RangeError);
    expect(gate.counts.inFlight()).toBe(0);
  });
});

describe('Hono on Node behind a gate', () => {
  it('serves, ends its streams of events when it closes, and refuses', async () => {
    const gate = fixedGate();
    const app = new Hono();
    app.get('/', (context) => context.text('Welcome'));
    let isAborted = false;
    app.get('/events', (context) =>
      streamSSE(context, async (stream) => {
        stream.onAbort(() => {
          isAborted = true;
        });
        await stream.writeSSE({ data: '1' });
        await until(() => isAborted);
      }),
    );
    const server = serve({ fetch: gated(gate, app.fetch), port: 0, hostname: '127.0.0.1' });
    await once(server, 'listening');
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await (await fetch(address)).text()).toBe('Welcome');
    const events = await fetch(`${address}/events`);
    expect(gate.counts.inFlight()).toBe(1);
    const reader = events.body!.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader.read()).value).toBe('data: 1\n\n');
    await gate.flip({ ...closed, state: 'drain' });
    expect((await reader.read()).value).toMatch(/^retry: \d+\n\n$/);
    expect((await reader.read()).done).toBe(true);
    expect(isAborted).toBe(true);
    await gate.counts.idle();
    expect((await fetch(address)).status).toBe(503);
    await gate.flip({});
    const abort = new AbortController();
    await fetch(`${address}/events`, { signal: abort.signal });
    abort.abort();
    await gate.counts.idle();
    await new Promise((resolve) => server.close(resolve));
  });
});
