import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { type ServerOptions, startLullServer } from '../../support/lull-server.ts';

const bin = resolve(import.meta.dirname, '../../../packages/lull/bin/lull.js');
const arguments_ = ['../../support/shifted-clock.ts', 'kill-at.ts'].flatMap((file) => [
  '--import',
  resolve(import.meta.dirname, file),
]);

/** How a process went. */
export interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** One life of a process that may be killed. */
export interface Life {
  /** Resolves when it does its work; never where it ends before. */
  readonly ready: Promise<unknown>;
  readonly ended: Promise<End>;
  log(): string;
  kill(): Promise<void>;
  stop(): Promise<End>;
}

/** What belongs to a process over its deaths. */
export interface LifeOptions {
  /** The file by which its clock is off. */
  readonly clock: string;
  /** The boundary at which it kills itself; empty for none. */
  readonly at: string;
}

const environment = ({ clock, at }: LifeOptions) => ({ LULL_TEST_SHIFT_FILE: clock, LULL_TEST_KILL_AT: at });

/** Starts a server. */
export function startServer(options: ServerOptions, life: LifeOptions): Life {
  const env = { ...options.env, ...environment(life) };
  const all = { ...options, env, nodeArguments: arguments_ };
  const { ready, ended, log, kill, stop } = startLullServer(all);
  return { ready: ready.catch(() => new Promise(() => {})), ended, log, kill, stop };
}

/** How an agent is started. */
export interface AgentOptions {
  readonly args: readonly string[];
  /** Starts it in a network of its own; here where left out. */
  readonly spawn?:
    | ((program: string, args: readonly string[], env: NodeJS.ProcessEnv) => ChildProcess)
    | undefined;
}

/** Starts an agent. */
export function startAgent({ args, spawn: start = spawned }: AgentOptions, life: LifeOptions): Life {
  const { PATH } = process.env;
  const env = { ...environment(life), PATH, TZ: 'UTC' };
  const child = start(process.execPath, [...arguments_, bin, 'agent', '--json', ...args], env);
  let log = '';
  const { promise: ready, resolve: isReady } = Promise.withResolvers<void>();
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    log = `${log}${text}`.slice(-65_536);
    if (log.includes('hears its server')) isReady();
  });
  const ended = new Promise<End>((done) => {
    child.once('close', (code, signal) => done({ code, signal }));
  });
  const end = (signal: NodeJS.Signals) => (): Promise<End> => {
    child.kill(signal);
    return ended;
  };
  const kill = async (): Promise<void> => void (await end('SIGKILL')());
  return { ready, ended, log: () => log, kill, stop: end('SIGTERM') };
}

function spawned(program: string, args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  return spawn(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
}
