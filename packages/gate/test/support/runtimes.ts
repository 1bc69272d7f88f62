import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { rolldown } from 'rolldown';

const root = resolve(import.meta.dirname, '../../../..');
const docs = readFileSync(join(root, 'docs/gate-middleware.md'), 'utf8');

/** Where the documented programs run, by the headings of the docs. */
export type Runtime = 'Deno' | 'Bun' | 'Hono on Node' | 'Cloudflare Workers';

/** The program that the docs show for it. */
export function documented(runtime: Runtime): string {
  const block = docs
    .split(`\n### ${runtime}\n`)[1]
    ?.split('\n### ')[0]
    ?.match(/```ts\n([\s\S]*?)```/)?.[1];
  if (block === undefined) throw new Error(`docs/gate-middleware.md shows no program for ${runtime}`);
  return block;
}

/** How the docs start Deno: with no more rights than it needs. */
function documentedCommand(): string[] {
  const words = /`deno (run .*? main\.ts)`/.exec(docs)?.[1];
  if (words === undefined) throw new Error('docs/gate-middleware.md does not show how Deno is started');
  return words.split(' ');
}

/** A documented program that runs. */
export interface Running {
  readonly address: string;
  /** Of what runs a Worker's cron trigger when it is asked. */
  readonly cron: string;
  /** What it wrote so far. */
  readonly log: () => string;
  /** Asks it to end, and waits until it has. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** What the program is given. */
export interface Given {
  /** The gate's configuration. */
  readonly gate: object;
  /** Variables of the surroundings; with Workers, of the environment that a handler is given. */
  readonly variables: Readonly<Record<string, string>>;
  /** Address of what keeps a Worker's shelf. */
  readonly shelf?: string;
}

/** Starts what the docs show, with a port that is free and the configuration of the test. */
export async function run(runtime: Runtime, given: Given): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), 'lull-runtime-'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'gate.json'), JSON.stringify(given.gate));
  cpSync(join(root, 'packages/gate/test/fetch/app.ts'), join(folder, 'app.ts'));
  const program = documented(runtime)
    .replace('port: 8080', 'port: 0')
    .replace("'/etc/lull/shop.json'", JSON.stringify(join(folder, 'gate.json')));
  writeFileSync(join(folder, 'main.ts'), program);
  if (runtime === 'Cloudflare Workers') await bundle(folder, given);
  const child = start(runtime, folder, given);
  let log = '';
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.setEncoding('utf8').on('data', (text) => {
      log += text;
    });
  }
  const ended = once(child, 'close');
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal);
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const failed = ended.then(() => {
    throw new Error(`${runtime} ended: ${log}`);
  });
  failed.catch(() => {});
  try {
    const ports = [portOf(runtime, child, 'http'), portOf(runtime, child, 'cron')];
    const [port, cron] = await Promise.race([Promise.all(ports), failed]);
    const address = (on: number | undefined) => `http://127.0.0.1:${on}`;
    return { address: address(port), cron: address(cron), log: () => log, stop };
  } catch (error) {
    await stop('SIGKILL');
    throw error;
  }
}

function start(runtime: Runtime, folder: string, { variables }: Given): ChildProcess {
  const bin = (name: string) => join(root, 'node_modules/.bin', name);
  const [program, ...args] = {
    Deno: [bin('deno'), ...documentedCommand()],
    Bun: [bin('bun'), 'run', 'main.ts'],
    'Hono on Node': [process.execPath, 'main.ts'],
    'Cloudflare Workers': [bin('workerd'), 'serve', '--experimental', '--control-fd=3', 'config.capnp'],
  }[runtime] as [string, ...string[]];
  const env = {
    ...{ PATH: process.env.PATH, HOME: folder, DENO_DIR: join(folder, 'deno'), NO_COLOR: '1' },
    ...{ DENO_NO_UPDATE_CHECK: '1', BUN_INSTALL_CACHE_DIR: join(folder, 'bun') },
    ...variables,
  };
  return spawn(program, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
}

async function portOf(runtime: Runtime, child: ChildProcess, name: 'http' | 'cron'): Promise<number> {
  const isWorker = runtime === 'Cloudflare Workers';
  const outs = isWorker ? [child.stdio[3]] : [child.stdout, child.stderr];
  const form = isWorker ? new RegExp(`"${name}","port":(\\d+)`) : /Listening on http:\/\/[^/]*:(\d+)\//;
  return new Promise((found) => {
    for (const out of outs) {
      createInterface({ input: out as Readable }).on('line', (line) => {
        const port = form.exec(line)?.[1];
        if (port !== undefined) found(Number(port));
      });
    }
  });
}

/** One file of what the docs show, and the settings that Cloudflare makes of a wrangler.toml. */
async function bundle(folder: string, { gate, variables, shelf }: Given): Promise<void> {
  const made = await rolldown({ input: join(folder, 'main.ts'), platform: 'browser', logLevel: 'warn' });
  mkdirSync(join(folder, 'out'));
  await made.write({ dir: join(folder, 'out'), entryFileNames: 'worker.js', codeSplitting: false });
  const texts = Object.entries({ ...variables, LULL_GATE: JSON.stringify(gate) });
  const bindings = texts.map(([name, text]) => `(name = "${name}", text = ${JSON.stringify(text)})`);
  if (shelf !== undefined) bindings.push('(name = "LULL_SHELF", kvNamespace = "shelf")');
  const date = /compatibility_date = "(.*)"/.exec(docs)![1];
  writeFileSync(
    join(folder, 'config.capnp'),
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .main),
    (name = "cron", worker = .cron),
    (name = "internet", network = (allow = ["private", "public"])),
    (name = "shelf", external = (address = "${shelf ?? '127.0.0.1:1'}", http = ())),
  ],
  sockets = [
    (name = "http", address = "127.0.0.1:0", http = (), service = "main"),
    (name = "cron", address = "127.0.0.1:0", http = (), service = "cron"),
  ]
);
const main :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "out/worker.js")],
  compatibilityDate = "${date}",
  bindings = [${bindings.join(', ')}],
);
const cron :Workerd.Worker = (
  modules = [(name = "cron.js", esModule = embed "cron.js")],
  compatibilityDate = "${date}",
  compatibilityFlags = ["service_binding_extra_handlers"],
  bindings = [(name = "MAIN", service = "main")],
);
`,
  );
  const cron = 'export default { fetch: async (_, env) => Response.json(await env.MAIN.scheduled({})) };';
  writeFileSync(join(folder, 'cron.js'), cron);
}
