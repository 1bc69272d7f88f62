import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { afterAll, afterEach } from 'vitest';
import type { Store } from '../../../src/store/contract.ts';
import { startServer, type TestServer } from '../../api/support/server.ts';
import { pgliteInMemory } from '../../store/pglite-in-memory.ts';
import { bin, type Ran, workplace } from '../lull.ts';

/** The real command in a folder of its own, asking a real server. */
export interface AtServer {
  readonly server: TestServer;
  readonly place: ReturnType<typeof workplace>;
  /** Runs it with the owner's key, or another's. */
  run(args: readonly string[], as?: Who): Promise<Ran>;
  /** The same with --json, and what it prints. */
  json(args: readonly string[], as?: Who): Promise<Told>;
  /** Starts it and gives its lines as they come. */
  start(args: readonly string[], as?: Who): Started;
}

export interface Who {
  readonly key: string | null;
}

export interface Told extends Ran {
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into any answer.
  readonly json: any;
}

export interface Started {
  readonly child: ChildProcess;
  /** The next line that matches, of what it answers; lines before it are passed by. */
  line(pattern: RegExp): Promise<string>;
  /** The same of what it says beside the answer. */
  said(pattern: RegExp): Promise<string>;
  readonly ended: Promise<number | null>;
  /** Where it keeps what it is logged in to. */
  readonly config: string;
}

/**
 * Gives a server with the command beside it, for each test that asks; all of it ends after the test.
 *
 * @param open whoever opens the store closes it; left out, it is an embedded one
 */
export function atServer(open?: () => Promise<Store>): () => Promise<AtServer> {
  const place = workplace();
  const stops: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  });
  afterAll(place.remove);
  return async () => {
    const store = await (open ?? pgliteInMemory)();
    if (!open) stops.push(() => store.close());
    const server = await startServer(store);
    stops.push(() => server.stop());
    const env = ({ key }: Who) => ({ LULL_SERVER: server.url, LULL_KEY: key ?? undefined, TZ: 'UTC' });
    const run = (args: readonly string[], as: Who = server.owner) => place.run([...args], { env: env(as) });
    return {
      server,
      place,
      run,
      async json(args, as) {
        const ran = await run([...args, '--json'], as);
        return { ...ran, json: JSON.parse(ran.stdout) };
      },
      start(args, as = server.owner) {
        const started = startIn(place.folder, args, env(as));
        stops.push(() => {
          started.child.kill('SIGKILL');
          return started.ended;
        });
        return started;
      },
    };
  };
}

function startIn(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv): Started {
  const config = join(cwd, 'config');
  const own = { ...process.env, XDG_CONFIG_HOME: config, ...env };
  const child = spawn(process.execPath, [bin, ...args], { cwd, env: own });
  const ended = new Promise<number | null>((done) => child.on('close', done));
  return { child, line: linesOf(child.stdout), said: linesOf(child.stderr), ended, config };
}

function linesOf(stream: Readable): (pattern: RegExp) => Promise<string> {
  const lines = createInterface({ input: stream })[Symbol.asyncIterator]();
  return async (pattern) => {
    const passed: string[] = [];
    while (true) {
      const { done, value } = await lines.next();
      if (done) throw new Error(`no line matches ${pattern}; there were\n${passed.join('\n')}`);
      if (pattern.test(value)) return value;
      passed.push(value);
    }
  };
}
