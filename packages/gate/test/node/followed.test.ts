import { expect, it } from 'vitest';
import { gateListener, workWhenOpen } from '../../src/node/index.ts';
import { bypassBytes, bypassPayload } from '../../src/protocol/index.ts';
import { flipped, follow, serve } from '../follow/support.ts';
import { closing } from '../support/gate-server.ts';
import { served } from '../support/served.ts';

it('a downtime from end to end: announced, drained, closed, checked, late, open', async () => {
  const server = await serve();
  server.publish();
  const { gate } = await follow(server);
  let finish = () => {};
  const { address } = await served(
    gateListener(gate, ({ url }, response) => {
      if (url !== '/slow') return void response.end('Welcome');
      response.write('first ');
      finish = () => response.end('last');
    }),
  );
  const slow = (await fetch(`${address}/slow`)).text();
  const endJob = await workWhenOpen(gate);

  // Announced a moment before, it closes at its instant by itself.
  const from = Date.now() + 1_000;
  const downtime = { downtime: 'd1', closeIf: 'always' } as const;
  const drain = closing(from, from + 3_000, { ...downtime, state: 'drain' });
  const closed = closing(from + 3_000, from + 60_000, downtime);
  const drains = flipped(gate, 'drain');
  server.publish({ schedule: [drain, closed] });
  expect((await fetch(address)).status).toBe(200);
  await drains;
  expect((await fetch(address)).status).toBe(503);

  // The server hears of what is in flight, until there is nothing.
  await server.confirmed(({ state, inFlight }) => state === 'drain' && inFlight === 2);
  finish();
  endJob();
  expect(await slow).toBe('first last');
  await server.confirmed(({ state, inFlight }) => state === 'closed' && inFlight === 0);

  const refused = await fetch(address, { headers: { accept: 'application/json' } });
  expect(refused.headers.get('lull-state')).toContain(`until=${closed.to}; downtime=d1`);
  expect(await refused.json()).toMatchObject({ retryAt: closed.to });

  // A checker gets in by a link; everybody hears of the new end.
  const payload = bypassPayload({ service: 'shop', id: 'checker', expires: Date.now() + 60_000 });
  const token = `${payload}.${server.signer.sign(bypassBytes(payload))}`;
  const link = await fetch(`${address}/?lull-bypass=${token}`, { redirect: 'manual' });
  const cookie = link.headers.get('set-cookie')!.split(';')[0]!;
  expect((await fetch(address, { headers: { cookie } })).status).toBe(200);
  expect((await fetch(address, { headers: { cookie: `${cookie}x` } })).status).toBe(503);
  const late = closing(from + 3_000, from + 3_600_000, downtime);
  const { serial } = server.publish({ schedule: [late] });
  await server.confirmed((told) => told.serial === serial);
  expect(Number((await fetch(address)).headers.get('retry-after'))).toBeGreaterThan(3_500);

  const opens = flipped(gate, 'open');
  server.publish({ schedule: [] });
  await opens;
  expect((await fetch(address)).status).toBe(200);
});
