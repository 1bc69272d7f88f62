import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { afterAll, afterEach } from 'vitest';
import type { Store } from '../../../src/store/contract.ts';
import { startServer, type TestServer } from '../../api/support/server.ts';
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
  /** The next line that matches; lines before it are passed by. */
  line(pattern: RegExp): Promise<string>;
  readonly ended: Promise<number | null>;
}

/** Gives a server with the command beside it, for each test that asks; all of it ends after the test. */
export function atServer(open: () => Promise<Store>): () => Promise<AtServer> {
  const place = workplace();
  const stops: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  });
  afterAll(place.remove);
  return async () => {
    const server = await startServer(await open());
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
  const child = spawn(process.execPath, [bin, ...args], { cwd, env: { ...process.env, ...env } });
  const ended = new Promise<number | null>((done) => child.on('close', done));
  child.stderr.resume();
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async (pattern: RegExp): Promise<string> => {
    const passed: string[] = [];
    while (true) {
      const { done, value } = await lines.next();
      if (done) throw new Error(`no line matches ${pattern}; there were\n${passed.join('\n')}`);
      if (pattern.test(value)) return value;
      passed.push(value);
    }
  };
  return { child, line, ended };
}
