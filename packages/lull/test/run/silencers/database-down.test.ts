import { expect, it, onTestFinished } from 'vitest';
import { alertmanagerMissing, startAlertmanager } from '../../../../../test/peers/alertmanager.ts';
import { postgresMissing, startPostgres } from '../../../../../test/peers/postgres.ts';
import { commandDowntime } from '../../../src/keeper/command-downtime.ts';
import { emergencyDown } from '../../../src/keeper/emergency-down.ts';
import { runSilences } from '../../../src/run/silencers/leases/run-silences.ts';
import { openStore } from '../../../src/store/open.ts';
import { SECOND } from '../../../src/time/instant.ts';
import { owner } from '../../keeper/support.ts';
import { quietWorld } from './quiet-world.ts';

const missing = [alertmanagerMissing, postgresMissing && `${postgresMissing} is missing`].filter(Boolean);
const why = missing.length > 0 ? ` (${missing.join(', ')})` : '';

it.skipIf(missing.length > 0)(`what is quiet when the database goes ends when it is back${why}`, async () => {
  const [postgres, alerts] = await Promise.all([startPostgres(), startAlertmanager()]);
  onTestFinished(() => Promise.all([postgres.stop(), alerts.stop()]).then(() => undefined));
  const store = await openStore({ databaseUrl: await postgres.createDatabase() });
  const world = await quietWorld(store, { alerts: { kind: 'alertmanager', url: alerts.url } });
  const { downtime } = await emergencyDown(world.keeper, owner, 'shop', { why: 'the disk is failing' });
  await world.attend();
  expect(await alerts.active()).toHaveLength(1);
  await commandDowntime(world.keeper, owner, downtime.id, { type: 'finish' });
  world.now += SECOND;
  await world.tick();

  await postgres.halt();
  const stopping = new AbortController();
  const running = runSilences(world.silences, { signal: stopping.signal });
  await expect(world.attend()).rejects.toMatchObject({ code: 'store-unavailable' });
  expect(await alerts.active()).toHaveLength(1);
  await postgres.start();
  await expect.poll(() => alerts.active()).toEqual([]);
  await expect.poll(async () => (await world.rows()).map(({ state }) => state)).toEqual(['gone']);
  stopping.abort();
  await running;
  await world.close();
  await store.close();
});
