import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OwnRunner, openOwnRunner } from '../../../src/cli/serve/runs.ts';
import type { Downtime } from '../../../src/downtime/contract.ts';
import { makeBell } from '../../../src/keeper/bell.ts';
import { createDowntime } from '../../../src/keeper/create-downtime.ts';
import { hearEvents } from '../../../src/keeper/hear-events.ts';
import { readDowntime } from '../../../src/keeper/read-downtime.ts';
import { runTimers } from '../../../src/keeper/run-timers.ts';
import type { Run } from '../../../src/run/contract.ts';
import { runRuns } from '../../../src/run/run-runs.ts';
import { agentsNow } from '../../../src/run/runs/agents.ts';
import { loadRun } from '../../../src/run/runs/rows.ts';
import type { Store } from '../../../src/store/contract.ts';
import { HOUR, MINUTE, SECOND } from '../../../src/time/instant.ts';
import { silentLog } from '../../announce/support/open.ts';
import { startServer, type TestServer } from '../../api/support/server.ts';

/** A server that runs step files itself, with a folder in which they leave marks. */
export interface OwnSteps {
  readonly server: TestServer;
  readonly folder: string;
  /** Writes a step file; `$DIR` in it is the folder. */
  write(name: string, yaml: string): void;
  /** Starts the server's own runner, once it has been heard with these files. */
  startRunner(...names: readonly string[]): Promise<void>;
  stopRunner(): Promise<void>;
  /** Schedules work with these files that begins at once. */
  schedule(names: readonly string[], parameters?: Readonly<Record<string, string>>): Promise<string>;
  /** Waits until the run and its downtime are so. */
  until(id: string, isSo: (downtime: Downtime, run: Run | null) => boolean): Promise<[Downtime, Run]>;
  stop(): Promise<void>;
}

/** Starts it on a store; whoever starts it stops it before the store is closed. */
export async function ownSteps(store: Store): Promise<OwnSteps> {
  const folder = mkdtempSync(join(tmpdir(), 'lull-own-'));
  const steps = join(folder, 'steps');
  mkdirSync(steps, { mode: 0o755 });
  const server = await startServer(store);
  const { keeper, runs, ownerActor } = server;
  const stopping = new AbortController();
  const { signal } = stopping;
  const bell = makeBell();
  const loops = [runTimers(keeper, { signal }), runRuns(runs, { signal }), hearEvents(keeper, bell, signal)];
  let own: {
    readonly runner: OwnRunner;
    readonly end: AbortController;
    readonly ended: Promise<void>;
  } | null = null;
  const stopRunner = async (): Promise<void> => {
    own?.end.abort();
    await own?.ended;
    own?.runner.close();
    own = null;
  };
  const heard = async (names: readonly string[]) => {
    for (;;) {
      const files = (await agentsNow(store.db, await store.now(), [''])).get('')?.files ?? [];
      const found = names.map((name) => files.find((file) => file.name === name && file.outline));
      if (found.every((one) => one !== undefined)) return found.map((one) => one!);
      await bell.wait(50, signal);
    }
  };
  return {
    server,
    folder,
    write: (name, yaml) =>
      writeFileSync(join(steps, `${name}.yaml`), yaml.replaceAll('$DIR', folder), { mode: 0o644 }),
    async startRunner(...names) {
      const settings = { local: steps, folder: join(folder, 'runner') };
      const runner = openOwnRunner(runs, settings, { log: silentLog as never, version: '1' })!;
      const end = new AbortController();
      own = { runner, end, ended: runner.run(end.signal) };
      await heard(names);
    },
    stopRunner,
    async schedule(names, parameters = {}) {
      const files = await heard(names);
      const start = (await store.now()) + 500;
      const plan = { title: 'Move it', services: ['shop'], start, takes: HOUR, rollback: 10 * MINUTE };
      const written = files.map(({ name, hash }) => ({ agent: null, name, hash, parameters }));
      const { downtime } = await createDowntime(keeper, ownerActor, {
        ...{ ...plan, steps: written, warnBefore: MINUTE, startWithin: MINUTE, drainWithin: SECOND },
        schedule: true,
      });
      return downtime.id;
    },
    async until(id, isSo) {
      for (;;) {
        const { downtime } = await readDowntime(keeper, ownerActor, id);
        const run = await loadRun(store.db, { downtime: id });
        if (isSo(downtime, run)) return [downtime, run!];
        await bell.wait(SECOND, signal);
      }
    },
    async stop() {
      await stopRunner();
      stopping.abort();
      await Promise.all(loops);
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
