import { type ChildProcess, spawn } from 'node:child_process';
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';

const bin = resolve(import.meta.dirname, '../../packages/lull/bin/lull.js');

/** How an agent is started. */
export interface AgentOptions {
  readonly server: string;
  /** Another folder for its journals than the host's own. */
  readonly folder?: string;
  /** Starts the program elsewhere, such as in a network of its own. */
  readonly start?: (program: string, args: readonly string[], env: NodeJS.ProcessEnv) => ChildProcess;
}

/** A real `lull agent` in a process of its own. */
export interface AgentProcess {
  readonly ended: Promise<number | null>;
  /** What it has logged so far. */
  log(): string;
  /** Waits until it has logged something like this. */
  logged(what: RegExp): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  kill(): Promise<void>;
}

/** A host with step files, which write into `log`, and for which `free` may be waited. */
export interface StepHost {
  readonly folder: string;
  readonly keyFile: string;
  /** Writes a step file; `DIR` in it is the host's folder. */
  write(name: string, yaml: string): void;
  /** Lines of what steps have written. */
  lines(): readonly string[];
  /** Waits until steps have written this line, so often. */
  wrote(line: string, times?: number): Promise<void>;
  /** All that the journals in its own folder hold. */
  journal(): string;
  /** Lets the step go on that waits. */
  free(): void;
  start(options: AgentOptions): AgentProcess;
}

/** A step that writes a line and waits until it may go on; it says so before and after. */
export const waiting = (line: string): string =>
  `command: [sh, -c, 'echo begins ${line}; echo ${line} >>DIR/log; while [ ! -e DIR/free ]; do sleep 0.05; done; echo said ${line}']`;

/**
 * A host of its own, which goes with the test.
 *
 * @param key of the agent
 */
export function stepHost(key: string): StepHost {
  const folder = mkdtempSync(join(tmpdir(), 'lull-host-'));
  const steps = join(folder, 'steps');
  mkdirSync(steps, { mode: 0o755 });
  const [log, keyFile] = [join(folder, 'log'), join(folder, 'agent.key')];
  writeFileSync(keyFile, `${key}\n`, { mode: 0o600 });
  const agents = new Set<AgentProcess>();
  onTestFinished(async () => {
    await Promise.all([...agents].map((agent) => agent.kill()));
    rmSync(folder, { recursive: true, force: true });
  });
  const lines = (): string[] => (existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : []);
  return {
    folder,
    keyFile,
    write: (name, yaml) =>
      writeFileSync(join(steps, `${name}.yaml`), yaml.replaceAll('DIR', folder), { mode: 0o644 }),
    lines,
    wrote: (line, times = 1) =>
      untilIn(folder, basename(log), () => lines().filter((one) => one === line).length >= times),
    journal: () =>
      globSync(join(folder, 'journals', '*.journal'))
        .map((file) => readFileSync(file, 'utf8'))
        .join(''),
    free: () => writeFileSync(join(folder, 'free'), ''),
    start({ server, folder: journals = join(folder, 'journals'), start = spawned }) {
      const args = ['agent', '--json', '--server', server, '--key-file', keyFile];
      const child = start(process.execPath, [bin, ...args, '--steps', steps, '--folder', journals], {
        PATH: process.env.PATH,
        HOME: folder,
        TZ: 'UTC',
      });
      const agent = processOf(child);
      agents.add(agent);
      return agent;
    },
  };
}

function spawned(program: string, args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  return spawn(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
}

function processOf(child: ChildProcess): AgentProcess {
  let log = '';
  let more = Promise.withResolvers<void>();
  const tell = (): void => {
    more.resolve();
    more = Promise.withResolvers();
  };
  let isOver = false;
  const ended = new Promise<number | null>((done) => {
    child.once('close', (code) => {
      isOver = true;
      tell();
      done(code);
    });
  });
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    log += text;
    tell();
  });
  return {
    ended,
    log: () => log,
    async logged(what) {
      while (!what.test(log)) {
        if (isOver) throw new Error(`the agent ended before ${what}: ${log}`);
        await more.promise;
      }
    },
    signal: (signal) => child.kill(signal),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Waits for what is written in a folder. */
async function untilIn(folder: string, name: string, isSo: () => boolean): Promise<void> {
  const { promise, resolve: done, reject } = Promise.withResolvers<void>();
  const watcher = watch(folder, (_, changed) => {
    if (changed === name && isSo()) done();
  });
  watcher.on('error', reject);
  if (isSo()) done();
  try {
    await promise;
  } finally {
    watcher.close();
  }
}
