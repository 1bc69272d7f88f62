import { spawnSync } from 'node:child_process';
import { globSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canonicalJson } from '../src/protocol/index.ts';
import { named, signed, signingKey } from './protocol/support.ts';
import { compiledGate, oldNode } from './support/compiled.ts';

const node = oldNode();

describe.skipIf(node === null)('the compiled package on Node 20 (skipped where there is none)', () => {
  let compiled: ReturnType<typeof compiledGate>;
  beforeAll(() => {
    compiled = compiledGate();
  });
  afterAll(() => compiled?.remove());

  /** Runs a module beside the compiled files; what it prints is JSON. */
  function run(code: string): unknown {
    const file = join(compiled.folder, 'main.js');
    writeFileSync(file, code);
    const { status, stdout, stderr } = spawnSync(node!, [file], { encoding: 'utf8', timeout: 60_000 });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    return JSON.parse(stdout);
  }

  test('every module loads', () => {
    // What is a program begins as soon as it is loaded.
    const modules = globSync('dist/**/*.js', { cwd: compiled.folder }).filter(
      (path) => !/main\.js$/.test(path),
    );
    expect(modules.length).toBeGreaterThan(10);
    const loads = modules.map((path) => `await import('./${path.replaceAll('\\', '/')}');`);
    expect(run(`${loads.join('\n')}\nconsole.log('true'); process.exit();`)).toBe(true);
  });

  test('the program starts', () => {
    const { status, stdout } = spawnSync(node!, [join(compiled.folder, 'dist/cli/main.js'), '--help'], {
      encoding: 'utf8',
    });
    expect(status).toBe(0);
    expect(stdout).toContain('lull-gate');
  });

  test('a document is read, checked and followed; a forged one is refused', () => {
    const [key, other] = [signingKey(), signingKey()];
    const document = signed(key, { keys: [named(key), named(other, key)] });
    const seen = run(`
      import { createPublicKey, verify } from 'node:crypto';
      import * as gate from './dist/protocol/index.js';
      const document = ${JSON.stringify(document)};
      const spki = Buffer.from('302a300506032b6570032100', 'hex');
      const check = (key, bytes, signed) => verify(null, bytes,
        createPublicKey({ key: Buffer.concat([spki, key]), format: 'der', type: 'spki' }), signed);
      const now = gate.instantOf('2026-12-01T12:30:00Z');
      const taken = await gate.takeDocument(gate.pinned('shop', ${JSON.stringify({ id: key.id, key: key.key })}),
        document, now, check);
      const state = gate.stateAt(taken.document, now, now);
      const verdict = gate.verdictOn(state, { method: 'GET', target: '/x/%2e%2e/cart' });
      const forged = await gate.takeDocument(taken.trust, { ...document, serial: 2 }, now, check)
        .catch(({ code }) => code);
      const half = gate.canonicalJson({ b: 1, a: ['\\u20ac', 1e30] });
      console.log(JSON.stringify({ state: state.state, keys: taken.trust.keys.length, verdict, forged, half }));
    `);
    expect(seen).toEqual({
      state: 'closed',
      keys: 2,
      verdict: { verdict: 'refuse', kind: 'closed', retryAt: Date.UTC(2026, 11, 1, 13) },
      forged: 'bad-signature',
      half: canonicalJson({ b: 1, a: ['€', 1e30] }),
    });
  });
});
