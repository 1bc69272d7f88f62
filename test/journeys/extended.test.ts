import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'vitest';
import { followGate, readConfig } from '../../packages/gate/src/follow/index.ts';
import { gateListener } from '../../packages/gate/src/node/index.ts';
import type { DowntimeView } from '../../packages/lull/src/api/contract/downtime-view.ts';
import type { RunView } from '../../packages/lull/src/api/contract/runs.ts';
import { type Caller, callerWith } from '../../packages/lull/test/api/support/server.ts';
import { alertmanagerMissing, startAlertmanager } from '../peers/alertmanager.ts';
import { postgresMissing, startPostgres } from '../peers/postgres.ts';
import { freePort } from '../peers/process.ts';
import { startMailServer } from '../peers/smtp.ts';
import { startLullServer } from '../support/lull-server.ts';
import { becomeOwner } from '../support/owner.ts';

const engines = [
  ['PGlite', null],
  ['PostgreSQL', postgresMissing],
] as const;

describe.concurrent.each(engines)('work that takes longer, on %s', (engine, postgresIsMissing) => {
  const missing = [alertmanagerMissing, postgresIsMissing].filter((why) => why !== null);
  it.skipIf(missing.length > 0)('moves everything that tells its end', { timeout: 240_000 }, async (test) => {
    const { expect } = test;
    const world = await open(engine === 'PostgreSQL', test);
    const { owner, mail } = world;
    const { id, end } = await schedule(owner, test);
    await expect.poll(() => seen(world, id), patient).toMatchObject({ state: 'down', isBegun: true });
    const { estimate } = await seen(world, id);

    // By rule, three seconds after its start.
    await expect.poll(() => told(world, id), patient).toEqual(everything(end + 10 * 60_000));
    expect((await seen(world, id)).turnBackAt).toBe(end + 9 * 60_000);
    await expect.poll(() => subjects(mail.mails, 'ada@').at(-1), patient).toContain(clock(end + 10 * 60_000));

    // By a person.
    const said = await owner(`downtimes/${id}/extend`, { by: 'PT20M', why: 'the copy is slow' });
    expect(said.status).toBe(200);
    await expect.poll(() => told(world, id), patient).toEqual(everything(end + 30 * 60_000));
    // When the work is held to be over comes of the steps alone.
    expect(await seen(world, id)).toMatchObject({ turnBackAt: end + 29 * 60_000, estimate });
    await expect.poll(() => subjects(mail.mails, 'ada@').at(-1), patient).toContain(clock(end + 30 * 60_000));
    expect(await world.quiet()).toBe(1);
    const { items } = (await owner(`events?kind=downtime.extended`)).json as { items: { by: string }[] };
    expect(items.map(({ by }) => by === 'lull')).toEqual([true, false]);

    await expect
      .poll(() => subjects(mail.mails, 'owner@'), patient)
      .toEqual([expect.stringMatching(/^Takes longer by rule, until .* UTC: Move it \(shop\)$/)]);

    world.free();
    await expect.poll(async () => (await read(owner, id)).state, patient).toBe('completed');
    await expect.poll(world.quiet, patient).toBe(0);
    expect((await fetch(world.shop)).status).toBe(200);
    expect(world.log()).not.toContain('"level":50');
  });
});

const patient = { timeout: 60_000, interval: 100 };

type World = Awaited<ReturnType<typeof open>>;

/** A server that runs steps, with a shop behind a gate, a monitor, and people who read mail. */
async function open(isPostgres: boolean, { expect, onTestFinished }: TestContext) {
  const root = mkdtempSync(join(tmpdir(), 'lull-extended-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const steps = join(root, 'steps');
  mkdirSync(steps, { mode: 0o755 });
  const copy = `steps:\n  - name: copy\n    command: [sh, -c, 'while [ ! -e ${root}/free ]; do sleep 0.1; done']\n    timeLimit: 2h\n`;
  writeFileSync(join(steps, 'move.yaml'), copy, { mode: 0o644 });
  const [alerts, mail] = await Promise.all([startAlertmanager(), startMailServer()]);
  onTestFinished(async () => {
    await Promise.all([alerts.stop(), mail.stop()]);
  });
  const silencers = join(root, 'silencers.yaml');
  writeFileSync(silencers, `silencers: { alerts: { kind: alertmanager, url: "${alerts.url}" } }`, {
    mode: 0o600,
  });
  const server = startLullServer({
    port: await freePort(),
    ...(isPostgres ? { databaseUrl: await database(onTestFinished) } : { folder: join(root, 'data') }),
    env: {
      ...{ LULL_LOCAL_STEPS: steps, LULL_RUNNER_FOLDER: join(root, 'journals'), LULL_SILENCERS: silencers },
      ...{ LULL_MAIL_URL: mail.url, LULL_MAIL_FROM: 'Example <status@example.com>' },
    },
  });
  onTestFinished(() => server.kill());
  const ready = await server.ready;
  const owner = callerWith(ready.url, await becomeOwner(ready));
  const yaml = `services: { shop: { zone: UTC, public: true, gates: 1,
    announce: { tell: [schedule, start, extension] },
    silences: [{ by: alerts, matchers: ['service="shop"'] }] } }`;
  expect((await owner('apply', yaml)).status).toBe(200);
  await owner('subscribers', { channel: 'mail', address: 'ada@example.com' });
  const { config } = (await owner('services/shop/gates', { instance: 'web-1' })).json as { config: object };
  const gate = await followGate(readConfig({ ...config, server: ready.url }));
  const app = createServer(gateListener(gate, (_, response) => response.end('hello')));
  await new Promise<void>((done) => app.listen(0, '127.0.0.1', done));
  onTestFinished(async () => {
    app.close();
    await gate.close();
  });
  return {
    owner,
    mail,
    url: ready.url,
    shop: `http://127.0.0.1:${(app.address() as AddressInfo).port}/`,
    quiet: async () => (await alerts.active()).length,
    free: () => writeFileSync(join(root, 'free'), ''),
    log: server.log,
  };
}

async function database(onTestFinished: TestContext['onTestFinished']): Promise<string> {
  const postgres = await startPostgres();
  onTestFinished(() => postgres.stop());
  return postgres.createDatabase();
}

/** Work that begins at once, and would have to turn back three seconds later. */
async function schedule(owner: Caller, { expect }: TestContext): Promise<{ id: string; end: number }> {
  const hash = async () => {
    const { items } = (await owner('step-files')).json as { items: { name: string; hash: string }[] };
    return items.find(({ name }) => name === 'move')?.hash ?? null;
  };
  await expect.poll(hash, patient).not.toBeNull();
  const { json } = await owner('downtimes', {
    ...{ title: 'Move it', services: ['shop'], takes: 'PT63S', rollback: 'PT60S', schedule: true },
    ...{
      atTurnBack: 'extend',
      extendBy: 'PT10M',
      warnBefore: 'PT1M',
      startWithin: 'PT1M',
      drainWithin: 'PT1S',
    },
    start: new Date(Math.ceil(Date.now() / 1_000) * 1_000 + 3_000).toISOString(),
    steps: [{ agent: null, name: 'move', hash: await hash() }],
  });
  return { id: json.downtime.id, end: Date.parse(json.downtime.expectedEnd) };
}

/** As people are told it. */
const clock = (at: number): string => `${new Date(at).toISOString().slice(11, 16)} UTC`;

const read = async (owner: Caller, id: string) => (await owner(`downtimes/${id}`)).json as DowntimeView;

/** What the downtime and its run say of their times. */
async function seen({ owner }: World, id: string) {
  const downtime = await read(owner, id);
  const answer = await owner(`downtimes/${id}/run`);
  const run = answer.status === 200 ? (answer.json as RunView) : null;
  return {
    state: downtime.state,
    isBegun: run?.parts[0]?.steps[0]?.attempts.length === 1,
    turnBackAt: run?.turnBackAt == null ? null : Date.parse(run.turnBackAt),
    estimate: run?.estimate?.end ?? null,
  };
}

/** What tells the end: to people, programs, visitors and monitors. */
async function told({ owner, url, shop }: World, id: string) {
  const downtime = await read(owner, id);
  const until = Date.parse(downtime.expectedEnd!);
  const iso = new Date(until).toISOString().replace('.000Z', 'Z');
  const pageOf = async (path: string): Promise<string> => (await fetch(`${url}${path}`)).text();
  const refused = await fetch(shop);
  const comesBack = Date.now() + Number(refused.headers.get('retry-after')) * 1_000;
  const { items } = (await owner('silences')).json as { items: { until: string }[] };
  const summary = JSON.parse(await pageOf('/api/v2/summary.json'));
  return {
    expected: until,
    promised: Date.parse(downtime.promise.at(-1)!.end),
    page: (await pageOf('/status')).includes(clock(until)) ? until : null,
    calendar: (await pageOf('/feeds/all.ics')).includes(`DTEND:${iso.replaceAll(/[-:]/g, '')}`)
      ? until
      : null,
    programs: Date.parse(summary.scheduled_maintenances[0].scheduled_until),
    // To each a little later: a tenth of what is left, a minute at most.
    gate: refused.status === 503 && comesBack >= until - 2_000 && comesBack <= until + 62_000 ? until : null,
    silences: items.map((one) => Date.parse(one.until)),
  };
}

const everything = (until: number) => ({
  ...{ expected: until, promised: until, page: until, calendar: until, programs: until, gate: until },
  silences: [until],
});

function subjects(mails: World['mail']['mails'], to: string): readonly string[] {
  return mails.filter((mail) => mail.to.join().startsWith(to)).map(({ parsed }) => parsed.subject ?? '');
}
