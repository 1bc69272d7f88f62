import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Match } from '../../packages/gate/src/protocol/index.ts';
import { proxyKinds } from '../../packages/gate/src/proxies/contract.ts';
import type { RunningProxy } from '../../packages/gate/src/proxies/run.ts';
import type { FixedGate } from '../../packages/gate/test/support/fixed-gate.ts';
import { type App, startApp } from './app.ts';
import { gateAt } from './gate-at.ts';
import { noTest, proxyMissing } from './proxies.ts';
import { type Layout, type Service, services, startTwo } from './two-services.ts';

const ends: (() => Promise<unknown>)[] = [];
const all: Match = { paths: [], tenants: [], methods: [], except: [] };

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

interface Side {
  readonly app: App;
  readonly gate: FixedGate;
  readonly running: RunningProxy;
}

async function scene(kind: (typeof proxyKinds)[number], layout: Layout) {
  const apps = { shop: await startApp(), blog: await startApp() };
  for (const service of services) ends.push(apps[service].stop);
  const two = await startTwo(kind, layout, { shop: apps.shop.port, blog: apps.blog.port });
  ends.push(two.stop);
  const said: string[] = [];
  const side = async (service: Service): Promise<Side> => {
    const { gate, running } = await gateAt(two.settings[service], ends, said);
    return { app: apps[service], gate, running };
  };
  return { ...two, said, shop: await side('shop'), blog: await side('blog') };
}

const closing = (gate: FixedGate, downtime: string) => ({
  state: 'closed' as const,
  downtime,
  retryAt: gate.now() + 600_000,
});

const kinds = (process.env.LULL_PROXIES?.split(',') ?? proxyKinds) as typeof proxyKinds;

describe.each(kinds.flatMap((kind) => (['host', 'path'] as const).map((layout) => [kind, layout] as const)))(
  'two services in one %s, told apart by %s',
  (kind, layout) => {
    const missing = proxyMissing(kind);
    const test = it.skipIf(missing !== null);

    test(`each closes and opens alone${missing ? `: ${missing}` : ''}`, async () => {
      const { ask, said, shop, blog } = await scene(kind, layout);
      const states = async () => {
        const [one, two] = [await ask('shop', '/x'), await ask('blog', '/x')];
        const state = ({ headers }: typeof one) => /downtime=(\S+)/.exec(String(headers['lull-state']))?.[1];
        return [one.status, state(one), two.status, state(two)];
      };
      expect(await states()).toEqual([200, undefined, 200, undefined]);
      expect(shop.app.seen.at(-1)).toBe('/x');
      expect(blog.app.seen.at(-1)).toBe('/x');

      await shop.gate.flip(closing(shop.gate, 'of-shop'));
      expect(await states()).toEqual([503, 'of-shop', 200, undefined]);
      const sent = await ask('blog', '/y', { method: 'POST', body: 'abc' });
      expect(sent).toMatchObject({ status: 200, body: 'app POST 3' });
      expect((await ask('shop', '/y', { method: 'POST', body: 'abc' })).status).toBe(503);
      expect(await ask('shop', '/livez')).toMatchObject({
        status: 200,
        body: expect.stringMatching(/^held/),
      });
      expect(await ask('blog', '/livez')).toMatchObject({ status: 200, body: expect.stringMatching(/^app/) });

      await blog.gate.flip(closing(blog.gate, 'of-blog'));
      expect(await states()).toEqual([503, 'of-shop', 503, 'of-blog']);
      await shop.gate.flip({});
      expect(await states()).toEqual([200, undefined, 503, 'of-blog']);
      await blog.gate.flip({ ...closing(blog.gate, 'part'), mode: 'read-only' });
      expect((await ask('blog', '/y')).status).toBe(200);
      expect((await ask('blog', '/y', { method: 'PUT', body: 'x' })).status).toBe(503);
      expect((await ask('shop', '/y', { method: 'PUT', body: 'x' })).status).toBe(200);
      expect(said).toEqual([]);
    });

    test('each closes a part alone, and stays closed without its gate', async () => {
      const { ask, settings, shop, blog } = await scene(kind, layout);
      const paths = layout === 'path' ? ['/blog/old', '/old'] : ['/old'];
      await blog.gate.flip({ ...closing(blog.gate, 'part'), mode: 'partial', match: { ...all, paths } });
      expect((await ask('blog', '/old/1')).status).toBe(503);
      expect((await ask('blog', '/new/1?a=b')).status).toBe(200);
      expect(blog.app.seen.at(-1)).toBe('/new/1?a=b');
      expect((await ask('shop', '/old/1')).status).toBe(200);

      await shop.gate.flip(closing(shop.gate, 'of-shop'));
      await shop.running.close();
      await rm(join(settings.shop.folder, 'gate.sock'), { force: true });
      expect((await ask('shop', '/x')).status).toBe(503);
      expect((await ask('shop', '/x')).headers['lull-state']).toMatch(/^closed/);
      expect((await ask('blog', '/old/1')).headers['lull-state']).toMatch(/^partial; .*downtime=part$/);
      expect((await ask('blog', '/new/1')).status).toBe(200);
    });

    test('each has its own bearers of tokens, and refuses gRPC as such', async () => {
      const { ask, shop, blog } = await scene(kind, layout);
      await shop.gate.flip(closing(shop.gate, 'of-shop'));
      await blog.gate.flip(closing(blog.gate, 'of-blog'));
      const token = `good-abc.${'s'.repeat(86)}`;
      const link = await ask('blog', `/page?lull-bypass=${token}`);
      const base = layout === 'path' ? '/blog' : '';
      expect([link.status >= 302, link.headers.location]).toEqual([true, `${base}/page`]);
      const cookie = `lull-bypass=${token}`;
      expect((await ask('blog', '/page', { headers: { cookie } })).status).toBe(200);
      expect(blog.app.seen.at(-1)).toBe('/page');
      // The gate of the shop has not read it yet: it does so once, and lets it pass from then on.
      const first = await ask('shop', '/page', { headers: { cookie } });
      expect(first.status).toBe(kind === 'nginx' || kind === 'haproxy' ? 307 : 200);
      expect((await ask('shop', '/page', { headers: { cookie } })).status).toBe(200);

      const headers = { 'content-type': 'application/grpc' };
      const grpc = await ask('blog', '/a.B/C', { method: 'POST', body: 'x', headers });
      expect([grpc.status, grpc.headers['grpc-status']]).toEqual([kind === 'caddy' ? 503 : 200, '14']);
      expect(grpc.headers['lull-state']).toMatch(/downtime=of-blog$/);
    });

    const counts = kind === 'nginx' ? noTest : test;
    counts('each counts what is in flight alone', async () => {
      const { ask, shop, blog } = await scene(kind, layout);
      const waiting = ask('blog', '/wait/1', { headers: { accept: 'text/plain' } });
      await expect.poll(() => blog.gate.counts.inFlight()).toBe(1);
      expect(shop.gate.counts.inFlight()).toBe(0);
      blog.app.release();
      await waiting;
      await blog.gate.counts.idle();
    });
  },
);
