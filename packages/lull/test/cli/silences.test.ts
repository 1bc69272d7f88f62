import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { alertmanagerMissing, startAlertmanager } from '../../../../test/peers/alertmanager.ts';
import { freePort } from '../../../../test/peers/process.ts';
import { startLullServer } from '../../../../test/support/lull-server.ts';
import { becomeOwner } from '../../../../test/support/owner.ts';
import { callerWith } from '../api/support/server.ts';
import { workplace } from './lull.ts';
import { atServer } from './support/at-server.ts';

const missing = alertmanagerMissing === null ? '' : ` (${alertmanagerMissing})`;
const place = workplace();
afterAll(place.remove);

const catalog = (by: string) =>
  `services: { shop: { zone: UTC, silences: [{ by: ${by}, matchers: ['service="shop"'] }] } }`;

describe.skipIf(alertmanagerMissing !== null)(`lull silences, with an Alertmanager${missing}`, () => {
  it('shows what is quiet until when, and asks what fires', { timeout: 120_000 }, async () => {
    const alerts = await startAlertmanager();
    onTestFinished(() => alerts.stop());
    const LULL_SILENCERS = join(place.folder, 'silencers.yaml');
    await writeFile(
      LULL_SILENCERS,
      `silencers:
  alerts: { kind: alertmanager, url: "${alerts.url}" }
  away: { kind: alertmanager, url: "http://127.0.0.1:1" }
`,
    );
    const server = startLullServer({
      port: await freePort(),
      folder: join(place.folder, 'data'),
      env: { LULL_SILENCERS },
    });
    onTestFinished(() => server.kill());
    const ready = await server.ready;
    const key = await becomeOwner(ready);
    const owner = callerWith(ready.url, key);
    expect((await owner('apply', catalog('alerts'))).status).toBe(200);
    const env = { LULL_SERVER: ready.url, LULL_KEY: key, TZ: 'UTC' };
    const run = (...args: string[]) => place.run(['silences', ...args], { env });

    expect(await run()).toMatchObject({ code: 0, stdout: 'Nothing is quiet.\n' });
    await alerts.fire({ alertname: 'Slow', service: 'shop' });
    const checked = await run('check');
    expect(checked.code).toBe(1);
    expect(checked.stdout).toMatch(/^alerts {2}alertmanager 0\.\d+\.\d+ {2}would be quiet$/m);
    expect(checked.stdout).toMatch(/^ {2}shop: service="shop"$/m);
    expect(checked.stdout).toMatch(/^ {4}fires {2}Slow service=shop since .* UTC$/m);
    expect(checked.stdout).toMatch(/^away {2}alertmanager {2}away: .*ECONNREFUSED.*It is tried again\.$/m);
    expect((await run('check', 'shop')).code).toBe(0);

    await owner('services/shop/down', { why: 'the disk is failing' });
    await expect
      .poll(async () => (await run()).stdout)
      .toMatch(/^shop {2,}alerts {2,}quiet {2,}.* service="shop"$/m);
    const { items } = JSON.parse((await run('--json')).stdout);
    expect(items).toMatchObject([{ service: 'shop', kind: 'alertmanager', state: 'held', error: null }]);
    await owner('services/shop/up', {});
    await expect.poll(async () => (await run()).stdout).toBe('Nothing is quiet.\n');
    expect((await run('--downtime', items[0].downtime)).stdout).toMatch(/^shop {2,}alerts {2,}over /m);
    // Others on the machine may read what was written above.
    expect(server.log()).toContain('silencers.yaml may be read by others on this machine');
  });
});

describe('lull silences, without the monitor', () => {
  const open = atServer();

  it('says that nothing is quiet there', async () => {
    const { server, run } = await open();
    await server.owner('apply', catalog('alrets'));
    const { code, stdout } = await run(['silences', 'check']);
    expect([code, stdout]).toEqual([1, 'alrets    there is no monitor of this name in LULL_SILENCERS\n']);
    await server.owner('services/shop/down', { why: 'the disk is failing' });
    expect((await run(['silences'])).stdout).toMatch(/^shop {2,}alrets {2,}to come .*\{"matchers":/m);
    const viewer = await server.person({ shop: 'viewer' });
    expect((await run(['silences', 'shop'], viewer)).stdout).toMatch(/^shop/m);
    expect((await run(['silences'], await server.person({ bank: 'viewer' }))).stdout).toBe(
      'Nothing is quiet.\n',
    );
    expect((await run(['silences', 'check'], viewer)).code).toBe(4);
  });
});
