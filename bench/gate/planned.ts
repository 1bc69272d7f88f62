import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { median } from '../report.ts';
import { addNamespace, type Namespace, namespacesMissing } from './namespaces.ts';
import type { Flipped } from './planned-gate.ts';
import { killed } from './processes.ts';
import { type Ends, type Shop, startShop } from './shop.ts';

/** How much is measured. */
export interface Effort {
  /** Each in a network namespace of its own. */
  readonly gates: number;
  /** Downtimes, each with a closing and an opening. */
  readonly downtimes: number;
}

/** How far the clocks are off at most, and each way between server and gate; milliseconds. */
const SKEW = 5_000;
const LATENCY = 25;

/** From planning a downtime to its start, and how long it takes. Milliseconds. */
const AHEAD = 7_000;
const TAKES = 3_000;

/** Before its start the server is halted, so that the gates do all by themselves. Milliseconds. */
const HALT = 1_000;

const GOAL = 20;

/** A gate, as its flips are heard of. */
interface Heard {
  readonly flips: Flipped[];
  /** Resolves with its next flip. */
  next(): Promise<Flipped>;
}

/**
 * How exactly gates flip at the instant that was planned, on machines whose clocks are wrong, far from their
 * server.
 *
 * @returns lines of Markdown
 */
export async function measurePlanned({ gates: count, downtimes }: Effort): Promise<string[]> {
  const missing = namespacesMissing();
  if (missing !== null) return [`Planned flips: not measured: ${missing}.`];
  const ends: Ends = [];
  try {
    const shop = await startShop(ends);
    const namespaces = Array.from({ length: count }, (_, number) => {
      const namespace = addNamespace(number);
      ends.push(namespace.remove);
      return namespace;
    });
    await startRelay(shop, namespaces, ends);
    const skews = namespaces.map((_, i) => Math.round(SKEW * ((2 * i) / (count - 1) - 1)));
    const gates = await Promise.all(
      namespaces.map((namespace, i) => startGate(shop, namespace, i, skews[i]!, ends)),
    );
    const found: Record<'closings' | 'openings', number[]> = { closings: [], openings: [] };
    // The first one only warms all up.
    for (let downtime = 0; downtime <= downtimes; downtime += 1) {
      const { closings, openings } = await takeDown(shop, gates);
      if (downtime === 0) continue;
      found.closings.push(...closings);
      found.openings.push(...openings);
    }
    return report(found, count, downtimes);
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

function report(
  { closings, openings }: Readonly<Record<'closings' | 'openings', readonly number[]>>,
  gates: number,
  downtimes: number,
): string[] {
  const row = (name: string, off: readonly number[]): string => {
    const far = off.map(Math.abs).sort((a, b) => a - b);
    const figures = [
      median(off),
      Math.min(...off),
      median(far),
      far[Math.ceil(far.length * 0.99) - 1]!,
      far.at(-1)!,
    ];
    return `| ${name} | ${off.length} | ${figures.map((figure) => `${figure.toFixed(1)} ms`).join(' | ')} |`;
  };
  const all = [...closings, ...openings];
  const worst = Math.max(...all.map(Math.abs));
  return [
    `Planned flips: how far from the planned instant ${gates} gates closed and opened in ${downtimes} downtimes of a real \`lull serve\`. Each gate is a process in a network namespace of its own whose dates are moved, evenly from ${-SKEW / 1000} s to +${SKEW / 1000} s; a relay between them holds back every byte by ${LATENCY} ms each way. The server is halted ${HALT / 1000} s before each closing and goes on after the opening: the gates do both by themselves. The instant is taken by the clock that wasn't moved, the server's.`,
    '',
    '| | flips | median | earliest | away from the instant: median | 99 % | most |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    row('closings', closings),
    row('openings', openings),
    '',
    `- all within ${GOAL} ms of the instant: ${worst <= GOAL ? '**met**' : '**not met**'} (${worst.toFixed(1)} ms).`,
  ];
}

/** One planned downtime; how far from its start and end each gate flipped. */
async function takeDown(
  { call, signal }: Shop,
  gates: readonly Heard[],
): Promise<Record<'closings' | 'openings', number[]>> {
  const start = Date.now() + AHEAD;
  const { downtime } = await call<{ downtime: { id: string } }>('POST', 'downtimes', {
    title: 'A measurement',
    services: ['shop'],
    takes: `PT${TAKES / 1000}S`,
    rollback: 'PT0S',
    start: new Date(start).toISOString(),
    schedule: true,
    warnBefore: 'PT1M',
    startWithin: 'PT5M',
  });
  await becomes(call, downtime.id, 'warning');
  await call('POST', `downtimes/${downtime.id}/here`, {});
  await sleep(start - HALT - Date.now());
  const before = gates.map(({ flips }) => flips.length);
  signal('SIGSTOP');
  const [closings, openings]: [number[], number[]] = [[], []];
  await Promise.all(
    gates.map(async (gate, i) => {
      while (gate.flips.length < before[i]! + 2) await gate.next();
      const [closed, opened] = gate.flips.slice(before[i]!);
      const did = `${closed!.state}, ${opened!.state}`;
      if (did !== 'drain, open' && did !== 'closed, open') throw new Error(`gate ${i} did: ${did}`);
      closings.push(closed!.at - start);
      openings.push(opened!.at - start - TAKES);
    }),
  );
  signal('SIGCONT');
  // The server begins late, for it knows nothing of this; then all is over.
  await becomes(call, downtime.id, 'down');
  await call('POST', `downtimes/${downtime.id}/finish`, {});
  await becomes(call, downtime.id, 'completed');
  await Promise.all(
    gates.map(async (gate) => {
      while (gate.flips.at(-1)!.state !== 'open') await gate.next();
    }),
  );
  return { closings, openings };
}

async function becomes(call: Shop['call'], id: string, state: string): Promise<void> {
  while ((await call<{ state: string }>('GET', `downtimes/${id}`)).state !== state) await sleep(50);
}

async function startRelay({ port }: Shop, namespaces: readonly Namespace[], ends: Ends): Promise<void> {
  const addresses = namespaces.map(({ address }) => address);
  const args = [resolve(import.meta.dirname, 'relay.ts'), String(port), String(LATENCY), ...addresses];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  ends.push(async () => {
    const ended = once(child, 'close');
    child.kill('SIGTERM');
    await ended;
  });
  await once(child.stdout!, 'data');
}

async function startGate(
  { port, folder, enrolment }: Shop,
  namespace: Namespace,
  number: number,
  skew: number,
  ends: Ends,
): Promise<Heard> {
  const instance = `bench-${number}`;
  const follow = {
    server: `http://${namespace.address}:${port}`,
    service: 'shop',
    instance,
    ...enrolment,
    folder: join(folder, instance),
  };
  const shift = resolve(import.meta.dirname, '../../test/support/shifted-clock.ts');
  const args = ['--import', shift, resolve(import.meta.dirname, 'planned-gate.ts'), JSON.stringify(follow)];
  const env = { LULL_TEST_SHIFT: String(skew) };
  const child = namespace.spawn(process.execPath, args, env, ['ignore', 'inherit', 'inherit', 'ipc']);
  const flips: Flipped[] = [];
  let wake = (_: Flipped): void => {};
  child.on('message', (message) => {
    flips.push(message as Flipped);
    wake(message as Flipped);
  });
  ends.push(() => killed(child));
  const next = (): Promise<Flipped> =>
    new Promise((resolve) => {
      wake = resolve;
    });
  await next();
  return { flips, next };
}
