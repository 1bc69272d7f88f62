import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { run } from '../../packages/gate/test/support/runtimes.ts';
import { freePort } from '../peers/process.ts';
import { visitorOf } from '../proxies/clients/visitor.ts';
import { startLullServer } from '../support/lull-server.ts';
import { becomeOwner } from '../support/owner.ts';
import { createClient } from '../torture/client.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

it('work waits until every isolate of a Worker has closed, and visitors come back to all', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lull-worker-'));
  ends.push(() => rmSync(folder, { recursive: true, force: true }));
  const server = startLullServer({ port: await freePort(), folder });
  ends.push(() => server.kill());
  const ready = await server.ready;
  const client = createClient(ready.url, await becomeOwner(ready));
  ends.push(() => client.close());
  await client.put('/api/v1/services/shop', { zone: 'UTC', gates: 1 });
  const added = await client.post('/api/v1/services/shop/gates', { instance: 'edge' });
  const { config } = added.body as { config: object };
  const gate = { ...config, server: ready.url, every: 500, drain: 1_000 };

  // One that everybody visits, and one that is asked from time to time.
  const [busy, quiet] = await Promise.all(
    [0, 1].map(() => run('Cloudflare Workers', { gate, variables: {} })),
  );
  ends.push(() => Promise.all([busy!.stop('SIGKILL'), quiet!.stop('SIGKILL')]));
  const visitor = visitorOf(`${busy!.address}/`);
  ends.push(() => visitor.stop());
  await visitor.meets(200);
  const ask = async (): Promise<number> => (await fetch(quiet!.address)).status;
  expect(await ask()).toBe(200);

  const down = await client.post('/api/v1/services/shop/down', { why: 'the disk is full' });
  const { id } = (down.body as { downtime: { id: string } }).downtime;
  const stateOf = async () => ((await client.get(`/api/v1/downtimes/${id}`)).body as { state: string }).state;
  expect(await stateOf()).toBe('draining');
  await visitor.meets(503);
  expect(await stateOf()).toBe('draining');
  await expect.poll(stateOf).toBe('down');
  // By now no isolate goes by what was before, though this one has not been asked for long.
  expect(await ask()).toBe(503);
  expect(visitor.turns.map(({ met }) => met)).toEqual([200, 503]);

  expect((await client.post('/api/v1/services/shop/up', {})).status).toBe(200);
  await visitor.meets(200);
  await expect.poll(stateOf).toBe('completed');
  expect(await ask()).toBe(200);
  expect(visitor.turns.map(({ met }) => met)).toEqual([200, 503, 200]);
});
