import { rm } from 'node:fs/promises';
import { request } from 'node:http';
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

async function scene(kind: (typeof proxyKinds)[number]) {
  const app = await startApp();
  ends.push(app.stop);
  const proxy = await startProxy(kind, app.port);
  ends.push(proxy.stop);
  const said: string[] = [];
  const { gate, running } = await gateAt(proxy.settings, ends, said);
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(`${proxy.url}${path}`, { headers: { accept: 'text/plain' }, ...init });
  return { app, proxy, gate, running, said, ask };
}

const holding = (gate: FixedGate, state: 'drain' | 'closed' = 'closed') => ({
  state,
  mode: 'hold' as const,
  downtime: 'dt_1',
  retryAt: gate.now() + 20_000,
});

describe.each((process.env.LULL_PROXIES?.split(',') ?? proxyKinds) as typeof proxyKinds)(
  'very short work behind %s',
  (kind) => {
    const missing = proxyMissing(kind);
    const test = it.skipIf(missing !== null);
    const holds = kind === 'haproxy' ? noTest : test;

    holds(`lets requests wait, and go through afterwards${missing ? `: ${missing}` : ''}`, async () => {
      const { app, gate, running, said, ask } = await scene(kind);
      await gate.flip(holding(gate, 'drain'));
      const gets = Array.from({ length: 20 }, (_, i) => ask(`/a%20${i}?b=${i}`));
      const posts = Array.from({ length: 20 }, () =>
        ask('/form', { method: 'POST', body: 'x'.repeat(70_000) }),
      );
      await expect.poll(() => running.status().waiting).toBe(40);
      expect(app.inFlight()).toBe(0);
      // What waits isn't in flight, also after the proxy was asked again.
      const looks = gate.seen.passed.length + 2;
      await expect.poll(() => gate.seen.passed.length).toBeGreaterThan(looks);
      expect(gate.counts.inFlight()).toBe(0);
      await gate.flip(holding(gate));
      expect(running.status().waiting).toBe(40);
      await gate.flip({});
      const answers = await Promise.all([...gets, ...posts]);
      expect(answers.map(({ status }) => status)).toEqual(Array(40).fill(200));
      expect(await answers[39]!.text()).toBe('app POST 70000');
      expect(app.seen).toContain('/a%207?b=7');
      expect(running.status().waiting).toBe(0);
      expect(said).toEqual([]);
    });

    holds('refuses past its caps, and what waits when more than that is closed', async () => {
      const { app, gate, running, ask } = await scene(kind);
      await gate.flip(holding(gate));
      const waiting = Array.from({ length: 250 }, (_, i) => ask(`/${i}`));
      for (const one of waiting) one.catch(() => {});
      await expect.poll(() => running.status().waiting).toBe(250);
      const seen = app.seen.length;
      const late = await ask('/late');
      expect(late.status).toBe(503);
      expect(late.headers.get('lull-state')).toMatch(/^closed; /);
      expect(Number(late.headers.get('retry-after'))).toBeLessThan(40);
      await gate.flip({ ...holding(gate), mode: 'full' });
      const answers = await Promise.all(waiting);
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
      expect(app.seen.length).toBe(seen);
    });

    holds('refuses what waits when the gate beside it dies', async () => {
      const { gate, proxy, running, ask } = await scene(kind);
      await gate.flip(holding(gate));
      const waiting = ask('/1');
      await expect.poll(() => running.status().waiting).toBe(1);
      await running.close();
      await rm(join(proxy.settings.folder, 'gate.sock'), { force: true });
      const { status, headers } = await waiting;
      expect(status).toBe(503);
      expect(headers.get('lull-state')).toMatch(/^closed/);
      expect((await ask('/2')).status).toBe(503);
    });

    // Lua doesn't look whether the client is still there.
    const forgets = kind === 'nginx-lua' ? noTest : holds;
    forgets('forgets whose client went away', async () => {
      const { app, gate, proxy, running } = await scene(kind);
      await gate.flip(holding(gate));
      const asked = request(`${proxy.url}/gone`, { agent: false }).on('error', () => {});
      asked.end();
      await expect.poll(() => running.status().waiting).toBe(1);
      asked.destroy();
      await expect.poll(() => running.status().waiting).toBe(0);
      await gate.flip({});
      expect(app.seen).not.toContain('/gone');
    });

    const refuses = kind === 'haproxy' ? test : noTest;
    refuses('refuses where the proxy cannot let wait', async () => {
      const { gate, ask } = await scene(kind);
      await gate.flip(holding(gate));
      const refused = await ask('/1');
      expect(refused.status).toBe(503);
      expect(Number(refused.headers.get('retry-after'))).toBeLessThan(40);
      await gate.flip({});
      expect((await ask('/1')).status).toBe(200);
    });
  },
);
