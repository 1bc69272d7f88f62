import { afterEach, describe, expect, it } from 'vitest';
import { closing, gateServer } from '../../packages/gate/test/support/gate-server.ts';
import { startApp } from './app.ts';
import { besideProxy } from './beside.ts';
import { nodeClient } from './clients/node-http.ts';
import { kinds, missing } from './followed.ts';

/** How often it is killed: `LULL_KILLS=50` for a long run. */
const KILLS = Number(process.env.LULL_KILLS ?? 3);

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

describe.skipIf(kinds.length === 0)(`lull-gate killed under load${missing && ` (${missing})`}`, () => {
  it.each(kinds)(
    '%s refuses on and breaks no connection',
    { timeout: 60_000 + KILLS * 10_000 },
    async (kind) => {
      const app = await startApp();
      ends.push(app.stop);
      const beside = await besideProxy(kind, app.port);
      ends.push(beside.stop);
      const server = await gateServer();
      ends.push(server.kill);
      server.publish({ schedule: [closing(Date.now() - 1_000, null, { closeIf: 'always' })] });
      const { id, key } = server.signer;
      await beside.enrol({ server: server.url, service: 'shop', key: 'lull_x', trust: { id, key } });
      const load = nodeClient(`${beside.url}/`, 8);
      ends.push(load.stop);
      for (let kill = 0; kill < KILLS; kill += 1) {
        beside.run();
        await beside.says('closed for');
        await load.answered(100);
        await beside.kill();
        await load.answered(100);
      }
      await load.stop();
      expect(load.sent.filter(({ error }) => error !== null)).toEqual([]);
      const first = load.sent.findIndex(({ status }) => status === 503);
      const since = load.sent[first]!.ended;
      expect(load.sent.filter(({ began, status }) => began > since && status !== 503)).toEqual([]);
    },
  );
});
