import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { RunView } from '../../packages/lull/src/api/contract/runs.ts';
import { type Caller, callerWith } from '../../packages/lull/test/api/support/server.ts';
import { freePort } from '../peers/process.ts';
import { type LullServer, startLullServer } from './lull-server.ts';
import { becomeOwner } from './owner.ts';

/** A real `lull serve --local-steps`, whose data and journals outlive it. */
export interface StepsServer {
  /** Everything of it lies in here: `steps`, `data` and `journals` among it. */
  readonly root: string;
  readonly url: string;
  readonly owner: Caller;
  server(): LullServer;
  /** Starts it again after it was killed. */
  startAgain(): Promise<void>;
  /** The most memory that the server ever had, in bytes. */
  mostMemory(): number;
  /** Writes a file into the folder of the step files; `ROOT` in it is the folder of everything. */
  write(name: string, text: string, mode?: number): void;
  /** Waits until the server tells of a step file of that name, and gives it. */
  told(name: string): Promise<StepFile>;
  /** Schedules work with a step file, on a service of its own, that begins at once. */
  schedule(name: string, more?: Scheduled): Promise<string>;
  /** Waits until a run is so. */
  until(id: string, isSo: (run: RunView) => boolean): Promise<RunView>;
  state(id: string): Promise<string>;
  /** All that the steps of a run printed. */
  printed(id: string): Promise<string>;
  stop(): Promise<void>;
}

/** What is said of a step file when it is scheduled, where it is another than one would say. */
export interface Scheduled {
  readonly service?: string;
  readonly hash?: string;
  readonly parameters?: Readonly<Record<string, string>>;
}

export interface StepFile {
  readonly name: string;
  readonly hash: string;
  readonly mistake: string | null;
}

/**
 * Starts it, with an owner.
 *
 * @param env what else its surroundings hold; `ROOT` in a value is the folder of everything
 * @example const place = await startStepsServer({}); place.write('move.yaml', 'steps: …');
 */
export async function startStepsServer(env: Readonly<Record<string, string>>): Promise<StepsServer> {
  const root = mkdtempSync(join(tmpdir(), 'lull-steps-server-'));
  const steps = join(root, 'steps');
  mkdirSync(steps, { mode: 0o755 });
  const inRoot = (text: string): string => text.replaceAll('ROOT', root);
  const options = {
    port: await freePort(),
    folder: join(root, 'data'),
    env: {
      LULL_LOCAL_STEPS: steps,
      LULL_RUNNER_FOLDER: join(root, 'journals'),
      ...Object.fromEntries(Object.entries(env).map(([name, value]) => [name, inRoot(value)])),
    },
  };
  let server = startLullServer(options);
  const ready = await server.ready;
  const owner = callerWith(ready.url, await becomeOwner(ready));
  const eventually = async <T>(what: () => Promise<T | null>): Promise<T> => {
    for (;;) {
      const found = await what();
      if (found !== null) return found;
      await pause(100);
    }
  };
  const read = async <T>(path: string): Promise<T> => {
    const { status, text, json } = await owner(path);
    if (status !== 200) throw new Error(`${path} was answered with ${status} ${text}`);
    return json as T;
  };
  const told = (name: string): Promise<StepFile> =>
    eventually(async () => {
      const { items } = await read<{ items: StepFile[] }>('step-files');
      return items.find((one) => one.name === name) ?? null;
    });
  return {
    root,
    url: ready.url,
    owner,
    server: () => server,
    async startAgain() {
      server = startLullServer(options);
      await server.ready;
    },
    mostMemory() {
      const status = readFileSync(`/proc/${server.pid}/status`, 'utf8');
      return Number(/VmHWM:\s+(\d+) kB/.exec(status)![1]) * 1024;
    },
    write(name, text, mode = 0o644) {
      const path = join(steps, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, inRoot(text));
      chmodSync(path, mode);
    },
    told,
    async schedule(name, { service = `on-${name}`, hash, parameters = {} } = {}) {
      const headers = { 'if-none-match': '*' };
      const body = { zone: 'UTC' };
      const made = await owner.send({ method: 'PUT', path: `services/${service}`, body, headers });
      if (made.status >= 300) throw new Error(`${service} was answered with ${made.status} ${made.text}`);
      const file = await told(name);
      const soon = { warnBefore: 'PT1M', startWithin: 'PT1M', drainWithin: 'PT1S' };
      const { status, text, json } = await owner('downtimes', {
        ...{ title: name, services: [service], takes: 'PT1H', rollback: 'PT10M', ...soon, schedule: true },
        ...{ override: true, why: 'side by side', start: new Date(Date.now() + 3_000).toISOString() },
        steps: [{ agent: null, name, hash: hash ?? file.hash, parameters }],
      });
      if (status !== 201) throw new Error(`${name} was answered with ${status} ${text}`);
      return json.downtime.id as string;
    },
    until: (id, isSo) =>
      eventually(async () => {
        const { status, json } = await owner(`downtimes/${id}/run`);
        // One person does several at once here, which each of them is flagged for.
        if (status === 404) await owner(`downtimes/${id}/keep`, { why: 'side by side' });
        return status === 200 && isSo(json as RunView) ? (json as RunView) : null;
      }),
    state: async (id) => (await read<{ state: string }>(`downtimes/${id}`)).state,
    async printed(id) {
      let [text, after] = ['', 0];
      for (;;) {
        const path = `downtimes/${id}/run/output?limit=100&after=${after}`;
        const { items } = await read<{ items: { seq: number; text: string }[] }>(path);
        if (items.length === 0) return text;
        text += items.map((one) => one.text).join('');
        after = items.at(-1)!.seq;
      }
    },
    async stop() {
      await server.kill();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
