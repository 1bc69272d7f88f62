import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../peers/process.ts';
import { startLullServer } from '../support/lull-server.ts';

const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'lull-packed-'));
const installed = join(folder, 'node_modules/lull');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('what is published', () => {
  beforeAll(() => {
    const packed = spawnSync(process.execPath, [join(root, 'scripts/pack.ts'), folder], { encoding: 'utf8' });
    expect(packed.status, packed.stdout + packed.stderr).toBe(0);
    unpack('lull-0', installed);
    unpack('lull-gate-0', join(folder, 'node_modules/@lull/gate'));
    linkDependencies();
  });

  it('has a manifest that anybody can install, and no TypeScript to run', () => {
    const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
    expect(manifest).toMatchObject({ name: 'lull', engines: { node: '>=24' }, bin: { lull: 'bin/lull.js' } });
    expect(manifest).not.toHaveProperty('private');
    const files = readdirSync(installed, { recursive: true, encoding: 'utf8' });
    expect(files).toContain('LICENSE');
    expect(files).toContain('console/index.html');
    expect(files.filter((name) => /(?<!\.d)\.ts$/.test(name))).toEqual([]);
    expect(files.filter((name) => /(^|\/)tests?\/|\.test\./.test(name))).toEqual([]);
  });

  it('runs from an empty folder', () => {
    const place = join(folder, 'empty');
    mkdirSync(place);
    const lull = (...args: string[]) =>
      spawnSync(process.execPath, [join(installed, 'bin/lull.js'), ...args], {
        cwd: place,
        encoding: 'utf8',
      });
    expect(lull('--version')).toMatchObject({ status: 0, stderr: '' });
    expect(lull('init')).toMatchObject({ status: 0 });
    expect(lull('windows', '--json')).toMatchObject({ status: 0, stderr: '' });
    const rows = Array.from(
      { length: 24 * 21 },
      (_, i) => `${new Date(i * 3_600_000).toISOString()},${i % 24}`,
    );
    writeFileSync(join(folder, 'counts.csv'), ['timestamp,value', ...rows].join('\n'));
    rmSync(join(place, 'lull.yaml'));
    const planned = lull(
      ...['plan', '--traffic', '../counts.csv', '--takes', '1h', '--now', '1970-01-22T00:00:00Z', '--json'],
    );
    expect(planned).toMatchObject({ status: 0, stderr: '' });
  });

  it('serves, with its pages and what they load', async () => {
    const data = join(folder, 'data');
    const server = startLullServer({
      isFresh: true,
      port: await freePort(),
      folder: data,
      bin: join(installed, 'bin/lull.js'),
    });
    try {
      const { url } = await server.ready;
      const page = await (await fetch(`${url}/login`)).text();
      const script = /src="(\/assets\/[^"]+\.js)"/.exec(page)?.[1];
      expect((await fetch(`${url}${script}`)).headers.get('content-type')).toContain('javascript');
      expect(await server.stop()).toEqual({ code: 0, signal: null });
    } finally {
      await server.kill();
    }
  });

  it('offers the gate’s protocol by its name', () => {
    const code = "console.log(Object.keys(await import('@lull/gate/protocol')).length >= 0)";
    const ran = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(ran).toMatchObject({ stdout: 'true\n', status: 0 });
  });
});

function unpack(name: string, to: string): void {
  mkdirSync(to, { recursive: true });
  const tarball = readdirSync(folder).find((file) => file.startsWith(name) && file.endsWith('.tgz'))!;
  const args = ['-xzf', join(folder, tarball), '-C', to, '--strip-components=1'];
  expect(spawnSync('tar', args).status).toBe(0);
}

/** What npm would install beside it; packages that only the workspace nests go in first. */
function linkDependencies(): void {
  const nested = join(root, 'packages/lull/node_modules');
  for (const from of [nested, join(root, 'node_modules')]) {
    for (const name of readdirSync(from)) {
      const names = name.startsWith('@')
        ? readdirSync(join(from, name)).map((one) => `${name}/${one}`)
        : [name];
      for (const one of names) link(join(from, one), join(folder, 'node_modules', one));
    }
  }
}

function link(from: string, to: string): void {
  mkdirSync(resolve(to, '..'), { recursive: true });
  try {
    symlinkSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
