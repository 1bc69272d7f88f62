import { spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const place = mkdtempSync(join(tmpdir(), 'lull-lint-'));
for (const name of ['biome.json', 'lint']) cpSync(join(root, name), join(place, name), { recursive: true });
afterAll(() => rmSync(place, { recursive: true }));

/** What the linter says of a file that stands at `path` in a project of its own. */
function lint(path: string, source: string): string {
  mkdirSync(dirname(join(place, path)), { recursive: true });
  writeFileSync(join(place, path), source);
  const { stdout, stderr } = spawnSync('biome', ['lint', '--vcs-enabled=false', path], {
    cwd: place,
    encoding: 'utf8',
  });
  expect(stdout + stderr).toContain('Checked 1 file');
  return stdout + stderr;
}

const using = (specifier: string): string =>
  `import { used } from '${specifier}';\nexport const kept = used;\n`;

describe('the linter', () => {
  it.each([
    ['packages/lull/src/time/x.ts', '../catalog/load.ts'],
    ['packages/lull/src/time/x.ts', '../traffic/series.ts'],
    ['packages/lull/src/catalog/x.ts', '../traffic/series.ts'],
    ['packages/lull/src/catalog/x.ts', '../plan/may.ts'],
    ['packages/lull/src/traffic/x.ts', '../plan/may.ts'],
    ['packages/lull/src/traffic/sources/csv/x.ts', '../../../plan/may.ts'],
    ['packages/lull/src/traffic/x.ts', '../cli/output.ts'],
    ['packages/lull/src/plan/x.ts', '../cli/output.ts'],
    ['packages/lull/src/cli/x.ts', '../store/open.ts'],
    ['packages/lull/src/cli/downtime/x.ts', '../../keeper/open.ts'],
    ['packages/lull/src/cli/client/x.ts', '../../api/app.ts'],
    ['packages/lull/src/cli/client/x.ts', '../../access/contract.ts'],
    ['packages/gate/src/follow/x.ts', '../page/index.ts'],
    ['packages/gate/src/follow/x.ts', 'node:fs'],
    ['packages/gate/src/follow/disk.ts', '../node/index.ts'],
    ['packages/gate/src/page/x.ts', '../follow/contract.ts'],
    ['packages/gate/src/middleware/x.ts', '../node/index.ts'],
    ['packages/gate/src/middleware/x.ts', 'node:net'],
    ['packages/gate/src/node/x.ts', '../fetch/index.ts'],
    ['packages/gate/src/fetch/x.ts', 'node:http'],
    ['packages/gate/src/proxies/x.ts', '../cli/run.ts'],
    ['packages/lull/src/gates/x.ts', '../api/app.ts'],
    ['packages/lull/src/proxy/x.ts', '../store/open.ts'],
    ['packages/lull/src/run/steps/x.ts', '../../store/open.ts'],
    ['packages/lull/src/run/actions/sql/x.ts', '../../../keeper/open.ts'],
    ['packages/lull/src/run/agent/x.ts', '../../access/keys.ts'],
    ['packages/web/src/x.ts', '../../lull/src/keeper/contract.ts'],
    ['packages/web/src/x.ts', 'node:fs'],
  ])('keeps %s from importing %s', (path, specifier) => {
    expect(lint(path, using(specifier))).toContain('noRestrictedImports');
  });

  it.each([
    ['packages/lull/src/plan/x.ts', '../traffic/series.ts'],
    ['packages/lull/src/plan/x.ts', '../catalog/load.ts'],
    ['packages/lull/src/cli/x.ts', '../plan/may.ts'],
    ['packages/lull/src/cli/client/x.ts', '../../api/contract/endpoint.ts'],
    ['packages/lull/src/cli/offline/x.ts', '../../store/open.ts'],
    ['packages/lull/src/cli/serve.ts', '../keeper/open.ts'],
    ['packages/lull/src/cli/steps/x.ts', '../../run/steps/load.ts'],
    ['packages/lull/src/cli/agent.ts', '../run/runner/open.ts'],
    ['packages/lull/src/traffic/x.ts', '../time/instant.ts'],
    ['packages/web/src/x.ts', './api/ask.ts'],
  ])('lets %s import %s', (path, specifier) => {
    expect(lint(path, using(specifier))).not.toContain('noRestrictedImports');
  });

  it('lets the console have the types of the contract and none of its code', () => {
    const contract = '../../lull/src/api/contract/problem.ts';
    const typed = `import type { Problem } from '${contract}';\nexport type Kept = Problem;\n`;
    expect(lint('packages/web/src/x.ts', typed)).not.toContain('error');
    expect(lint('packages/web/src/x.ts', using(contract))).toContain('only by the types of the contract');
  });

  it.each([
    'packages/lull/src/time/x.ts',
    'packages/lull/src/traffic/x.ts',
    'packages/lull/src/plan/x.ts',
    'packages/gate/src/protocol/x.ts',
    'packages/gate/src/page/x.ts',
  ])('keeps clock, chance, environment, disk and network out of %s', (path) => {
    for (const impure of [
      'Date.now()',
      'new Date()',
      'Math.random()',
      'process.env',
      'Temporal.Now',
      'fetch("x")',
    ]) {
      expect(lint(path, `export const impure = ${impure};\n`)).toContain('This room is pure');
    }
    expect(lint(path, 'export const pure = new Date(0);\n')).not.toContain('This room is pure');
    expect(lint(path, using('node:fs'))).toContain('noRestrictedImports');
  });
});

it('no comment is wider than the formatter lets code be, URLs excepted', () => {
  const { lineWidth } = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8')).formatter;
  const files = globSync(['packages/*/src/**/*.{ts,tsx}', 'packages/*/bin/*.js'], { cwd: root });
  expect(files.length).toBeGreaterThan(100);
  const wide = files.flatMap((file) =>
    readFileSync(join(root, file), 'utf8')
      .split('\n')
      .map((line, i) => ({ line, place: `${file}:${i + 1}` }))
      .filter(({ line }) => /^\s*(?:\/\/|\/?\*|#)/.test(line) && !/https?:/.test(line))
      .filter(({ line }) => [...line].length > lineWidth),
  );
  expect(wide.map(({ place }) => place)).toEqual([]);
});
