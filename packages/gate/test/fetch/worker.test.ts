import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { closing, type GateServer, gateServer } from '../support/gate-server.ts';
import { type Place, place, shelf, token } from './place.ts';

const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function worker(config: object, server?: GateServer, shelved?: string): Promise<Place> {
  const at = await place('Cloudflare Workers', config, server, shelved);
  ends.push(() => at.end());
  return at;
}

/** Half of the way to the server and back may be missing in what a gate knows of its clock. */
const LEEWAY = 500;

const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();
const long = (seconds: number) => closing(Date.now() - seconds * 1000, null, { closeIf: 'always' });

it('a Worker judges its first request by what it hears first, and asks no more for a while', async () => {
  const server = await gateServer();
  server.publish({ schedule: [long(40)] });
  const at = await worker({ every: 5_000 }, server);
  expect((await at.ask('/')).status).toBe(503);
  await Promise.all(Array.from({ length: 50 }, () => at.ask('/')));
  expect(server.asked.get('/documents/shop')).toBe(1);
  expect(server.asked.get('/time')).toBe(1);
});

it('a Worker flips at the instant, by what it heard before', async () => {
  const server = await gateServer();
  const from = Date.now() + 1_500;
  server.publish({ schedule: [closing(from, null, { closeIf: 'always' })] });
  const at = await worker({ every: 60_000 }, server);
  let last = 200;
  while (last === 200) {
    const asked = Date.now();
    last = (await at.ask('/')).status;
    const answered = Date.now();
    if (last === 200) expect(asked).toBeLessThan(from + LEEWAY);
    else expect(answered).toBeGreaterThan(from - LEEWAY);
  }
  expect(server.asked.get('/documents/shop')).toBe(1);
});

it('a Worker speaks for all of its isolates: of a document only when none goes by an older one', async () => {
  const at = await worker({});
  const { server } = at;
  const said = async (how: () => void) => {
    const before = server.confirmations.length;
    how();
    const { status } = await at.ask('/');
    const { serial, state, inFlight, kind, instance } = await server.confirmed(
      (one) => server.confirmations.indexOf(one) >= before,
    );
    expect([kind, instance]).toEqual(['worker', 'shop-1']);
    return [status, serial, state, inFlight];
  };
  expect(await said(() => server.publish({ issuedAt: ago(60) }))).toEqual([200, 2, 'open', 0]);
  const schedule = [long(10)];
  expect(await said(() => server.publish({ schedule }))).toEqual([503, 2, 'open', 1]);
  expect(await said(() => server.publish({ schedule, issuedAt: ago(60) }))).toEqual([503, 4, 'closed', 1]);
  expect(await said(() => server.publish({ schedule: [long(60)], issuedAt: ago(60) }))).toEqual([
    503,
    5,
    'closed',
    0,
  ]);
});

it('a new isolate goes by the shelf when the server is dead; a person opens it there', async () => {
  const kept = await shelf();
  ends.push(kept.end);
  const server = await gateServer();
  server.publish({ schedule: [long(40)] });
  const at = await worker({}, server, kept.address);
  expect((await at.ask('/')).status).toBe(503);
  await expect.poll(() => [...kept.values.keys()]).toEqual(['lull/shop/document.json']);
  await server.kill();
  await at.shop.stop('SIGKILL');
  const again = await worker({}, server, kept.address);
  expect((await again.ask('/')).status).toBe(503);
  const override = { state: 'open', why: 'checkout is needed', at: 0 };
  kept.values.set('lull/shop/override.json', JSON.stringify({ lull: 1, override }));
  expect((await again.ask('/')).status).toBe(200);
  kept.values.set('lull/shop/override.json', 'torn');
  expect((await again.ask('/')).status).toBe(200);
  kept.values.set('lull/shop/override.json', JSON.stringify({ lull: 1, override: null }));
  expect((await again.ask('/')).status).toBe(503);
});

it('a Worker that cannot reach the server does what `whenUnknown` says', async () => {
  const server = await gateServer();
  server.publish();
  const strict = await worker({ whenUnknown: 'closed' }, server);
  expect((await strict.ask('/')).status).toBe(200);
  await server.kill();
  const unknown = await worker({ whenUnknown: 'closed' }, server);
  expect((await unknown.ask('/')).status).toBe(503);
  const waits = await worker({}, server);
  expect((await waits.ask('/')).status).toBe(200);
  expect(waits.shop.log()).toContain('no-document');
});

it('a request that went away while it waited takes nothing of others with it', async () => {
  const sockets: Socket[] = [];
  const deaf = createServer((socket) => sockets.push(socket));
  await once(deaf.listen(0, '127.0.0.1'), 'listening');
  ends.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => deaf.close(resolve));
  });
  const { port } = deaf.address() as { port: number };
  const at = await worker({ server: `http://127.0.0.1:${port}`, whenUnknown: 'open' });
  const abort = new AbortController();
  const connected = once(deaf, 'connection');
  const gone = at.ask('/', { signal: abort.signal }).catch(() => 'gone');
  await connected;
  abort.abort();
  expect(await gone).toBe('gone');
  expect((await at.ask('/')).status).toBe(200);
});

it('a request that went away while it was held takes nothing of others with it', async () => {
  const at = await worker({ every: 500 });
  await at.tell({ mode: 'hold' });
  const abort = new AbortController();
  const gone = at.ask('/', { signal: abort.signal }).catch(() => 'gone');
  const held = at.ask('/');
  // Whoever is let through was judged after them.
  const headers = { 'lull-bypass': token(at.server) };
  expect((await at.ask('/', { headers })).status).toBe(200);
  abort.abort();
  expect(await gone).toBe('gone');
  await at.tell(null);
  expect((await held).status).toBe(200);
  expect((await Promise.all([at.ask('/'), at.ask('/')])).map(({ status }) => status)).toEqual([200, 200]);
});

it('the cron trigger keeps the server hearing of the gate while no requests come', async () => {
  const server = await gateServer();
  server.publish({ issuedAt: ago(60) });
  const at = await worker({}, server);
  const abort = new AbortController();
  const running = fetch(at.shop.cron, { signal: abort.signal }).catch(() => {});
  await server.confirmed(({ state, serial }) => state === 'open' && serial === 1);
  server.publish({ issuedAt: ago(60), schedule: [long(60)] });
  await server.confirmed(({ state, serial }) => state === 'closed' && serial === 2);
  abort.abort();
  await running;
});
