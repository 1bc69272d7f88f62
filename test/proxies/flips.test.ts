import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { proxyKinds } from '../../packages/gate/src/proxies/contract.ts';
import { runProxy } from '../../packages/gate/src/proxies/run.ts';
import { documentOf, fixedGate } from '../../packages/gate/test/support/fixed-gate.ts';
import { browserMissing, startBrowser } from '../../packages/lull/test/access/browser.ts';
import { startApp } from './app.ts';
import { startCrowd } from './clients/crowd.ts';
import { curlMissing } from './clients/curl.ts';
import { type Deadline, faults, type Stretch, table } from './clients/judge.ts';
import { slow } from './clients/node-http.ts';
import { proxyMissing, startProxy } from './proxies.ts';

/** How often each proxy closes and opens: `LULL_FLIPS=50` for what the documentation says. */
const FLIPS = Number(process.env.LULL_FLIPS ?? 5);
const kinds = (process.env.LULL_PROXIES?.split(',') ?? proxyKinds) as typeof proxyKinds;

const ends: (() => Promise<unknown>)[] = [];
const missingClient = browserMissing ?? curlMissing;
let browser: Browser;

beforeAll(async () => {
  if (missingClient === null) browser = await startBrowser();
});

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

afterAll(() => browser?.close());

describe.each(kinds)('%s under load of real clients', (kind) => {
  const missing = proxyMissing(kind) ?? missingClient;
  const title = `${kind} closes and opens ${FLIPS} times: nothing is lost, nothing comes late`;

  it.skipIf(missing !== null)(
    `${title}${missing ? `: ${missing}` : ''}`,
    {
      timeout: 60_000 + FLIPS * 10_000,
    },
    async () => {
      const app = await startApp();
      ends.push(app.stop);
      const proxy = await startProxy(kind, app.port);
      ends.push(proxy.stop);
      const gate = fixedGate({}, Date.now());
      gate.setDocument(documentOf());
      const said: string[] = [];
      const running = await runProxy(gate, proxy.settings, {}, (line) => said.push(line));
      gate.onFlip(running.serve);
      await running.serve(gate.state());
      ends.push(running.close);

      const { url } = proxy;
      const crowd = await startCrowd(url, browser);
      ends.push(crowd.stop);
      // At the drain's deadline HAProxy ends what is still connected; elsewhere all of it goes on.
      const cuts = kind === 'haproxy';

      const stretches: Stretch[] = [];
      const deadlines: Deadline[] = [];
      const inFlight: (number | null)[] = [];
      const judge = () => crowd.judge(stretches, deadlines);
      onTestFinished(({ task }) => {
        if (task.result?.state !== 'fail' && process.env.LULL_FLIPS === undefined) return;
        const found = judge();
        const counts = table(found.map(({ row }) => row));
        const wrong = found.flatMap((one) => one.wrong.map((what) => `${JSON.stringify(what)}\n`));
        process.stdout.write(`${title}, in flight ${inFlight.length}\n${counts}\n${wrong.join('')}`);
      });
      /** Flips the gate, and lets every client find out what that means for it. */
      const flip = async (state: Parameters<typeof gate.flip>[0], also: () => Promise<unknown>) => {
        await gate.flip(state);
        const from = performance.now();
        await Promise.all([crowd.answered(), also()]);
        stretches.push({ isOpen: state.state === undefined, from, to: performance.now() });
      };

      await crowd.areThere();
      for (let time = 0; time < FLIPS; time += 1) {
        // One that the app has begun with, one whose body is still to come: both end as they would have.
        const waits = fetch(`${url}/wait/${time}`).then(
          ({ status }) => status,
          () => null,
        );
        const sends = slow(`${url}/sent`);
        await Promise.all([app.arrived(`/wait/${time}`), sends.isIn]);
        const finish = async () => {
          app.release();
          sends.finish();
          inFlight.push(await waits, await sends.answered);
        };
        const closing = { downtime: `d${time}`, retryAt: gate.now() + 60_000 };
        const isDrained = time % 2 === 0;
        if (isDrained) {
          await flip({ ...closing, state: 'drain' }, crowd.goOn);
          await finish();
        }
        const from = performance.now();
        // Without a drain nothing is ended, whatever is still connected.
        const stay = isDrained && cuts ? crowd.areGone : crowd.goOn;
        await flip({ ...closing, state: 'closed' }, () => Promise.all([stay(), crowd.page.refused()]));
        if (stay === crowd.areGone) deadlines.push({ from, to: performance.now() });
        if (!isDrained) await finish();
        await flip({}, () => Promise.all([crowd.areThere(), crowd.page.back()]));
      }
      await crowd.stop();

      const found = judge();
      // It says so at the end of every drain that its socket and its stream outlast, and nothing else.
      const left = expect.stringMatching(/^Draining is over with \d+ still open/);
      expect(said).toEqual(Array(Math.ceil(FLIPS / 2)).fill(left));
      expect(found.flatMap(({ wrong }) => wrong)).toEqual([]);
      const rows = found.map(({ row }) => row);
      expect(rows.filter((row) => faults.some((fault) => row[fault] > 0))).toEqual([]);
      expect(inFlight).toEqual(Array(FLIPS * 2).fill(200));
      const ended = rows.filter(({ stayed }) => stayed > 0).map((row) => row.ended);
      expect(ended).toEqual([deadlines.length, deadlines.length]);
    },
  );
});
