import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { proxyKinds } from '../../packages/gate/src/proxies/contract.ts';
import type { FixedGate } from '../../packages/gate/test/support/fixed-gate.ts';
import { startApp } from './app.ts';
import { gateAt } from './gate-at.ts';
import { noTest, proxyMissing, startProxy } from './proxies.ts';

const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function scene(kind: (typeof proxyKinds)[number], settings: { isCountedBehind?: boolean } = {}) {
  const app = await startApp();
  ends.push(app.stop);
  const proxy = await startProxy(kind, app.port, { isCounted: kind === 'nginx' });
  ends.push(proxy.stop);
  const ask = async (times: number, method = 'GET') => {
    const init = method === 'GET' ? { method } : { method, body: 'x' };
    for (let i = 0; i < times; i += 1) await (await fetch(`${proxy.url}/${i}`, init)).text();
  };
  // What came before the gate was there is none of its minutes; nginx knows of its marks from then on.
  await ask(3);
  const backends = kind === 'haproxy' ? ['app'] : [];
  // Without a check: it is a request too.
  const all = { ...proxy.settings, check: null, backends, ...settings };
  const { gate } = await gateAt(all, ends);
  return { gate, proxy, ask };
}

/** What was told so far; the first look only says where to begin. */
function told({ seen }: FixedGate): { requests: number; writes: number | null; unknown: number } {
  const unknown = seen.passed.filter(([requests]) => requests === null).length;
  const sum = (which: 0 | 1) => seen.passed.reduce((total, one) => total + (one[which] ?? 0), 0);
  const hasWrites = seen.passed.some(([, writes]) => writes !== null);
  return { requests: sum(0), writes: hasWrites ? sum(1) : null, unknown };
}

const closing = (gate: FixedGate) => ({
  state: 'closed' as const,
  downtime: 'dt_1',
  retryAt: gate.now() + 600_000,
});

describe.each((process.env.LULL_PROXIES?.split(',') ?? proxyKinds) as typeof proxyKinds)(
  'what passes %s',
  (kind) => {
    const missing = proxyMissing(kind);
    const counts = kind !== 'caddy';
    const writes = (number: number) => (kind === 'haproxy' ? null : number);

    const test = it.skipIf(missing !== null);
    const known = counts ? test : noTest;
    known(`is counted, and what is refused is not${missing ? `: ${missing}` : ''}`, async () => {
      const { gate, proxy, ask } = await scene(kind);
      await expect.poll(() => gate.seen.passed.length).toBeGreaterThan(1);
      expect(told(gate)).toEqual({ requests: 0, writes: writes(0), unknown: 1 });
      await ask(12);
      await ask(5, 'POST');
      await expect.poll(() => told(gate)).toEqual({ requests: 17, writes: writes(5), unknown: 1 });
      await gate.flip(closing(gate));
      await ask(7);
      await gate.flip({ ...closing(gate), mode: 'read-only' });
      await ask(2);
      await ask(4, 'DELETE');
      await expect.poll(() => told(gate)).toEqual({ requests: 19, writes: writes(5), unknown: 1 });

      // Its counters begin anew; what nginx writes into its file goes on.
      await gate.flip(closing(gate));
      await proxy.restart();
      await gate.flip({});
      if (kind === 'nginx') await truncate(join(proxy.settings.folder, 'passed.log'));
      else await expect.poll(() => told(gate).unknown).toBe(2);
      const { requests } = told(gate);
      await ask(6);
      await expect.poll(() => told(gate).requests).toBe(requests + 6);
    });

    const unknown = counts ? noTest : test;
    unknown('is not known', async () => {
      const { gate, ask } = await scene(kind);
      await ask(5);
      await expect.poll(() => gate.seen.passed.length).toBeGreaterThan(2);
      expect(gate.seen.passed.every(([requests]) => requests === null)).toBe(true);
    });

    test('is left to a gate behind, where one counts it', async () => {
      const { gate, ask } = await scene(kind, { isCountedBehind: true });
      await ask(1);
      await gate.flip(closing(gate));
      expect(gate.seen.passed).toEqual([]);
    });
  },
);
