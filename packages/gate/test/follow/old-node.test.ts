import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compiledGate, oldNode } from '../support/compiled.ts';
import { closing } from '../support/gate-server.ts';
import { ending, folder, serve } from './support.ts';

const source = resolve(import.meta.dirname, '../../src');

/** Every module that one imports, over any number of steps, and what each of them imports from outside. */
function reached(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const imports = [...readFileSync(file, 'utf8').matchAll(/(?:from|import\() ?'([^']+)'/g)].map(
    ([, to]) => to!,
  );
  return imports.flatMap((to) => (to.startsWith('.') ? reached(join(dirname(file), to), seen) : [to]));
}

test('what follows on the web needs nothing of Node', () => {
  expect(reached(join(source, 'follow/web.ts'))).toEqual([]);
  expect(reached(join(source, 'follow/index.ts'))).toContain('node:fs/promises');
});

test('the version is that of the package', async () => {
  const { version } = await import('../../src/follow/version.ts');
  const manifest = JSON.parse(readFileSync(resolve(source, '../package.json'), 'utf8'));
  expect(version).toBe(manifest.version);
});

const node = oldNode();

describe.skipIf(node === null)('on Node 20 (skipped where there is none)', () => {
  let compiled: ReturnType<typeof compiledGate>;
  beforeAll(() => {
    compiled = compiledGate();
  });
  afterAll(() => compiled?.remove());

  test.each(['index', 'web'])('the compiled package follows and flips: %s', async (entry) => {
    const server = await serve();
    server.publish();
    const config = {
      server: server.url,
      service: 'shop',
      instance: 'old',
      folder: folder(),
      trust: { id: server.signer.id, key: server.signer.key },
    };
    const main = join(compiled.folder, `${entry}.js`);
    writeFileSync(
      main,
      `import { followGate } from './dist/follow/${entry}.js';
       const gate = await followGate(${JSON.stringify(config)});
       process.on('SIGTERM', async () => { await gate.close(); process.exit(0); });`,
    );
    const child = spawn(node!, [main], { stdio: ['ignore', 'ignore', 'pipe'] });
    ending(() => child.kill('SIGKILL'));
    let errors = '';
    child.stderr.on('data', (data) => {
      errors += data;
    });
    await server.confirmed(({ state }) => state === 'open');
    server.publish({ schedule: [closing(Date.now() + 300, null)] });
    await server.confirmed(({ state }) => state === 'closed');
    const told = server.confirmations.length;
    server.publish();
    await server.confirmed((one) => server.confirmations.indexOf(one) >= told && one.state === 'open');
    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(server.confirmations.at(-1)).toMatchObject({
      isLeaving: true,
      kind: entry === 'web' ? 'fetch' : 'node',
    });
  });
});
