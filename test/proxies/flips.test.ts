import { afterEach, describe, expect, it } from 'vitest';
import { proxyKinds } from '../../packages/gate/src/proxies/contract.ts';
import { runProxy } from '../../packages/gate/src/proxies/run.ts';
import { documentOf, fixedGate } from '../../packages/gate/test/support/fixed-gate.ts';
import { startApp } from './app.ts';
import { slow, startLoad } from './load.ts';
import { proxyMissing, startProxy } from './proxies.ts';

const FLIPS = Number(process.env.LULL_FLIPS ?? 5);
const ends: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

describe.each((process.env.LULL_PROXIES?.split(',') ?? proxyKinds) as typeof proxyKinds)(
  '%s under load',
  (kind) => {
    const missing = proxyMissing(kind);
    it.skipIf(missing !== null)(
      `closes and opens ${FLIPS} times: nothing is lost, nothing comes late${missing ? `: ${missing}` : ''}`,
      async () => {
        const app = await startApp();
        ends.push(app.stop);
        const proxy = await startProxy(kind, app.port);
        ends.push(proxy.stop);
        const gate = fixedGate();
        gate.setDocument(documentOf());
        const said: string[] = [];
        const running = await runProxy(gate, proxy.settings, {}, (line) => said.push(line));
        gate.onFlip(running.serve);
        await running.serve(gate.state());
        ends.push(running.close);
        const load = startLoad(`${proxy.url}/`, 8);
        ends.push(load.stop);
        const stretches: { isOpen: boolean; from: number; to: number }[] = [];
        for (let flip = 0; flip < FLIPS * 2; flip += 1) {
          const isOpen = flip % 2 === 1;
          const downtime = `d${flip}`;
          // One that the app has begun with, one whose body is still to come: both end as they would have.
          const waits = isOpen ? null : fetch(`${proxy.url}/wait/${flip}`);
          const sends = isOpen ? null : slow(`${proxy.url}/sent`);
          await Promise.all([waits && app.arrived(`/wait/${flip}`), sends?.isIn]);
          const retryAt = gate.now() + 60_000;
          await gate.flip(isOpen ? {} : { state: 'closed', downtime, retryAt });
          const from = performance.now();
          const seen = load.sent.length;
          await expect.poll(() => load.sent.length, { interval: 5 }).toBeGreaterThan(seen + 40);
          stretches.push({ isOpen, from, to: performance.now() });
          app.release();
          sends?.finish();
          expect((await waits)?.status ?? 200).toBe(200);
          expect((await sends?.answered) ?? 200).toBe(200);
        }
        await load.stop();
        expect(said).toEqual([]);
        expect(load.sent.filter(({ error }) => error !== null)).toEqual([]);
        for (const { isOpen, from, to } of stretches) {
          const within = load.sent.filter(({ began, ended }) => began >= from && ended <= to);
          expect(within.length).toBeGreaterThan(20);
          expect(within.filter(({ status }) => status !== (isOpen ? 200 : 503))).toEqual([]);
        }
        expect(load.sent.filter(({ status, state }) => (status === 503) !== (state !== null))).toEqual([]);
      },
    );
  },
);
