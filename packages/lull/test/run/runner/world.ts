import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Order } from '../../../src/run/runner/contract.ts';
import { openRunner, type Runner } from '../../../src/run/runner/open.ts';
import { openFolder } from '../../../src/run/steps/folder.ts';
import { loadSteps } from '../../../src/run/steps/load.ts';
import { type Ordered, type TestPort, testPort } from './port.ts';
import { silentLog } from './silent-log.ts';

/** A host with step files, and a server to which its runner talks. */
export interface World {
  readonly folder: string;
  readonly stepsFolder: string;
  readonly port: TestPort;
  /** Id of its one run. */
  readonly run: string;
  /** Path of a file that steps write into. */
  path(name: string): string;
  /** Lines of such a file; none where it isn't there. */
  lines(name: string): readonly string[];
  write(name: string, text: string): void;
  /** Orders the file `move` as it is now. */
  order(goal: Order['goal'], more?: Partial<Ordered>): Promise<Order>;
  /** Starts a runner in this process; it is stopped after the test. */
  start(clock?: () => number): Running;
  story(): readonly string[];
  /** Waits until the last that was told is this. */
  toldLast(told: string | RegExp): Promise<void>;
}

/** A runner that runs. */
export interface Running {
  stop(): Promise<void>;
  /** Asks it to end after what runs, and waits until it has. */
  leave(): Promise<void>;
}

/**
 * A host of its own, with a step file `move` as it is given and what stands in for targets.yaml.
 *
 * @example const world = makeWorld('steps: …'); world.start(); await world.order('forward');
 */
export function makeWorld(move: string, targets?: string): World {
  const root = mkdtempSync(join(tmpdir(), 'lull-runner-'));
  const [folder, stepsFolder] = [join(root, 'journals'), join(root, 'steps')];
  const port = testPort();
  const run = randomUUID();
  mkdirSync(stepsFolder, { mode: 0o755 });
  const running = new Set<Running>();
  const world: World = {
    folder,
    stepsFolder,
    port,
    run,
    path: (name) => join(root, name),
    lines: (name) =>
      existsSync(join(root, name)) ? readFileSync(join(root, name), 'utf8').trimEnd().split('\n') : [],
    write(name, text) {
      mkdirSync(dirname(join(stepsFolder, name)), { recursive: true });
      writeFileSync(join(stepsFolder, name), text.replaceAll('ROOT', root), { mode: 0o644 });
    },
    async order(goal, more = {}) {
      const { hash } = await loadSteps(await openFolder(stepsFolder, true), 'move');
      return port.order({ run, goal, file: { name: 'move', hash }, ...more });
    },
    start(clock = Date.now) {
      const runner: Runner = openRunner({ folder, stepsFolder, port, log: silentLog, version: '0', clock });
      const [stopping, leaving] = [new AbortController(), new AbortController()];
      const ended = runner.run(stopping.signal, leaving.signal).finally(runner.close);
      ended.catch(() => undefined);
      const self: Running = {
        async stop() {
          running.delete(self);
          stopping.abort();
          await ended;
        },
        async leave() {
          leaving.abort();
          await ended;
          running.delete(self);
        },
      };
      running.add(self);
      return self;
    },
    story: () => port.story(run),
    async toldLast(told) {
      await port.until(() => {
        const last = port.story(run).at(-1) ?? '';
        return typeof told === 'string' ? last === told : told.test(last);
      });
    },
  };
  world.write('move.yaml', move);
  if (targets !== undefined) world.write('targets.yaml', targets);
  onTestFinished(async () => {
    await Promise.all([...running].map((one) => one.stop()));
    rmSync(root, { recursive: true, force: true });
  });
  return world;
}
