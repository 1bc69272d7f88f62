import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { prepareFolder } from './prepared-folder.ts';

const ownBin = resolve(import.meta.dirname, '../../packages/lull/bin/lull.js');

/** What `lull serve --json` says once it listens. */
export interface Ready {
  readonly url: string;
  readonly engine: 'pglite' | 'postgres';
  /** The one-time link that makes the owner; null where there is one. */
  readonly claim: string | null;
}

/** A real `lull serve` in a process of its own. */
export interface LullServer {
  readonly pid: number;
  /** Resolves when it listens; rejects with what it logged when it ends before. */
  readonly ready: Promise<Ready>;
  /** Resolves when the process is gone. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  /** What it wrote to standard error so far, the last 64 kB of it. */
  readonly log: () => string;
  signal(signal: NodeJS.Signals): void;
  /** Ends it without a word, and waits until it is gone. */
  kill(): Promise<void>;
  /** Asks it to stop, and waits until it has. */
  stop(): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

export interface ServerOptions {
  readonly port: number;
  /** Exactly one of both. */
  readonly folder?: string;
  /** The server makes everything in its folder itself; else it finds an empty store, which is quicker. */
  readonly isFresh?: boolean;
  readonly databaseUrl?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Another `bin/lull.js` than the checkout's. */
  readonly bin?: string;
  /** Further arguments of `lull serve`. */
  readonly args?: readonly string[];
  /** Arguments of node itself, such as `--import`. */
  readonly nodeArguments?: readonly string[];
}

/** Starts the real server. Its settings are those given here and none of the surroundings. */
export function startLullServer(options: ServerOptions): LullServer {
  if (options.folder && !options.isFresh) prepareFolder(options.folder);
  const place = options.databaseUrl ? ['--database-url', options.databaseUrl] : ['--data', options.folder!];
  const args = [
    ...(options.nodeArguments ?? []),
    options.bin ?? ownBin,
    ...['serve', '--json', '--listen', `127.0.0.1:${options.port}`, ...place],
    ...(options.args ?? []),
  ];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH!,
      TZ: 'UTC',
      LULL_SECRET: 'a secret of the tests and of nobody else',
      ...options.env,
    },
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log = `${log}${text}`.slice(-65_536);
  });
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((done) => {
    child.once('close', (code, signal) => done({ code, signal }));
  });
  const ready = firstLine(child, ended, () => log);
  // Whoever kills it on its way up doesn't wait for it to be ready.
  ready.catch(() => {});
  return {
    pid: child.pid!,
    ready,
    ended,
    log: () => log,
    signal: (signal) => child.kill(signal),
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

async function firstLine(child: ChildProcess, ended: LullServer['ended'], log: () => string): Promise<Ready> {
  const lines = createInterface({ input: child.stdout! });
  const line = await Promise.race([
    new Promise<string>((done) => {
      lines.once('line', done);
    }),
    ended,
  ]);
  if (typeof line === 'string' && line.startsWith('{"url"')) return JSON.parse(line) as Ready;
  const { code } = await ended;
  throw new Error(`lull serve ended with ${code} before it listened: ${log()}`);
}
