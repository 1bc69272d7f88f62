import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type ProxyKind, proxyKinds } from '../../packages/gate/src/proxies/contract.ts';
import {
  closing,
  type GateServer,
  gateServer,
  signer,
} from '../../packages/gate/test/support/gate-server.ts';
import { type App, startApp } from './app.ts';
import { lullGate, type Running } from './lull-gate.ts';
import { noTest, proxyMissing, type StartedProxy, startProxy } from './proxies.ts';

const ends: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

interface Scene {
  readonly app: App;
  readonly proxy: StartedProxy;
  readonly server: GateServer;
  readonly config: string;
  /** Starts `lull-gate` beside the proxy. */
  run(): Running;
  /** Runs a command to its end. */
  command(...args: readonly string[]): ReturnType<Running['stop']>;
  status(): Promise<number>;
}

async function scene(kind: ProxyKind): Promise<Scene> {
  const app = await startApp();
  ends.push(app.stop);
  const proxy = await startProxy(kind, app.port);
  ends.push(proxy.stop);
  const server = await gateServer();
  ends.push(() => server.kill().catch(() => {}));
  const { folder, control, check } = proxy.settings;
  const config = join(folder, '../gate.json');
  const { id, key } = server.signer;
  const enrolment = { server: server.url, service: 'shop', key: 'lull_x', trust: { id, key } };
  await writeFile(config, JSON.stringify(enrolment), { mode: 0o600 });
  const shared = ['--config', config, '--folder', folder];
  const run = (): Running => {
    const running = lullGate(kind, ...shared, '--control', control!, '--check', check!);
    ends.push(() => running.stop('SIGKILL'));
    return running;
  };
  return {
    app,
    proxy,
    server,
    config,
    run,
    command: (...args) => lullGate(...args, ...shared).ended,
    status: async () => (await fetch(proxy.url)).status,
  };
}

const forever = (fields = {}) => [closing(Date.now() - 1_000, null, { closeIf: 'always', ...fields })];

describe.each((process.env.LULL_PROXIES?.split(',') ?? proxyKinds) as typeof proxyKinds)(
  'lull-gate %s',
  (kind) => {
    const missing = proxyMissing(kind);
    const test = it.skipIf(missing !== null);

    test(`confirms what is served, and nothing before${missing ? `: ${missing}` : ''}`, async () => {
      const { proxy, server, run, status } = await scene(kind);
      await proxy.kill();
      server.publish({ schedule: forever() });
      const running = run();
      // It has the document and says what is wrong, and the server isn't told that it is closed.
      await expect.poll(running.said, { timeout: 15_000 }).toMatch(/does not answer|not-served/);
      await server.confirmed(() => true);
      expect(server.confirmations.filter(({ state }) => state === 'closed')).toEqual([]);
      await proxy.restart();
      await server.confirmed(({ state, serial }) => state === 'closed' && serial !== null);
      expect(await status()).toBe(503);
      const opened = server.publish({ schedule: [] });
      await server.confirmed(({ state, serial }) => state === 'open' && serial === opened.serial);
      expect(await status()).toBe(200);
    });

    test('with everything else dead: closed as it was, opened by force, closed again by nobody but its person', async () => {
      const { server, run, command, status } = await scene(kind);
      server.publish({ schedule: forever({ downtime: 'dt_9' }) });
      const running = run();
      await server.confirmed(({ state }) => state === 'closed');
      const told = await command('status', '--json');
      expect(told.code).toBe(0);
      expect(JSON.parse(told.out)).toMatchObject({
        isRunning: true,
        proxy: kind,
        isServed: true,
        problem: null,
        state: { state: 'closed', downtime: 'dt_9' },
      });
      await server.kill();
      await running.stop('SIGKILL');
      expect(await status()).toBe(503);
      expect((await command('status')).code).toBe(3);

      expect((await command('open')).code).toBe(2);
      const opened = await command('open', '--force', '--reason', 'the server is gone', '--json');
      expect(opened).toMatchObject({ code: 0, said: '' });
      expect(JSON.parse(opened.out)).toMatchObject({ by: 'this command', isServed: true });
      expect(await status()).toBe(200);

      // The gate starts again with no server: the person's word stands.
      const again = run();
      await expect.poll(again.said, { timeout: 15_000 }).toContain('open (override)');
      expect(await status()).toBe(200);
      const closed = await command('close', '--force', '--json');
      expect(JSON.parse(closed.out)).toMatchObject({ by: 'gate', isServed: true });
      expect(await status()).toBe(503);
      expect((await command('open', '--force')).code).toBe(0);
      expect(await status()).toBe(200);
      expect((await command('auto')).code).toBe(0);
      expect(await status()).toBe(503);
    });

    const holds = kind === 'haproxy' ? noTest : test;
    holds('lets requests wait for very short work', async () => {
      const { proxy, server, run, command } = await scene(kind);
      server.publish({ schedule: forever({ mode: 'hold' }) });
      const running = run();
      await server.confirmed(({ state }) => state === 'closed');
      const asked = fetch(`${proxy.url}/cart`, { method: 'POST', body: 'abc' });
      const waiting = async () => JSON.parse((await command('status', '--json')).out).waiting;
      await expect.poll(waiting).toBe(1);
      server.publish({ schedule: [] });
      const answer = await asked;
      expect([answer.status, await answer.text()]).toEqual([200, 'app POST 3']);
      expect((await running.stop()).code).toBe(0);
    });

    test('keeps to its schedule with the server dead: closes, opens at the end', async () => {
      const { server, run, status } = await scene(kind);
      const running = run();
      await server.confirmed(({ state }) => state === 'open');
      const from = Date.now() + 3_000;
      const planned = server.publish({ schedule: [closing(from, from + 3_000)] });
      await server.confirmed(({ serial }) => serial === planned.serial);
      await server.kill();
      expect(await status()).toBe(200);
      await expect.poll(status, { timeout: 10_000, interval: 50 }).toBe(503);
      expect(Date.now()).toBeGreaterThanOrEqual(from - 100);
      await expect.poll(status, { timeout: 10_000, interval: 50 }).toBe(200);
      expect(Date.now()).toBeGreaterThanOrEqual(from + 2_900);
      await running.stop();
      expect(await status()).toBe(200);
    });
  },
);

describe('lull-gate', () => {
  it('takes --cut where it is needed, and only addresses', async () => {
    const { config } = await scene('nginx');
    const cut = (kind: string, address: string) => lullGate(kind, '--config', config, '--cut', address).ended;
    expect(await cut('haproxy', '127.0.0.1:80')).toMatchObject({
      code: 2,
      said: expect.stringContaining('leave out --cut'),
    });
    expect(await cut('nginx', 'localhost:80')).toMatchObject({
      code: 2,
      said: expect.stringContaining('127.0.0.1:3000'),
    });
  });

  it('trusts another key when a person says so', async () => {
    const { config, command } = await scene('nginx');
    const other = signer();
    const from = `${config}.other`;
    const { service, server } = JSON.parse(await readFile(config, 'utf8'));
    await writeFile(from, JSON.stringify({ service, server, trust: { id: other.id, key: other.key } }));
    expect((await command('trust', '--from', from)).code).toBe(0);
    const { key, trust } = JSON.parse(await readFile(config, 'utf8'));
    expect(trust).toEqual({ id: other.id, key: other.key });
    expect(key).toBe('lull_x');
    await writeFile(from, JSON.stringify({ service, server, trust: { id: 'wrong', key: other.key } }));
    expect((await command('trust', '--from', from)).code).toBe(2);
  });

  it('says what is wrong, and how to do it right', async () => {
    const unknown = await lullGate('shut').ended;
    expect(unknown).toMatchObject({ code: 2, said: expect.stringContaining('lull-gate --help') });
    const option = await lullGate('status', '--confg', 'x', '--json').ended;
    expect(option.code).toBe(2);
    expect(JSON.parse(option.said).error.code).toBe('usage');
    expect((await lullGate('status', '--config', '/nowhere.json').ended).code).toBe(2);
    const injected = await lullGate(
      'print-config',
      'nginx',
      '--internal',
      'none',
      '--service',
      'shop',
      '--folder',
      '/a; return 200',
    ).ended;
    expect(injected).toMatchObject({ code: 2, out: '' });
    const help = await lullGate('--help').ended;
    expect(help).toMatchObject({ code: 0, said: '' });
    expect(help.out).toContain('print-config');
  });
});
