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
export async function measureMiddleware(effort: Effort): Promise<string[]> {
  const control = await gateServer();
  try {
    control.publish();
    const rows: string[] = [];
    const goals: string[] = [];
    for (const pair of pairs) {
      if (pair.status === 503) {
        control.publish({ schedule: [closing(Date.now() - 60_000, Date.now() + 3_600_000)] });
      }
      const found = await ratesOf(pair, control, effort);
      const ratio = median(found.map(({ ours, peer }) => ours / peer));
      const rate = (side: keyof Rates) =>
        Math.round(median(found.map((one) => one[side]))).toLocaleString('en');
      rows.push(`| ${pair.name} | ${rate('ours')} | ${rate('peer')} | ${ratio.toFixed(3)} |`);
      goals.push(
        `- ${pair.name}: 0.95 of the server without a gate: ${ratio >= 0.95 ? '**met**' : '**not met**'}.`,
      );
    }
    return [
      `Middleware: answers a second beside the same server without a gate (closed: beside a server that says the very same 503 by itself), medians of ${effort.pairs} interleaved pairs of ${effort.seconds} s, 16 connections; both processes begin anew after every ${ROUNDS} pairs.`,
      '',
      '| server | with a gate | without | ratio |',
      '| --- | --- | --- | --- |',
      ...rows,
      '',
      ...goals,
    ];
  } finally {
    await control.kill();
  }
}

/** Answers a second. */
interface Rates {
  readonly ours: number;
  readonly peer: number;
}

/** One process is quicker than another of the same program: each pair's begin anew so often. */
const ROUNDS = 3;

async function ratesOf(
  { ours, peer, status }: Pair,
  control: Awaited<ReturnType<typeof gateServer>>,
  { pairs: count, seconds }: Effort,
): Promise<Rates[]> {
  const follow = [control.url, control.signer.id, control.signer.key];
  const found: Rates[] = [];
  while (found.length < count) {
    const ends: (() => Promise<void>)[] = [];
    const run = async (kind: string, more: readonly string[]): Promise<() => Promise<Load>> => {
      const port = await freePort();
      ends.push(await start(kind, port, more));
      const asked = { port, key: 'none', paths: ['/cart'], connections: 16, status };
      return () => load({ ...asked, forMs: seconds * 1000 });
    };
    try {
      const askOurs = await run(ours, follow);
      const askPeer = await run(peer, status === 503 ? [await refusalIn(ours, follow)] : follow);
      await Promise.all([askOurs(), askPeer()]);
      for (let round = 0; round < ROUNDS && found.length < count; round += 1) {
        // Each side goes first half of the times.
        const isFirst = found.length % 2 === 0;
        const before = isFirst ? null : (await askPeer()).rate;
        const rate = (await askOurs()).rate;
        found.push({ ours: rate, peer: before ?? (await askPeer()).rate });
      }
    } finally {
      for (const end of ends) await end();
    }
  }
  return found;
}

/** A refusal of the gate as JSON, without what belongs to its connection. */
async function refusalIn(kind: string, follow: readonly string[]): Promise<string> {
  const port = await freePort();
  const end = await start(kind, port, follow);
  try {
    const response = await fetch(`http://127.0.0.1:${port}/cart`);
    const headers = new Headers(response.headers);
    for (const name of ['connection', 'date', 'keep-alive']) headers.delete(name);
    return JSON.stringify({ headers: Object.fromEntries(headers), body: await response.text() });
  } finally {
    await end();
  }
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
