import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { PGlite, PGliteOptions } from '@electric-sql/pglite';
import type { Store } from '../../src/store/contract.ts';
import { hashOf, migrate } from '../../src/store/migrate.ts';
import { migrations } from '../../src/store/migrations/registry.ts';
import { pgliteStore, startPglite } from '../../src/store/pglite.ts';
import { emptied } from './emptied.ts';

/**
 * Engines that no test uses now, emptied: to start one takes half a second, to empty one a few milliseconds.
 */
const idle: PGlite[] = [];

/** A store in memory, with all tables and no rows. */
export async function pgliteInMemory(): Promise<Store> {
  const engine = idle.pop() ?? (await startPglite({ loadDataDir: await preparedImage(), ...compiled() }));
  return pgliteStore(reusable(engine));
}

/** The engine, which closed is not stopped but emptied for the next test. */
function reusable(pglite: PGlite): PGlite {
  let closed = false;
  const close = async () => {
    if (closed) return;
    closed = true;
    await pglite.exec(`unlisten *; reset all; ${emptied}`);
    idle.push(pglite);
  };
  return new Proxy(pglite, {
    get(target, key) {
      if (key === 'close') return close;
      if (key === 'closed') return closed;
      const value = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** An engine with all tables, made once for all runs with the same schema and engine. */
async function preparedImage(): Promise<Blob> {
  const prepared = join(tmpdir(), `lull-prepared-${schemaHash()}.tar`);
  if (!existsSync(prepared)) await prepare(prepared);
  return new Blob([readFileSync(prepared)]);
}

async function prepare(file: string): Promise<void> {
  const pglite = await startPglite(compiled());
  const store = pgliteStore(pglite);
  await migrate(store);
  const image = await pglite.dumpDataDir('none');
  await store.close();
  const own = mkdtempSync(`${file}-`);
  writeFileSync(join(own, 'image'), Buffer.from(await image.arrayBuffer()));
  renameSync(join(own, 'image'), file);
  rmSync(own, { recursive: true });
}

/** Of all migrations and the engine: what was prepared with another one is of no use. */
export function schemaHash(): string {
  const all = [pglitePackage().version, ...migrations.map(hashOf)].join();
  return createHash('sha256').update(all).digest('hex').slice(0, 16);
}

const { WebAssembly } = globalThis as unknown as {
  readonly WebAssembly: { readonly Module: new (bytes: Uint8Array) => PGliteOptions['pgliteWasmModule'] };
};

let engine: Pick<PGliteOptions, 'pgliteWasmModule' | 'fsBundle'> | null = null;

/** Read and compiled once, which saves half of a start. */
function compiled() {
  const { folder } = pglitePackage();
  engine ??= {
    pgliteWasmModule: new WebAssembly.Module(readFileSync(join(folder, 'pglite.wasm'))),
    fsBundle: new Blob([readFileSync(join(folder, 'pglite.data'))]),
  };
  return engine;
}

function pglitePackage(): { readonly folder: string; readonly version: string } {
  const require = createRequire(import.meta.url);
  const folder = dirname(require.resolve('@electric-sql/pglite'));
  const { version } = JSON.parse(readFileSync(join(folder, '..', 'package.json'), 'utf8'));
  return { folder, version };
}
