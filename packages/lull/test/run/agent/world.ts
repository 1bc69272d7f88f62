import { expect } from 'vitest';
import { agentBase } from '../../../src/api/contract/agent-wire.ts';
import { makeBell } from '../../../src/keeper/bell.ts';
import { createDowntime } from '../../../src/keeper/create-downtime.ts';
import { hearEvents } from '../../../src/keeper/hear-events.ts';
import { runTimers } from '../../../src/keeper/run-timers.ts';
import { runRuns } from '../../../src/run/run-runs.ts';
import type { Order } from '../../../src/run/runner/contract.ts';
import type { Store } from '../../../src/store/contract.ts';
import { HOUR, MINUTE, SECOND } from '../../../src/time/instant.ts';
import { type Caller, callerWith, startServer, type TestServer } from '../../api/support/server.ts';
import { outline, step } from '../conduct/outlines.ts';

/** Of the step file that every agent here has. */
export const hash = 'b'.repeat(64);
const outlined = outline({ verify: [step('check')], bypass: ['verify'] });
/** A file `move` with a check that passes closed gates. */
export const file = { name: 'move', hash, outline: outlined, mistake: null };
/** What a runner says of itself. */
export const hello = { version: '1', host: 'db-1.example', files: [file], trouble: null };

/** One runner, as it asks over the network. */
export interface Runner {
  readonly key: string;
  hello(said?: object): ReturnType<Caller>;
  orders(): ReturnType<Caller>;
  report(reports: readonly object[]): ReturnType<Caller>;
  output(output: readonly object[]): ReturnType<Caller>;
}

/** A runner with a key, its journals and its process. */
export function runnerWith(url: string, key: string, journal = 'j', process = 'p'): Runner {
  const caller = callerWith(url, key);
  const path = (name: string): string => `${agentBase}/${name}?journal=${journal}&process=${process}`;
  return {
    key,
    hello: (said = hello) => caller(path('hello'), said),
    orders: () => caller(path('orders')),
    report: (reports) => caller(path('reports'), { reports }),
    output: (output) => caller(path('output'), { output }),
  };
}

/** A server, and what brings its runs on. */
export async function serving(store: Store, story: (world: World) => Promise<void>): Promise<void> {
  const server = await startServer(store);
  const { keeper, runs } = server;
  const stopping = new AbortController();
  const { signal } = stopping;
  const bell = makeBell();
  const loops = [runTimers(keeper, { signal }), runRuns(runs, { signal }), hearEvents(keeper, bell, signal)];
  try {
    await story({
      server,
      store,
      add: async (name) => (await server.owner('agents', { name })).json.key,
      async until(what) {
        for (;;) {
          const found = await what();
          if (found) return found;
          await bell.wait(SECOND, signal);
        }
      },
    });
    expect(server.unforeseen).toEqual([]);
  } finally {
    stopping.abort();
    await Promise.all(loops);
    await server.stop();
  }
}

/** What a story is told with. */
export interface World {
  readonly server: TestServer;
  readonly store: Store;
  /** Adds an agent; its key. */
  add(name: string): Promise<string>;
  until<T>(what: () => Promise<T | null | undefined | false>): Promise<T>;
}

/** Work with that file on an agent, which begins at once; the order that comes of it. */
export async function ordered(
  { server, store, until }: World,
  agent: string,
  runner: Runner,
): Promise<Order> {
  await runner.hello();
  const { keeper, ownerActor } = server;
  const start = (await store.now()) + 500;
  const plan = { title: 'Move it', services: ['shop'], start, takes: HOUR, rollback: 10 * MINUTE };
  const steps = [{ agent, name: 'move', hash, parameters: {} }];
  await createDowntime(keeper, ownerActor, {
    ...{ ...plan, steps, warnBefore: MINUTE, startWithin: MINUTE, drainWithin: SECOND },
    schedule: true,
  });
  return until(async () => {
    await runner.hello();
    return (await runner.orders()).json.orders[0];
  });
}

/** When everything is told to have happened. */
export const at = '2026-12-01T00:00:00Z';
/** The report that its first step has begun. */
export const started = (order: Order, number = 1) => ({
  ...{ run: order.run, part: order.part, number, at, serial: order.serial },
  what: { kind: 'started', name: 'dump', phase: 'forward', place: 0, attempt: 1 },
});
/** What that step printed. */
export const printed = ({ run, part }: Order) => ({
  ...{ run, part, phase: 'forward', place: 0, attempt: 1, number: 1, at },
  ...{ stream: 'out', text: 'dumped\n' },
});
