import { expect, test } from 'vitest';
import { closing } from '../support/gate-server.ts';
import { flipped, follow, serve } from './support.ts';

test('counts are told under a number, again until they are acknowledged, and not once more', async () => {
  const server = await serve();
  server.publish();
  const time = { by: 0 };
  const clocks = { wall: () => Date.now() + time.by, monotonic: () => performance.now() + time.by };
  const { gate } = await follow(server, { clocks });
  gate.counts.admitted('GET');
  gate.counts.admitted('PUT');
  // The report is taken, but the answer never comes back.
  server.confirmStatus = 0;
  time.by += 60_000;
  server.skew += 60_000;
  server.publish();
  const first = await server.confirmed(({ minutes }) => minutes.length > 0);
  expect(first).toMatchObject({ report: 1, minutes: [{ requests: 2, writes: 1 }] });
  gate.counts.admitted('GET');
  server.confirmStatus = 503;
  const told = server.confirmations.length;
  const second = await server.confirmed(
    (one) => server.confirmations.indexOf(one) >= told && one.report === 1,
  );
  expect(second).toMatchObject({ run: first.run, report: 1, minutes: first.minutes });
  server.confirmStatus = 200;
  time.by += 60_000;
  server.skew += 60_000;
  await gate.close();
  const reports = new Map(server.confirmations.map((one) => [one.report, one.minutes]));
  const sum = [...reports.values()].flat().reduce((all, { requests }) => all + requests!, 0);
  expect(sum).toBe(3);
  expect(server.confirmations.at(-1)?.isLeaving).toBe(true);
}, 30_000);

test('counts that the server never takes do not keep it from hearing what the gate does', async () => {
  const server = await serve();
  server.publish();
  const time = { by: 0 };
  const clocks = { wall: () => Date.now() + time.by, monotonic: () => performance.now() + time.by };
  const { gate } = await follow(server, { clocks });
  gate.counts.admitted('GET');
  server.confirmStatus = 400;
  time.by += 60_000;
  server.skew += 60_000;
  server.publish();
  await server.confirmed(({ report, minutes }) => report === 1 && minutes.length === 1);
  server.confirmStatus = 200;
  await server.confirmed(({ report, minutes }) => report === 1 && minutes.length === 0);
});

test('what a person wrote is one line of a bounded length in the confirmation', async () => {
  const server = await serve();
  server.publish();
  const { gate } = await follow(server);
  await gate.override({ state: 'open', why: `two\n\u0000lines ${'x'.repeat(9_000)}`, at: gate.now() });
  const { warnings } = await server.confirmed(({ override }) => override === 'open');
  expect(warnings[0]).toMatch(/^override: .* since .*Z: two lines x+$/);
  expect(warnings[0]).toHaveLength(500);
});

test('the last request of a drain is told at once', async () => {
  const server = await serve();
  server.publish();
  const { gate } = await follow(server);
  const end = gate.counts.begin();
  server.publish({ schedule: [closing(Date.now() - 1_000, null, { state: 'drain', closeIf: 'always' })] });
  await server.confirmed(({ state, inFlight }) => state === 'drain' && inFlight === 1);
  const before = performance.now();
  end();
  await server.confirmed(({ state, inFlight }) => state === 'drain' && inFlight === 0);
  expect(performance.now() - before).toBeLessThan(3_000);
});

test('a gate takes leave, and its last words are those of what it has done', async () => {
  const server = await serve();
  server.publish({ schedule: [closing(Date.now() - 1_000, null, { closeIf: 'always' })] });
  const { gate } = await follow(server, { key: 'lull_x', kind: 'nginx' });
  await flipped(gate, 'closed');
  gate.counts.refused('closed');
  await gate.close();
  await gate.close();
  const last = server.confirmations.at(-1);
  expect(last).toMatchObject({ kind: 'nginx', state: 'closed', downtime: 'd1', serial: 1, isLeaving: true });
  expect(last?.minutes.at(-1)?.refused).toEqual({ closed: 1 });
  expect(server.confirmations.filter(({ isLeaving }) => isLeaving)).toHaveLength(1);
});

test('leaving does not wait for a server that is gone', async () => {
  const server = await serve();
  server.publish();
  const { gate } = await follow(server);
  await server.kill();
  await gate.close();
  await server.start();
});
