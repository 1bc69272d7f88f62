import { chmodSync, mkdirSync, readdirSync, statSync, unlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { LullError } from '../../errors.ts';
import { holdFile } from '../../held-file.ts';
import { DAY, type Instant } from '../../time/instant.ts';
import { makeBell } from './bell.ts';
import type { Order, Port } from './contract.ts';
import { sayHello } from './hello.ts';
import type { Host, RunnerLog } from './host.ts';
import { hearOrders } from './orders.ts';
import { makeOutputTeller } from './output/teller.ts';
import { keyOf, makePart, type Part } from './part/part.ts';
import { journalPath, runPart } from './part/run-part.ts';
import { makeReportTeller } from './reports.ts';
import { folderSource } from './source.ts';
import { makeTroubles } from './troubles.ts';

/** How long it is kept that a run is over, for orders that come late. */
const KEPT = 90 * DAY;

/** How a runner is opened. */
export interface RunnerOptions {
  /** Where its journals are: made where it isn't there, for its owner only. */
  readonly folder: string;
  /** Where the step files and targets.yaml are. */
  readonly stepsFolder: string;
  readonly port: Port;
  readonly log: RunnerLog;
  readonly version: string;
  /** For what is told to people; lengths are measured by the monotonic clock. */
  readonly clock?: () => Instant;
}

/** Carries out what a server orders, by the step files of this host. */
export interface Runner {
  /**
   * Runs until the signal is aborted: then what runs is stopped, and nothing more is begun.
   *
   * @param leaving aborted when it is to end by itself: what runs is brought to its end, and nothing is begun
   * @throws what can't be gone on from, such as a journal folder that can't be read
   */
  run(signal: AbortSignal, leaving?: AbortSignal): Promise<void>;
  /** Gives its folder free for another one. */
  close(): void;
}

/**
 * Opens the runner of a host. There is one for a folder at a time, and one for a part of a run on a host.
 *
 * @throws LullError `runner-in-use` when another process has the folder
 * @example
 * const runner = openRunner({ folder: '/var/lib/lull', stepsFolder: '/etc/lull/steps', port, log, version });
 * await runner.run(stopping.signal);
 */
export function openRunner(options: RunnerOptions): Runner {
  const { folder, stepsFolder, port, log, version, clock = Date.now } = options;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  const free = holdFile(join(folder, 'lock'));
  if (free === null) throw inUse(folder);
  const news = makeBell();
  const troubles = makeTroubles(news.ring);
  const source = folderSource(stepsFolder);
  const output = makeOutputTeller(port);
  const parts = new Map<string, Part>();
  const reports = makeReportTeller(port, log, (key, number) => parts.get(key)?.isStored(number));
  const host: Host = { folder, source, output, troubles, log, clock, reported: reports.ring };
  return {
    async run(signal, leaving = new AbortController().signal) {
      const over = new AbortController();
      const works: Promise<void>[] = [];
      const broken = new AbortController();
      const stopping = AbortSignal.any([signal, broken.signal]);
      let failure: Error | null = null;
      const partOf = (which: Pick<Order, 'run' | 'part'>): Part => {
        const key = keyOf(which);
        const part = parts.get(key) ?? makePart(which.run, which.part);
        if (!parts.has(key)) {
          parts.set(key, part);
          const work = runPart(host, part, reports, { stopping, leaving }).catch((error: Error) => {
            failure ??= error;
            broken.abort();
          });
          works.push(work);
        }
        return part;
      };
      const hear = (orders: readonly Order[]): void => {
        const named = new Set(orders.map(keyOf));
        for (const [key, part] of parts) if (!named.has(key)) part.unname();
        for (const order of orders) {
          reports.storedUpTo(keyOf(order), order.stored);
          partOf(order).hear(order);
        }
      };
      for (const which of journalsIn(folder, clock())) partOf(which);
      const telling = Promise.all([output.run(over.signal), reports.run(over.signal)]);
      const left = new AbortController();
      const leave = async (): Promise<void> => {
        await aborted(AbortSignal.any([leaving, stopping]));
        if (leaving.aborted) troubles.set('leaving', 'it is being stopped and ends after what it does');
        for (let ended = -1; ended < works.length; await Promise.all(works)) ended = works.length;
        left.abort();
      };
      // Orders are heard to the end: what runs may be stopped by one.
      const hearing = AbortSignal.any([stopping, left.signal]);
      await Promise.all([
        leave(),
        hearOrders(port, log, hear, hearing),
        sayHello({ port, source, troubles, log, bell: news, version, host: hostname() }, hearing),
      ]);
      await Promise.all(works);
      over.abort();
      await telling;
      if (failure !== null) throw failure;
    },
    close: free,
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/** The parts that have a journal here; what has been over for long is forgotten. */
function journalsIn(folder: string, now: Instant): readonly Pick<Order, 'run' | 'part'>[] {
  return readdirSync(folder).flatMap((name) => {
    const [, run, part] = /^([A-Za-z0-9_-]{1,80})-(\d+)\.journal$/.exec(name) ?? [];
    if (run === undefined) return [];
    const which = { run, part: Number(part) };
    const path = journalPath(folder, which);
    const { mtimeMs, size } = statSync(path);
    // Only what says nothing but that it is over is so short.
    if (size < SHORT && now - mtimeMs > KEPT) {
      unlinkSync(path);
      return [];
    }
    return [which];
  });
}

/** Shorter than any journal of a run that isn't over, in bytes. */
const SHORT = 60;

function inUse(folder: string): LullError {
  return new LullError(
    'runner-in-use',
    `The folder ${folder} is used by another runner.`,
    'Stop that one, or use another folder: each runner has its own.',
    { folder },
  );
}
