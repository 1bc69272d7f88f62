import { afterEach, describe, expect, it } from 'vitest';
import { runProxy } from '../../packages/gate/src/proxies/run.ts';
import { documentOf, fixedGate } from '../../packages/gate/test/support/fixed-gate.ts';
import { startApp } from './app.ts';
import { kinds, missing } from './followed.ts';
import { startProxy } from './proxies.ts';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

describe.skipIf(kinds.length === 0)(`what is sent to a closed service${missing && ` (${missing})`}`, () => {
  // Where a connection is closed before all was read, what was answered over it is lost with it, now and then.
  it.each(kinds)('%s answers each upload, whatever its size', async (kind) => {
    const app = await startApp();
    ends.push(app.stop);
    const proxy = await startProxy(kind, app.port);
    ends.push(proxy.stop);
    const gate = fixedGate({}, Date.now());
    gate.setDocument(documentOf());
    const running = await runProxy(gate, proxy.settings, {}, () => {});
    ends.push(running.close);
    gate.onFlip(running.serve);
    await gate.flip({ state: 'closed', downtime: 'dt_1', retryAt: gate.now() + 60_000 });
    const met: (number | string)[] = [];
    for (const size of [0, 100, 20_000, 300_000, 3_000_000]) {
      for (let i = 0; i < 20; i += 1) {
        const answer = await fetch(proxy.url, { method: 'POST', body: 'x'.repeat(size) });
        await answer.arrayBuffer();
        met.push(answer.status);
      }
    }
    expect(met).toEqual(Array(100).fill(503));
  });
});
