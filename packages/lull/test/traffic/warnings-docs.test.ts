import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../../../..');
/** The rooms that say something of what was read; the others' codes are errors. */
const sources = globSync(['packages/lull/src/{traffic,plan}/**/*.ts', 'packages/lull/src/cli/*.ts'], {
  cwd: root,
});
/** A warning is written as `{ code: 'late-lines', … }`, or handed to `warn('late-lines', …)`. */
const written = /\b(?:code: |warn\(\s*)'([a-z-]+)'/g;

test('every warning is in the table of docs/sources.md, and every row of it is a warning', () => {
  const code = sources.map((path) => readFileSync(resolve(root, path), 'utf8')).join('\n');
  const warnings = [...code.matchAll(written)].map(([, name]) => name!);
  const [, table = ''] = readFileSync(resolve(root, 'docs/sources.md'), 'utf8').split('\n## Warnings\n');
  const rows = [...table.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name!);
  expect(rows).toContain('late-lines');
  expect(rows.toSorted()).toEqual([...new Set(warnings)].sort());
});
