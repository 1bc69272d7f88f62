import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { gateServer } from '../support/gate-server.ts';
import { run } from '../support/runtimes.ts';
import { enrolled, place } from './place.ts';

const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const kinds = { Deno: 'deno', Bun: 'bun', 'Hono on Node': 'node' } as const;

describe.each(['Deno', 'Bun', 'Hono on Node'] as const)('the documented program on %s', (runtime) => {
  it("goes by the server's clock, confirms, and takes leave with what it counted", async () => {
    const server = await gateServer();
    server.skew = 5_000;
    server.publish();
    const at = await place(runtime, {}, server);
    ends.push(() => at.end());
    const { clockOffset } = await server.confirmed(
      ({ kind, serial }) => kind === kinds[runtime] && serial === 1,
    );
    expect(Math.abs(clockOffset! - 5_000)).toBeLessThan(500);
    expect((await at.ask('/')).status).toBe(200);
    expect((await at.ask('/asked', { method: 'POST' })).status).toBe(200);
    await at.tell({});
    expect((await at.ask('/')).status).toBe(503);
    await at.shop.stop('SIGTERM');
    await server.confirmed(({ isLeaving }) => isLeaving);
    const reports = new Map(server.confirmations.map((one) => [one.report, one.minutes]));
    const minutes = [...reports.values()].flat();
    const sum = (of: (minute: (typeof minutes)[number]) => number | null | undefined) =>
      minutes.reduce((total, minute) => total + (of(minute) ?? 0), 0);
    expect([
      sum(({ requests }) => requests),
      sum(({ writes }) => writes),
      sum(({ refused }) => refused.closed),
    ]).toEqual([2, 1, 1]);
  });

  it('stays closed after it was killed and started again with the server dead', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lull-folder-'));
    ends.push(() => rmSync(folder, { recursive: true, force: true }));
    const at = await place(runtime, { folder });
    ends.push(() => at.end());
    await at.tell({ reopen: 'whenTold' });
    await at.server.kill();
    await at.shop.stop('SIGKILL');
    const again = await run(runtime, {
      gate: enrolled(at.server, { folder }),
      variables: { ORIGIN: at.origin.address },
    });
    ends.push(() => again.stop('SIGKILL'));
    const answer = await fetch(again.address);
    expect([answer.status, answer.headers.get('lull-state')]).toEqual([
      503,
      expect.stringMatching(/^closed; until=.*; downtime=d1$/),
    ]);
  });
});
