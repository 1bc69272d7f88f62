import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openStore, type StoreOptions } from '../../packages/lull/src/store/open.ts';
import { startPostgres } from '../../test/peers/postgres.ts';
import { freePort } from '../../test/peers/process.ts';
import { type Ready, startLullServer } from '../../test/support/lull-server.ts';
import { becomeOwner } from '../../test/support/owner.ts';
import { type Size, seed } from './seed.ts';

/** Both sides on the same data, each in a process of its own, and a key that both take. */
export interface Sides {
  readonly lull: number;
  readonly bare: number;
  readonly key: string;
  stop(): Promise<void>;
}

const secret = { LULL_SECRET: 'a secret of the bench and of nobody else' };

/** Makes a place, fills it, and starts both sides on it. PGlite has one user, so the bare side gets a copy. */
export async function startSides(engine: 'pglite' | 'postgres', size: Size): Promise<Sides> {
  const ends: (() => unknown)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    const [lull, bare] = [await freePort(), await freePort()];
    const places = engine === 'pglite' ? folders(ends) : await database(ends);
    const store = await openStore(places.lull);
    await seed(store, size, Date.now());
    await store.close();
    const env = { ...secret, LULL_LOG: 'warn', LULL_RATE: '0' };
    const options = { port: lull, ...places.lull, env };
    const first = startLullServer(options);
    ends.push(first.kill);
    const key = await becomeOwner(await first.ready);
    await first.stop();
    if (engine === 'pglite') cpSync(places.lull.folder!, places.bare.folder!, { recursive: true });
    const second = startLullServer(options);
    ends.push(second.stop);
    await nothingDue(await second.ready, key);
    ends.push(await startBare(bare, places.bare));
    return { lull, bare, key, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** At its first start on new time zones a server looks at everything that is promised; that is not what is asked. */
async function nothingDue({ url }: Ready, key: string): Promise<void> {
  for (;;) {
    const metrics = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${key}` } });
    if (/^lull_due_lateness_seconds 0$/m.test(await metrics.text())) return;
    await new Promise((later) => setTimeout(later, 500));
  }
}

type Place = Pick<StoreOptions, 'folder' | 'databaseUrl'>;

function folders(ends: (() => unknown)[]): Record<'lull' | 'bare', Place> {
  const folder = mkdtempSync(join(tmpdir(), 'lull-bench-'));
  ends.push(() => rmSync(folder, { recursive: true }));
  return { lull: { folder: join(folder, 'lull') }, bare: { folder: join(folder, 'bare') } };
}

async function database(ends: (() => unknown)[]): Promise<Record<'lull' | 'bare', Place>> {
  const postgres = await startPostgres();
  ends.push(postgres.stop);
  const databaseUrl = await postgres.createDatabase();
  return { lull: { databaseUrl }, bare: { databaseUrl } };
}

async function startBare(port: number, { folder, databaseUrl }: Place): Promise<() => Promise<void>> {
  const place = folder === undefined ? ['--database-url', databaseUrl!] : ['--data', folder];
  const args = [resolve(import.meta.dirname, 'bare.ts'), String(port), ...place];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH!, TZ: 'UTC', ...secret },
  });
  const ended = new Promise<void>((done) => {
    child.once('close', () => done());
  });
  await Promise.race([
    new Promise((listens) => child.stdout.once('data', listens)),
    ended.then(() => {
      throw new Error('the bare side ended before it listened');
    }),
  ]);
  return async () => {
    child.kill('SIGTERM');
    await ended;
  };
}
