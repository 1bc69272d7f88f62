import { once } from 'node:events';
import { Agent, request as ask, get, type IncomingMessage, type ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { gateListener, gateMiddleware } from '../../src/node/index.ts';
import { fixedGate } from '../support/fixed-gate.ts';
import { connected, served, until } from '../support/served.ts';
import { closed, minutes, shop } from '../support/shop.ts';

describe('middleware of a gate that is open', () => {
  it('lets everything in, and counts it', async () => {
    const gate = fixedGate();
    const { address, asked } = await shop(gate);
    expect(await (await fetch(`${address}/cart`)).text()).toBe('Welcome');
    await fetch(address, { method: 'POST', body: 'x' });
    expect(asked).toEqual(['GET /cart', 'POST /']);
    expect(gate.seen.admitted).toEqual(['GET', 'POST']);
    await gate.counts.idle();
  });

  it('counts a request until its answer has ended or its client is gone', async () => {
    const gate = fixedGate();
    let finish = () => {};
    const { address } = await served(
      gateListener(gate, (_, response) => {
        response.write('a');
        finish = () => response.end();
      }),
    );
    const answer = await fetch(address);
    expect(gate.counts.inFlight()).toBe(1);
    finish();
    await answer.text();
    await gate.counts.idle();
    const abort = new AbortController();
    await fetch(address, { signal: abort.signal });
    expect(gate.counts.inFlight()).toBe(1);
    abort.abort();
    await gate.counts.idle();
  });

  it('tells the service that a closing is near, and that work may go wrong', async () => {
    const gate = fixedGate();
    const { address } = await shop(gate);
    await gate.flip({ ...closed, state: 'warn', until: minutes(gate, 15) });
    const warned = await fetch(address);
    expect(warned.status).toBe(200);
    expect(warned.headers.get('lull-state')).toBe('warn; until=2026-12-01T02:15:00.000Z; downtime=dt_1');
    await gate.flip({ ...closed, mode: 'at-risk', retryAt: minutes(gate, 30) });
    const atRisk = await fetch(address, { method: 'POST' });
    expect(atRisk.status).toBe(200);
    expect(atRisk.headers.get('lull-state')).toMatch(/^at-risk; until=2026-12-01T02:30/);
  });
});

describe('middleware of a gate that is closed', () => {
  it('refuses whatever comes, asks the service nothing, and counts by kind', async () => {
    const gate = fixedGate({ ...closed, retryAt: minutes(fixedGate(), 30) });
    const { address, asked } = await shop(gate);
    for (const method of ['GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS']) {
      const answer = await fetch(address, { method });
      expect(answer.status).toBe(503);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      const seconds = Number(answer.headers.get('retry-after'));
      expect(seconds).toBeGreaterThanOrEqual(1800);
      expect(seconds).toBeLessThanOrEqual(1860);
    }
    expect(asked).toEqual([]);
    expect(gate.seen.refused).toEqual(Array(5).fill('closed'));
    expect(gate.counts.inFlight()).toBe(0);
  });

  it('speaks to each in its own form and language', async () => {
    const gate = fixedGate(closed);
    const { address } = await shop(gate);
    const page = await fetch(address, { headers: { accept: 'text/html', 'accept-language': 'de' } });
    expect(await page.text()).toContain('<h1>Wartungsarbeiten</h1>');
    const again = await fetch(address, { headers: { accept: 'text/html' } });
    expect(await again.text()).toContain('<h1>Down for maintenance</h1>');
    const problem = await fetch(address, { headers: { accept: 'application/json' } });
    expect(await problem.json()).toMatchObject({ status: 503, downtime: 'dt_1' });
    const post = await fetch(address, { method: 'POST', headers: { accept: 'text/plain' } });
    expect(await post.text()).toContain('What you sent was not processed.');
  });

  it('moves Retry-After and the page when the end moves', async () => {
    const gate = fixedGate(closed);
    const { address } = await shop(gate);
    const text = async () => (await fetch(address)).text();
    expect(await text()).toContain('It is not known yet');
    await gate.flip({ ...closed, retryAt: minutes(gate, 30) });
    expect(await text()).toContain('Back in about 30 minutes.');
    gate.setNow(minutes(gate, 25));
    expect(await text()).toContain('Back in about 5 minutes.');
  });

  it('keeps connections over closings and openings', async () => {
    const gate = fixedGate();
    const { server, address } = await shop(gate);
    let connections = 0;
    server.on('connection', () => {
      connections += 1;
    });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const status = async () => {
      const [answer] = (await once(get(address, { agent }), 'response')) as [IncomingMessage];
      await once(answer.resume(), 'end');
      return answer.statusCode;
    };
    for (let i = 0; i < 50; i += 1) {
      await gate.flip(closed);
      expect(await status()).toBe(503);
      await gate.flip({});
      expect(await status()).toBe(200);
    }
    expect(connections).toBe(1);
    agent.destroy();
  });

  it('lets an upload read its answer, whatever is still to be sent', async () => {
    const gate = fixedGate(closed);
    const { address } = await shop(gate);
    const body = Buffer.alloc(20 * 2 ** 20);
    const upload = ask(address, { method: 'PUT', headers: { 'content-length': body.length } });
    upload.end(body);
    const sent = once(upload, 'finish');
    const [answer] = (await once(upload, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(503);
    await Promise.all([once(answer.resume(), 'end'), sent]);
  });

  it('loses nothing that was let in before, unless it is told to cut', async () => {
    for (const cut of [false, true]) {
      const gate = fixedGate();
      const going: ServerResponse[] = [];
      const { address } = await served(
        gateListener(
          gate,
          (_, response) => {
            response.write('first ');
            going.push(response);
          },
          { cut },
        ),
      );
      const text = (await fetch(address)).text().catch(() => 'cut off');
      await gate.flip({ ...closed, state: 'drain' });
      expect(gate.counts.inFlight()).toBe(1);
      expect((await fetch(address)).status).toBe(503);
      await gate.flip(closed);
      going[0]!.end('last');
      expect(await text).toBe(cut ? 'cut off' : 'first last');
      await gate.counts.idle();
    }
  });

  it('refuses only what the mode and the part say', async () => {
    const gate = fixedGate({ ...closed, mode: 'read-only' });
    const { address } = await shop(gate);
    const status = async (path: string, method = 'GET') => (await fetch(address + path, { method })).status;
    expect([await status('/'), await status('/', 'POST')]).toEqual([200, 503]);
    const match = { paths: ['/shop'], tenants: [], methods: [], except: ['/shop/help'] };
    await gate.flip({ ...closed, mode: 'partial', match });
    expect(await status('/blog')).toBe(200);
    expect(await status('/shop/help')).toBe(200);
    expect(await status('/shop/cart')).toBe(503);
    expect(await status('//%73hop')).toBe(503);
    const { socket, heard } = await connected(address);
    socket.end(`GET ${address}/shop HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    await once(socket, 'end');
    expect(heard()).toMatch(/^HTTP\/1\.1 503/);
    expect(gate.seen.refused).toEqual(['read-only', 'partial', 'partial', 'partial']);
  });

  it('asks for which tenant a request is, only while it matters', async () => {
    const gate = fixedGate();
    let times = 0;
    const tenant = ({ header }: { header(name: string): string | null }) => {
      times += 1;
      return header('tenant');
    };
    const { address } = await shop(gate, {
      tenant: (caller) => tenant({ header: (name) => caller.header(name) }),
    });
    const status = async (name: string) => (await fetch(address, { headers: { tenant: name } })).status;
    expect(await status('b')).toBe(200);
    expect(times).toBe(0);
    await gate.flip({
      ...closed,
      mode: 'partial',
      match: { paths: [], tenants: ['a'], methods: [], except: [] },
    });
    expect([await status('a'), await status('b')]).toEqual([503, 200]);
  });

  it('opens to a share of visitors, always the same ones', async () => {
    const gate = fixedGate({ ...closed, state: 'opening', share: 0.5 });
    const { address } = await shop(gate);
    const admitted = async () => {
      const all = Array.from({ length: 60 }, (_, i) =>
        fetch(address, { headers: { 'x-forwarded-for': `192.0.2.${i}` } }).then(
          ({ status }) => status === 200,
        ),
      );
      return Promise.all(all);
    };
    const first = await admitted();
    expect(first.filter(Boolean).length).toBeGreaterThan(15);
    expect(first.filter(Boolean).length).toBeLessThan(45);
    expect(await admitted()).toEqual(first);
    await gate.flip({ ...closed, state: 'opening', share: 0.8 });
    const more = await admitted();
    expect(more.filter((is, i) => first[i] && !is)).toEqual([]);
    expect(gate.seen.refused[0]).toBe('opening');
  });
});

describe('middleware as frameworks call it', () => {
  it('looks at the whole path where a framework strips a mount, and calls next with nothing', async () => {
    const gate = fixedGate({
      ...closed,
      mode: 'partial',
      match: { paths: ['/shop'], tenants: [], methods: [], except: [] },
    });
    const use = gateMiddleware(gate);
    const { address } = await served((request, response) => {
      const mounted = Object.assign(request, { originalUrl: request.url, url: '/stripped' });
      use(mounted, response, (...args: unknown[]) => response.end(`next(${args.join()})`));
    });
    expect((await fetch(`${address}/shop/x`)).status).toBe(503);
    expect(await (await fetch(`${address}/blog`)).text()).toBe('next()');
  });

  it('keeps headers that were set before, but for its own', async () => {
    const use = gateMiddleware(fixedGate(closed));
    const { address } = await served((request, response) => {
      response.setHeader('x-before', '1').setHeader('cache-control', 'public, max-age=3600');
      use(request, response, () => response.end());
    });
    const { headers } = await fetch(address);
    expect(headers.get('x-before')).toBe('1');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('refuses every request of a pipeline', async () => {
    const { address } = await shop(fixedGate(closed));
    const { socket, heard } = await connected(address);
    socket.write('GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\n\r\n');
    await until(() => heard().split('HTTP/1.1 503').length === 3);
    socket.destroy();
  });
});
