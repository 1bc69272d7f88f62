import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { proxyKinds } from '../../packages/gate/src/proxies/contract.ts';
import { oldNode } from '../../packages/gate/test/support/compiled.ts';
import { closing, gateServer } from '../../packages/gate/test/support/gate-server.ts';
import { startApp } from './app.ts';
import { lullGateOn } from './lull-gate.ts';
import { proxyMissing, startProxy } from './proxies.ts';

const node = oldNode();
const name = `the packed lull-gate on Node 20${node === null ? ' (skipped: no Node 20 on the PATH)' : ''}`;

describe.skipIf(node === null)(name, () => {
  const folder = mkdtempSync(join(tmpdir(), 'lull-gate-packed-'));
  const script = join(folder, 'package/bin/lull-gate.js');
  const ends: (() => unknown)[] = [];

  beforeAll(() => {
    const pack = resolve(import.meta.dirname, '../../scripts/pack.ts');
    const packed = spawnSync(process.execPath, [pack, folder, 'gate'], { encoding: 'utf8' });
    expect(packed.status, packed.stdout + packed.stderr).toBe(0);
    const tarball = readdirSync(folder).find((file) => file.startsWith('lull-gate-'))!;
    expect(spawnSync('tar', ['-xzf', join(folder, tarball), '-C', folder]).status).toBe(0);
  });
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const kinds = (process.env.LULL_PROXIES?.split(',') ?? proxyKinds) as typeof proxyKinds;
  for (const kind of kinds) {
    const missing = proxyMissing(kind);
    const title = `follows, closes, opens and is opened by force beside ${kind}`;
    it.skipIf(missing !== null)(`${title}${missing ? `: ${missing}` : ''}`, async () => {
      const app = await startApp();
      ends.push(app.stop);
      const proxy = await startProxy(kind, app.port);
      ends.push(proxy.stop);
      const server = await gateServer();
      ends.push(() => server.kill().catch(() => {}));
      const config = join(proxy.settings.folder, '../gate.json');
      const { id, key } = server.signer;
      const enrolment = { server: server.url, service: 'shop', key: 'lull_x', trust: { id, key } };
      await writeFile(config, JSON.stringify(enrolment), { mode: 0o600 });
      const { control, check } = proxy.settings;
      const shared = ['--config', config, '--folder', proxy.settings.folder];
      const run = (...args: readonly string[]) => lullGateOn(node!, script, ...args, ...shared);
      const status = async () => (await fetch(proxy.url)).status;

      const running = run(kind, '--control', control!, '--check', check!);
      ends.push(() => running.stop('SIGKILL'));
      await server.confirmed(({ state }) => state === 'open');
      server.publish({ schedule: [closing(Date.now() - 1_000, null, { closeIf: 'always' })] });
      await server.confirmed(({ state }) => state === 'closed');
      expect(await status()).toBe(503);
      const opened = server.publish({ schedule: [] });
      await server.confirmed(({ state, serial }) => state === 'open' && serial === opened.serial);
      expect(await status()).toBe(200);

      const closed = server.publish({
        schedule: [closing(Date.now() - 1_000, null, { closeIf: 'always', reopen: 'whenTold' })],
      });
      await server.confirmed(({ state, serial }) => state === 'closed' && serial === closed.serial);
      await server.kill();
      await running.stop('SIGKILL');
      expect(await status()).toBe(503);
      expect(await run('open', '--force').ended).toMatchObject({ code: 0, said: '' });
      expect(await status()).toBe(200);
      expect((await run('status').ended).code).toBe(3);
      const printed = await run('print-config', kind, ...(kind === 'nginx' ? ['--internal', 'none'] : []))
        .ended;
      expect(printed).toMatchObject({ code: 0, said: '' });
      expect(printed.out).toContain(proxy.settings.folder);
    });
  }
});
