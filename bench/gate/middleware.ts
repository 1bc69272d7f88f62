import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { closing, gateServer } from '../../packages/gate/test/support/gate-server.ts';
import { freePort } from '../../test/peers/process.ts';
import { type Load, load } from '../api/load.ts';
import { median } from '../report.ts';

/** How long it is measured. */
export interface Effort {
  /** Pairs of both sides, each after the other. */
  readonly pairs: number;
  readonly seconds: number;
}

/** One server of ours beside the same without a gate. */
interface Pair {
  readonly name: string;
  readonly ours: string;
  readonly peer: string;
  readonly status: 200 | 503;
}

const pairs: readonly Pair[] = [
  { name: 'node:http, open', ours: 'gated', peer: 'http', status: 200 },
  { name: 'Fastify, open', ours: 'gated fastify', peer: 'fastify', status: 200 },
  { name: 'node:http, closed', ours: 'gated', peer: '503', status: 503 },
];

/**
 * What a gate costs as middleware, open and closed, beside the same servers without one.
 *
 * @returns lines of Markdown
 */
export async function measureMiddleware({ pairs: count, seconds }: Effort): Promise<string[]> {
  const control = await gateServer();
  const ends: (() => Promise<void>)[] = [() => control.kill()];
  try {
    control.publish();
    const ports = new Map<string, number>();
    const run = async (kind: string, more: readonly string[]): Promise<number> => {
      const port = await freePort();
      ports.set(kind, port);
      ends.push(await start(kind, port, more));
      return port;
    };
    for (const kind of new Set(
      pairs.flatMap(({ ours, peer, status }) => (status === 200 ? [ours, peer] : ours)),
    )) {
      await run(kind, [control.url, control.signer.id, control.signer.key]);
    }
    const rows: string[] = [];
    const goals: string[] = [];
    for (const { name, ours, peer, status } of pairs) {
      if (status === 503) {
        control.publish({ schedule: [closing(Date.now() - 60_000, Date.now() + 3_600_000)] });
        await control.confirmed(({ state }) => state === 'closed');
        await run(peer, [JSON.stringify(await refusalOf(ports.get(ours)!))]);
      }
      const ask = (kind: string): Promise<Load> =>
        load({
          port: ports.get(kind)!,
          key: 'none',
          paths: ['/cart'],
          connections: 16,
          forMs: seconds * 1000,
          status,
        });
      await Promise.all([ask(ours), ask(peer)]);
      const found: { ours: number; peer: number }[] = [];
      for (let pair = 0; pair < count; pair += 1) {
        // Each side goes first half of the times.
        const first = pair % 2 === 0 ? ours : peer;
        const one = (await ask(first)).rate;
        const other = (await ask(first === ours ? peer : ours)).rate;
        found.push(first === ours ? { ours: one, peer: other } : { ours: other, peer: one });
      }
      const ratio = median(found.map((pair) => pair.ours / pair.peer));
      const rate = (side: 'ours' | 'peer') =>
        Math.round(median(found.map((pair) => pair[side]))).toLocaleString('en');
      rows.push(`| ${name} | ${rate('ours')} | ${rate('peer')} | ${ratio.toFixed(3)} |`);
      goals.push(
        `- ${name}: 0.95 of the server without a gate: ${ratio >= 0.95 ? '**met**' : '**not met**'}.`,
      );
    }
    return [
      `Middleware: answers a second beside the same server without a gate (closed: beside a server that says the very same 503 by itself), medians of ${count} interleaved pairs of ${seconds} s, 16 connections.`,
      '',
      '| server | with a gate | without | ratio |',
      '| --- | --- | --- | --- |',
      ...rows,
      '',
      ...goals,
    ];
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

/** A refusal of the gate, without what belongs to its connection. */
async function refusalOf(port: number): Promise<{ headers: Record<string, string>; body: string }> {
  const response = await fetch(`http://127.0.0.1:${port}/cart`);
  const headers = new Headers(response.headers);
  for (const name of ['connection', 'date', 'keep-alive']) headers.delete(name);
  return { headers: Object.fromEntries(headers), body: await response.text() };
}

async function start(kind: string, port: number, more: readonly string[]): Promise<() => Promise<void>> {
  const file = resolve(import.meta.dirname, 'servers.ts');
  const child = spawn(process.execPath, [file, kind, String(port), ...more], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((done) => {
    child.once('close', () => done());
  });
  await Promise.race([
    new Promise((ready) => child.stdout.once('data', ready)),
    ended.then(() => {
      throw new Error(`${kind} ended before it listened`);
    }),
  ]);
  return async () => {
    child.kill('SIGTERM');
    await ended;
  };
}
