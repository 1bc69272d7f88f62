import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Caller, callerWith } from '../../packages/lull/test/api/support/server.ts';
import { freshDatabases } from '../../packages/lull/test/store/engines.ts';
import { type Alertmanager, alertmanagerMissing, startAlertmanager } from '../peers/alertmanager.ts';
import { icinga2Missing, startIcinga2 } from '../peers/icinga2.ts';
import { postgresMissing } from '../peers/postgres.ts';
import { freePort } from '../peers/process.ts';
import { type ServerOptions, startLullServer } from '../support/lull-server.ts';
import { becomeOwner } from '../support/owner.ts';

const missing = [
  alertmanagerMissing,
  icinga2Missing,
  postgresMissing && `${postgresMissing} is missing`,
].filter((why) => why !== null);
const why = missing.length > 0 ? ` (${missing.join(', ')})` : '';

describe.skipIf(missing.length > 0)(`monitors during work${why}`, () => {
  const databases = freshDatabases();

  it('tell nobody while it lasts, and everybody after', { timeout: 240_000 }, async () => {
    const told: string[] = [];
    const people = await listening(async (request) => {
      const { alerts } = JSON.parse(await text(request)) as { alerts: { labels: { alertname: string } }[] };
      told.push(...alerts.map(({ labels }) => labels.alertname));
      return 200;
    });
    const alerts = await started(startAlertmanager({ notify: people }));
    const icinga = await started(startIcinga2());
    const { owner, stop, log } = await lull(
      await silencers(`
  alerts: { kind: alertmanager, url: "${alerts.url}" }
  icinga:
    { kind: icinga2, url: "${icinga.url}", ca: ${icinga.ca}, certificateName: ${icinga.certificateName},
      user: lull, password: { variable: ICINGA_PASSWORD } }
`),
      { env: { ICINGA_PASSWORD: 'lull' } },
    );
    const yaml = `services: { shop: { zone: UTC, silences: [
      { by: alerts, matchers: ['service="shop"'] }, { by: icinga, hosts: [shop], withChildren: true } ] } }`;
    expect((await owner('apply', yaml)).status).toBe(200);
    const checked = (await owner.send({ method: 'POST', path: 'silences/check' })).json.items;
    expect(checked.map((one: { name: string; error: string | null }) => [one.name, one.error])).toEqual([
      ['alerts', null],
      ['icinga', null],
    ]);

    await down(owner);
    await expect.poll(() => icinga.depth('web!page')).toBe(1);
    await expect.poll(async () => (await alerts.active()).length).toBe(1);
    // What the work itself makes fail, and something that has nothing to do with it.
    await alerts.fire({ alertname: 'ShopDown', service: 'shop' }, { alertname: 'BankDown', service: 'bank' });
    await icinga.is('shop', 2);
    await expect.poll(() => told).toEqual(['BankDown']);
    expect((await icinga.told()).filter((line) => !line.startsWith('DOWNTIMESTART '))).toEqual([]);
    const listed = (await owner('silences')).json.items as { silencer: string; state: string }[];
    expect(listed.map(({ silencer, state }) => [silencer, state]).sort()).toEqual([
      ['alerts', 'held'],
      ['icinga', 'held'],
    ]);

    expect((await owner('services/shop/up', {})).status).toBe(200);
    await expect.poll(() => told).toEqual(['BankDown', 'ShopDown']);
    await expect.poll(() => icinga.downtimes()).toEqual([]);
    await expect
      .poll(() => kinds(owner, 'still-firing'))
      .toEqual(['silence.still-firing', 'silence.still-firing']);
    await expect.poll(() => icinga.told()).toContain('PROBLEM shop');
    expect(await kinds(owner, 'failed')).toEqual([]);
    await stop();
    expect(log()).not.toContain('"level":50');
  });

  it('are not held twice by a server that was killed before it wrote that one is', {
    timeout: 240_000,
  }, async () => {
    const alerts = await started(startAlertmanager());
    let kill: (() => void) | null = null;
    const between = await relay(alerts, () => kill?.());
    const folder = await mkdtemp(join(tmpdir(), 'lull-silences-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = await silencers(`\n  alerts: { kind: alertmanager, url: "${between}" }\n`);
    const first = await lull(file, { folder });
    await first.owner('apply', shop);
    kill = first.kill;
    await down(first.owner).catch(() => undefined);
    await first.ended;
    kill = null;
    expect(await alerts.active()).toHaveLength(1);

    const second = await lull(file, { folder, key: first.owner.key });
    await expect.poll(() => kinds(second.owner, 'held')).toEqual(['silence.held']);
    expect(await alerts.active()).toHaveLength(1);
    await second.owner('services/shop/up', {});
    await expect.poll(() => alerts.active()).toEqual([]);
  });

  it('are loud again with the work of a server that was killed meanwhile', { timeout: 240_000 }, async () => {
    const databaseUrl = await databases();
    const alerts = await started(startAlertmanager());
    let kill: (() => void) | null = null;
    const between = await relay(alerts, () => kill?.());
    const first = await lull(await silencers(`\n  alerts: { kind: alertmanager, url: "${between}" }\n`), {
      databaseUrl,
    });
    await first.owner('apply', shop);
    kill = first.kill;
    await down(first.owner).catch(() => undefined);
    await first.ended;
    expect(await alerts.active()).toHaveLength(1);
    // The one that is left has never heard of what the other held.
    const second = await lull(await silencers(`\n  alerts: { kind: alertmanager, url: "${alerts.url}" }\n`), {
      databaseUrl,
      key: first.owner.key,
    });
    await second.owner('services/shop/up', {});
    await expect.poll(() => alerts.active()).toEqual([]);
  });
});

const shop = `services: { shop: { zone: UTC, silences: [{ by: alerts, matchers: ['service="shop"'] }] } }`;

const down = (owner: Caller) => owner('services/shop/down', { why: 'the disk is failing', takes: 'PT30M' });

async function kinds(owner: Caller, what: string): Promise<string[]> {
  const { items } = (await owner(`events?kind=silence.${what}`)).json as { items: { kind: string }[] };
  return items.map(({ kind }) => kind);
}

async function started<T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> {
  const peer = await starting;
  onTestFinished(() => peer.stop());
  return peer;
}

/** A file that names monitors. */
async function silencers(monitors: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lull-silencers-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'silencers.yaml');
  await writeFile(file, `silencers:${monitors}`, { mode: 0o600 });
  return file;
}

type Options = Pick<ServerOptions, 'folder' | 'databaseUrl' | 'env'> & { readonly key?: string | null };

/** A real server that knows these monitors, and its owner. */
async function lull(file: string, { key, env, databaseUrl, folder: given }: Options = {}) {
  const folder = given ?? (await mkdtemp(join(tmpdir(), 'lull-silences-')));
  if (given === undefined) onTestFinished(() => rm(folder, { recursive: true }));
  const place = databaseUrl === undefined ? { folder } : { databaseUrl };
  const server = startLullServer({
    port: await freePort(),
    ...place,
    env: { LULL_SILENCERS: file, ...env },
  });
  onTestFinished(() => server.kill());
  const ready = await server.ready;
  const owner = callerWith(ready.url, key ?? (await becomeOwner(ready)));
  const { ended, log, stop } = server;
  return { owner, ended, log, stop, kill: () => server.signal('SIGKILL') };
}

/** Somebody who listens on a port of its own; its address. */
async function listening(answer: (request: IncomingMessage) => Promise<number>): Promise<string> {
  const server = createServer(async (request, response) => {
    response.writeHead(await answer(request)).end();
  });
  onTestFinished(() => void server.close());
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** Passes on to Alertmanager; `posted` is called between what that does and the answer to it. */
async function relay(alerts: Alertmanager, posted: () => void): Promise<string> {
  const server = createServer(async (request, response) => {
    const { method = 'GET', url } = request;
    const body = method === 'POST' ? await text(request) : null;
    const answer = await fetch(`${alerts.url}${url}`, {
      method,
      body,
      headers: body === null ? {} : { 'content-type': 'application/json' },
    });
    const said = await answer.text();
    if (method === 'POST') posted();
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(said);
  });
  onTestFinished(() => void server.close());
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
