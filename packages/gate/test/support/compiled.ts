import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../../../..');
const source = join(root, 'packages/gate/src');

/** The oldest kind of Node that the gate runs on, if this machine has one; null otherwise. */
export function oldNode(): string | null {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const program = join(folder, 'node');
    const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
    if (/^v20\./.test(stdout ?? '')) return program;
  }
  return null;
}

/** The package as it is published: JavaScript in a folder of its own, which the caller removes. */
export function compiledGate(): { folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'lull-gate-'));
  const config = join(folder, 'tsconfig.json');
  const compilerOptions = {
    noEmit: false,
    declaration: true,
    rootDir: source,
    outDir: join(folder, 'dist'),
    typeRoots: [join(root, 'node_modules/@types')],
  };
  const settings = { extends: join(root, 'tsconfig.json'), compilerOptions, include: [source] };
  writeFileSync(config, JSON.stringify(settings));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  const { status, stdout } = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', config], {
    encoding: 'utf8',
  });
  // 2: written, though the types don't fit; that is looked at elsewhere.
  if (status !== 0 && status !== 2) throw new Error(`tsc ended with ${status}: ${stdout}`);
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}
