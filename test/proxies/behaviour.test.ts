import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Match } from '../../packages/gate/src/protocol/index.ts';
import { proxyKinds } from '../../packages/gate/src/proxies/contract.ts';
import { type RunningProxy, runProxy } from '../../packages/gate/src/proxies/run.ts';
import { documentOf, type FixedGate, fixedGate } from '../../packages/gate/test/support/fixed-gate.ts';
import { type App, startApp } from './app.ts';
import { noTest, type ProxyOptions, proxyMissing, type StartedProxy, startProxy } from './proxies.ts';

const ends: (() => Promise<unknown>)[] = [];
const all: Match = { paths: [], tenants: [], methods: [], except: [] };

/** Shaped like a real token: its pass is named by the signature. */
const token = `good-abc.${'s'.repeat(86)}`;

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

describe.each((process.env.LULL_PROXIES?.split(',') ?? proxyKinds) as typeof proxyKinds)('%s', (kind) => {
  const missing = proxyMissing(kind);
  const test = it.skipIf(missing !== null);

  interface Scene {
    readonly app: App;
    readonly proxy: StartedProxy;
    readonly gate: FixedGate;
    readonly running: RunningProxy;
    readonly said: string[];
    /** Asks through the proxy, without following. */
    ask(path: string, init?: RequestInit): Promise<Response>;
  }

  async function scene(options: ProxyOptions = {}): Promise<Scene> {
    const app = await startApp();
    ends.push(app.stop);
    const proxy = await startProxy(kind, app.port, options);
    ends.push(proxy.stop);
    const gate = fixedGate();
    gate.setDocument(documentOf({}, { fr: { heading: 'Fermé', message: 'À bientôt' } }));
    const said: string[] = [];
    const running = await runProxy(gate, proxy.settings, {}, (line) => said.push(line));
    gate.onFlip(running.serve);
    await running.serve(gate.state());
    ends.push(running.close);
    const ask = (path: string, init: RequestInit = {}) =>
      fetch(`${proxy.url}${path}`, { redirect: 'manual', ...init });
    return { app, proxy, gate, running, said, ask };
  }

  const closing = (gate: FixedGate) => ({
    state: 'closed' as const,
    downtime: 'dt_1',
    retryAt: gate.now() + 600_000,
  });

  test(`refuses in the form and language that is asked for${missing ? `: ${missing}` : ''}`, async () => {
    const { gate, ask } = await scene();
    await gate.flip(closing(gate));
    const page = await ask('/cart?x=1', {
      headers: { accept: 'text/html,*/*;q=0.8', 'accept-language': 'de-AT,de;q=0.9,en;q=0.5' },
    });
    expect(page.status).toBe(503);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('cache-control')).toBe('no-store');
    const seconds = Number(page.headers.get('retry-after'));
    expect(seconds).toBeGreaterThanOrEqual(600);
    expect(seconds).toBeLessThanOrEqual(660);
    const until = new Date(gate.now() + 600_000).toISOString();
    expect(page.headers.get('lull-state')).toBe(`closed; until=${until}; downtime=dt_1`);
    expect(page.headers.get('last-modified')).toBe(null);
    expect(page.headers.get('etag')).toBe(null);
    const html = await page.text();
    expect(html).toContain('<html lang="de"');
    const policy =
      page.headers.get('content-security-policy') ??
      /Content-Security-Policy" content="([^"]*)/.exec(html)?.[1];
    expect(policy).toContain("default-src 'none'");

    const french = await ask('/', { headers: { accept: 'text/html', 'accept-language': 'it, fr;q=0.5' } });
    expect(await french.text()).toContain('Fermé');

    const problem = await ask('/api', {
      headers: { accept: 'application/json', origin: 'https://a.example' },
    });
    expect(problem.status).toBe(503);
    expect(problem.headers.get('content-type')).toBe('application/problem+json');
    expect(problem.headers.get('access-control-allow-origin')).toBe('https://a.example');
    expect(await problem.json()).toMatchObject({
      status: 503,
      type: 'urn:lull:refused:closed',
      downtime: 'dt_1',
    });

    const sent = await ask('/form', {
      method: 'POST',
      body: 'y'.repeat(3_000_000),
      headers: { accept: 'text/html' },
    });
    expect(sent.status).toBe(503);
    expect(await sent.text()).toContain('What you sent was not processed');

    const head = await ask('/', { method: 'HEAD', headers: { accept: 'application/problem+json' } });
    expect(head.status).toBe(503);
    expect(head.headers.get('lull-state')).toContain('closed');

    const text = await ask('/', { headers: { accept: '*/*' } });
    expect(text.headers.get('content-type')).toBe('text/plain; charset=utf-8');

    const grpc = await ask('/pkg.Service/Call', {
      method: 'POST',
      headers: { 'content-type': 'application/grpc+proto' },
      body: 'x',
    });
    expect(grpc.status).toBe(kind === 'caddy' ? 503 : 200);
    expect(grpc.headers.get('grpc-status')).toBe('14');
    expect(await grpc.text()).toBe('');
  });

  test('recomputes Retry-After and Lull-State when the end moves', async () => {
    const { gate, ask } = await scene();
    await gate.flip(closing(gate));
    await gate.flip({ ...closing(gate), retryAt: gate.now() + 3_600_000 });
    const { headers } = await ask('/');
    expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(3_600);
    expect(headers.get('lull-state')).toContain(new Date(gate.now() + 3_600_000).toISOString());
  });

  test('lets reading through while only reading is allowed', async () => {
    const { gate, ask } = await scene();
    await gate.flip({ ...closing(gate), mode: 'read-only' });
    expect((await ask('/')).status).toBe(200);
    const write = await ask('/', { method: 'PUT', body: 'x' });
    expect(write.status).toBe(503);
    expect(write.headers.get('lull-state')).toMatch(/^read-only; /);
    await gate.flip({ ...closing(gate), mode: 'read-only', match: { ...all, except: ['/login'] } });
    expect((await ask('/login', { method: 'POST', body: 'abc' })).status).toBe(200);
    expect((await ask('/cart', { method: 'POST', body: 'abc' })).status).toBe(503);
    expect((await ask('/')).status).toBe(200);
  });

  test('closes a part, and lets the rest through as it was sent', async () => {
    const { app, gate, ask } = await scene();
    await gate.flip({ ...closing(gate), mode: 'partial', match: { ...all, paths: ['/shop'] } });
    expect((await ask('/shop')).status).toBe(503);
    expect((await ask('/shop/cart?a=b')).status).toBe(503);
    expect((await ask('/%73hop/cart')).status).toBe(503);
    expect((await ask('/SHOP/cart')).status).toBe(503);
    const refused = await ask('/shop/cart', {
      method: 'POST',
      body: 'x',
      headers: { accept: 'application/json' },
    });
    expect(refused.status).toBe(503);
    expect(refused.headers.get('lull-state')).toMatch(/^partial; /);
    expect((await ask('/shopping?q=a%20b&c=%2F')).status).toBe(200);
    expect(app.seen.at(-1)).toBe('/shopping?q=a%20b&c=%2F');
    const sent = await ask('/other', { method: 'POST', body: 'abc' });
    expect(await sent.text()).toBe('app POST 3');
  });

  test('lets a share of visitors in while it opens, the same ones each time', async () => {
    const { gate, ask } = await scene();
    await gate.flip({ state: 'opening', downtime: 'dt_1', share: 0.5, retryAt: gate.now() });
    const visit = async (visitor: number) => {
      const { status, headers } = await ask('/', { headers: { 'user-agent': `visitor ${visitor}` } });
      return status === 200 ? 'in' : headers.get('lull-state')?.split(';')[0];
    };
    const first = await Promise.all(Array.from({ length: 60 }, (_, visitor) => visit(visitor)));
    const again = await Promise.all(Array.from({ length: 60 }, (_, visitor) => visit(visitor)));
    expect(again).toEqual(first);
    const admitted = first.filter((became) => became === 'in').length;
    expect(admitted).toBeGreaterThan(10);
    expect(admitted).toBeLessThan(50);
    expect(new Set(first)).toEqual(new Set(['in', 'opening']));
  });

  test('lets a checker in by link, cookie and header, and nobody with a bad token', async () => {
    const { app, gate, ask } = await scene();
    await gate.flip(closing(gate));
    const link = await ask(`/page?a=1&lull-bypass=${token}`);
    expect(link.status).toBeGreaterThanOrEqual(302);
    expect(link.headers.get('location')).toBe('/page?a=1');
    const cookie = link.headers.get('set-cookie')!.split(';')[0]!;
    expect(cookie).toBe(`lull-bypass=${token}`);
    expect(link.headers.get('set-cookie')).toContain('HttpOnly');
    expect((await ask('/page', { headers: { cookie: `a=b; ${cookie}` } })).status).toBe(200);
    const sent = await ask('/%2fraw?x=%2f', { method: 'POST', body: 'abc', headers: { cookie } });
    expect(await sent.text()).toBe('app POST 3');
    expect(app.seen.at(-1)).toBe('/%2fraw?x=%2f');

    const other = `good-other.${'t'.repeat(86)}`;
    const headers = { 'lull-bypass': other };
    const first = await fetch(`${(await ask('/')).url}`, { headers });
    expect(first.status).toBe(200);
    expect((await ask('/', { headers })).status).toBe(200);

    const bad = `bad-abc.${'u'.repeat(86)}`;
    expect((await ask('/', { headers: { cookie: `lull-bypass=${bad}` } })).status).toBe(503);
    expect((await ask('/', { headers: { 'lull-bypass': bad } })).status).toBe(503);
    expect((await ask(`/?lull-bypass=${bad}`)).status).toBe(503);
    expect((await ask('/', { headers: { cookie: 'lull-bypass=../allowed' } })).status).toBe(503);
  });

  test('answers probes itself and lets named networks through', async () => {
    const { gate, ask, proxy } = await scene({ health: ['/livez'] });
    await gate.flip(closing(gate));
    expect((await ask('/livez')).status).toBe(200);
    expect((await ask('/')).status).toBe(503);
    await proxy.stop();
    const allowed = await scene({ allow: ['127.0.0.0/8'] });
    await expect(allowed.gate.flip(closing(allowed.gate))).rejects.toMatchObject({ code: 'not-served' });
    expect((await allowed.ask('/')).status).toBe(200);
  });

  test('is put right when somebody changes it', async () => {
    const { gate, ask, proxy, said } = await scene();
    await gate.flip(closing(gate));
    await proxy.tamper();
    await expect.poll(async () => (await ask('/')).status, { timeout: 5_000 }).toBe(503);
    expect(said.join()).toContain('put right');
  });

  test('stays closed through a restart of the proxy, and without its gate', async () => {
    const { gate, ask, proxy, running } = await scene();
    await gate.flip(closing(gate));
    await proxy.restart();
    expect((await ask('/')).status).toBe(503);
    await running.close();
    await rm(join(proxy.settings.folder, 'gate.sock'), { force: true });
    const page = await ask('/', { headers: { accept: 'text/html' } });
    expect(page.status).toBe(503);
    expect(page.headers.get('lull-state')).toMatch(/^closed/);
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(Number(page.headers.get('retry-after'))).toBeGreaterThan(0);
    const problem = await ask('/', { method: 'POST', body: 'x', headers: { accept: 'application/json' } });
    expect(problem.status).toBe(503);
    const bearer = await ask('/', { headers: { 'lull-bypass': token } });
    expect(bearer.status).toBe(503);
    await proxy.restart();
    expect((await ask('/')).status).toBe(503);
  });

  test('counts what is in flight, WebSockets and streams too, down to none', async () => {
    const { app, gate, ask, running } = await scene();
    const waiting = [ask('/wait/1'), ask('/wait/2', { method: 'POST', body: 'x' })];
    await expect.poll(() => app.inFlight()).toBe(2);
    await expect.poll(() => gate.counts.inFlight(), { timeout: 5_000 }).toBe(2);
    await gate.flip({ ...closing(gate), state: 'drain' });
    expect((await ask('/')).status).toBe(503);
    expect(gate.counts.inFlight()).toBe(2);
    app.release();
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200]);
    await gate.counts.idle(AbortSignal.timeout(5_000));
    await gate.flip({});
    const socket = new WebSocket(`${(await ask('/')).url.replace('http', 'ws')}socket`);
    await new Promise((opened, failed) => {
      socket.onmessage = opened;
      socket.onerror = failed;
    });
    const stream = await ask('/events');
    await expect.poll(() => gate.counts.inFlight(), { timeout: 5_000 }).toBe(2);
    await stream.body!.cancel();
    socket.close();
    await gate.counts.idle(AbortSignal.timeout(5_000));
    expect(running.status().problem).toBe(null);
  });

  const forHaproxy = kind === 'haproxy' ? test : noTest;
  forHaproxy('ends what is left when the drain is over', async () => {
    const { app, gate, proxy } = await scene();
    const socket = new WebSocket(`${proxy.url.replace('http', 'ws')}/socket`);
    await new Promise((opened) => {
      socket.onmessage = opened;
    });
    const closed = new Promise((resolve) => {
      socket.onclose = resolve;
    });
    await gate.flip({ ...closing(gate), state: 'drain' });
    expect(app.inFlight()).toBe(1);
    await gate.flip(closing(gate));
    await closed;
    await expect.poll(() => app.inFlight()).toBe(0);
  });

  test('counts what is refused', async () => {
    const { gate, ask } = await scene();
    await gate.flip(closing(gate));
    gate.seen.refused.length = 0;
    for (let i = 0; i < 7; i += 1) await ask('/');
    await expect.poll(() => gate.seen.refused.length, { timeout: 5_000 }).toBeGreaterThanOrEqual(7);
    expect(gate.seen.refused.length).toBeLessThanOrEqual(9);
  });
});
