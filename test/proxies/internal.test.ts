import { afterEach, expect, it } from 'vitest';
import { runProxy } from '../../packages/gate/src/proxies/run.ts';
import { fixedGate } from '../../packages/gate/test/support/fixed-gate.ts';
import { startApp } from './app.ts';
import { proxyMissing, startProxy } from './proxies.ts';

const ends: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

it.for(['nginx', 'nginx-lua'] as const)(
  '%s shows nobody what is internal while it asks',
  async (kind, { skip }) => {
    const missing = proxyMissing(kind);
    if (missing !== null) skip(missing);
    const app = await startApp();
    ends.push(app.stop);
    const proxy = await startProxy(kind, app.port, { internal: ['/kept/'] });
    ends.push(proxy.stop);
    const gate = fixedGate();
    const running = await runProxy(gate, proxy.settings, {}, () => {});
    ends.push(running.close);
    gate.onFlip(running.serve);
    const ask = async (path: string) => (await fetch(`${proxy.url}${path}`)).status;

    expect(await ask('/kept/secret')).toBe(404);
    const match = { paths: ['/shop'], tenants: [], methods: [], except: [] };
    const retryAt = gate.now() + 600_000;
    await gate.flip({ state: 'closed', mode: 'partial', downtime: 'dt_1', retryAt, match });
    expect(await ask('/shop')).toBe(503);
    expect(await ask('/else')).toBe(200);
    expect(await ask('/kept/secret')).toBe(404);
    expect(await ask('/%6bept/secret')).toBe(404);
    expect(await ask('/else/%2e%2e//kept/secret')).toBe(404);
  },
);
