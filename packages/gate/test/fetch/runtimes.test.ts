import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type Place, place, token } from './place.ts';

const runtimes = ['Deno', 'Bun', 'Hono on Node', 'Cloudflare Workers'] as const;

describe.each(runtimes)('the documented program on %s', (runtime) => {
  const isWorker = runtime === 'Cloudflare Workers';
  let at: Place;
  beforeAll(async () => {
    at = await place(runtime);
  });
  afterAll(() => at?.end());

  it('lets everything through while it is open, and says that a closing is near', async () => {
    await at.tell(null);
    const answer = await at.ask('/');
    expect([answer.status, await answer.text(), answer.headers.get('lull-state')]).toEqual([
      200,
      'Welcome',
      null,
    ]);
    expect(await (await at.ask('/asked', { method: 'POST', body: 'x' })).text()).toBe('POST');
    await at.tell({ state: 'warn' });
    expect((await at.ask('/')).headers.get('lull-state')).toMatch(/^warn; until=.*; downtime=d1$/);
  });

  it('refuses with what the client reads, and lets probes through', async () => {
    await at.tell({});
    const forms = {
      'text/html': /^<!doctype html>[\s\S]*<\/html>/i,
      'application/json': /"type":"urn:lull:refused:closed"/,
      'text/plain': /Shop/,
    };
    for (const [accept, body] of Object.entries(forms)) {
      const answer = await at.ask('/', { headers: { accept } });
      expect(answer.status).toBe(503);
      expect(await answer.text()).toMatch(body);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(50);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('lull-state')).toMatch(/^closed; until=.*; downtime=d1$/);
    }
    const head = await at.ask('/', { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([503, '']);
    expect(await (await at.ask('/livez')).text()).toBe('alive');
  });

  it('lets reading through where only writing is closed', async () => {
    await at.tell({ mode: 'read-only' });
    expect((await at.ask('/')).status).toBe(200);
    const refused = await at.ask('/asked', { method: 'POST', body: 'x' });
    expect([refused.status, refused.headers.get('lull-state')]).toEqual([
      503,
      expect.stringMatching(/^read-only; /),
    ]);
  });

  it('lets through who comes by a secret link, and by the cookie that it leaves', async () => {
    await at.tell({});
    const link = await at.ask(`/?lull-bypass=${token(at.server)}`);
    expect([link.status, link.headers.get('location')]).toEqual([303, '/']);
    const cookie = link.headers.get('set-cookie')!.split(';')[0]!;
    expect((await at.ask('/', { headers: { cookie } })).status).toBe(200);
    expect((await at.ask('/', { headers: { cookie: `${cookie.slice(0, -9)}AAAAAAAAA` } })).status).toBe(503);
  });

  it('counts a body until it has ended, though the gate has closed', async () => {
    await at.tell(null);
    const answer = await at.ask('/slow');
    const source = await at.origin.next();
    await at.tell({});
    if (!isWorker) {
      await at.server.confirmed(({ state, inFlight }) => state === 'closed' && inFlight === 1);
    }
    expect((await at.ask('/')).status).toBe(503);
    const before = at.server.confirmations.length;
    source.end('end');
    expect(await answer.text()).toBe('begin,end');
    if (isWorker) return;
    const idle = ({ inFlight }: { inFlight: number }) => inFlight === 0;
    await at.server.confirmed((one) => at.server.confirmations.indexOf(one) >= before && idle(one));
  });

  it('ends a stream of events when it closes, and lets its source go', async () => {
    await at.tell(null);
    const events = await at.ask('/events');
    const source = await at.origin.next();
    const reader = events.body!.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader.read()).value).toBe('data: 1\n\n');
    const letGo = once(source, 'close');
    await at.tell({});
    expect((await reader.read()).value).toMatch(/^retry: \d+\n\n$/);
    expect((await reader.read()).done).toBe(true);
    await letGo;
  });

  it('lets requests wait during very short work', async () => {
    await at.tell({ mode: 'hold' });
    const waiting = at.ask('/asked', { method: 'POST', body: 'card' });
    const others = Promise.all(['/', '/', '/'].map((path) => at.ask(path)));
    let answered = 0;
    for (const one of [waiting, others]) void one.then(() => (answered += 1));
    // Whoever is let through comes after them.
    const passed = await at.ask('/', { headers: { 'lull-bypass': token(at.server) } });
    expect([passed.status, answered]).toEqual([200, 0]);
    await at.tell(null);
    expect(await (await waiting).text()).toBe('POST');
    expect((await others).map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  // On Node a WebSocket doesn't come by way of a request: `gateUpgrades` has tests of its own.
  if (runtime === 'Hono on Node') return;

  it('counts a WebSocket, and closes it with 1012', async () => {
    await at.tell({ state: 'warn' });
    const socket = new WebSocket(at.shop.address.replace('http', 'ws'));
    await once(socket, 'open');
    socket.send('hello');
    expect(String((await once(socket, 'message'))[0])).toBe('hello');
    if (!isWorker) {
      await at.tell(null);
      await at.server.confirmed(({ state, inFlight }) => state === 'open' && inFlight === 1);
    }
    const closed = once(socket, 'close');
    await at.tell({});
    const [code, reason] = await closed;
    expect([code, String(reason)]).toEqual([1012, expect.stringMatching(/^closed; until=.*; downtime=d1$/)]);
    const refused = new WebSocket(at.shop.address.replace('http', 'ws'));
    const [, answer] = await once(refused, 'unexpected-response');
    expect(answer.statusCode).toBe(503);
    if (!isWorker) {
      const { serial } = at.server.publish();
      await at.server.confirmed((one) => one.serial === serial && one.inFlight === 0);
    }
  });

  it('leaves the WebSocket of who may pass alone', async () => {
    await at.tell({});
    const headers = { 'lull-bypass': token(at.server) };
    const socket = new WebSocket(at.shop.address.replace('http', 'ws'), { headers });
    await once(socket, 'open');
    await at.tell({ state: 'verify' });
    socket.send('still there');
    expect(String((await once(socket, 'message'))[0])).toBe('still there');
    socket.close();
    await once(socket, 'close');
  });
});
