import { afterEach, describe, expect, it } from 'vitest';
import type { ProxyKind } from '../../packages/gate/src/proxies/contract.ts';
import { closing, gateServer } from '../../packages/gate/test/support/gate-server.ts';
import { startApp } from './app.ts';
import { type Beside, besideProxy } from './beside.ts';
import type { Sent } from './clients/client.ts';
import { nodeClient } from './clients/node-http.ts';
import { kinds, missing } from './followed.ts';

/** How often it ends: `LULL_KILLS=50` for a long run. */
const KILLS = Number(process.env.LULL_KILLS ?? 3);
const CLIENTS = 8;
const timeout = 60_000 + KILLS * 10_000;

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** What clients met while a closed gate was started and ended again and again. */
async function underLoad(kind: ProxyKind, end: (beside: Beside) => Promise<void>): Promise<readonly Sent[]> {
  const app = await startApp();
  ends.push(app.stop);
  const beside = await besideProxy(kind, app.port);
  ends.push(beside.stop);
  const server = await gateServer();
  ends.push(server.kill);
  server.publish({ schedule: [closing(Date.now() - 1_000, null, { closeIf: 'always' })] });
  const { id, key } = server.signer;
  await beside.enrol({ server: server.url, service: 'shop', key: 'lull_x', trust: { id, key } });
  const load = nodeClient(`${beside.url}/`, CLIENTS);
  ends.push(load.stop);
  for (let times = 0; times < KILLS; times += 1) {
    beside.run();
    await beside.says('closed for');
    await load.answered(100);
    await end(beside);
    await load.answered(100);
  }
  await load.stop();
  return load.sent;
}

/** What was let in after the first refusal. */
function letIn(sent: readonly Sent[]): readonly Sent[] {
  const { ended } = sent.find(({ status }) => status === 503)!;
  return sent.filter(({ began, status }) => began > ended && status === 200);
}

describe.skipIf(kinds.length === 0)(`lull-gate ends under load${missing && ` (${missing})`}`, () => {
  const ways = [
    ['killed', ({ kill }: Beside) => kill()],
    ['asked to end', ({ leave }: Beside) => leave()],
  ] as const;
  describe.each(ways)('%s', (_, end) => {
    it.each(kinds)('%s refuses on and breaks no connection', { timeout }, async (kind) => {
      const sent = await underLoad(kind, end);
      expect(sent.filter(({ error }) => error !== null)).toEqual([]);
      expect(letIn(sent)).toEqual([]);
    });
  });
});
