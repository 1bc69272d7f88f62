import { cpus } from 'node:os';
import { type ProxyKind, proxyKinds } from '../../packages/gate/src/proxies/contract.ts';
import { runProxy } from '../../packages/gate/src/proxies/run.ts';
import { fixedGate } from '../../packages/gate/test/support/fixed-gate.ts';
import { freePort } from '../../test/peers/process.ts';
import { proxyMissing, startProxy } from '../../test/proxies/proxies.ts';
import { startNginx } from '../nginx.ts';
import { groupOf, heldOn, processorTime } from '../processor.ts';
import { median } from '../report.ts';
import { askWithWrk } from '../wrk.ts';
import type { Ends } from './shop.ts';

/** How long it is measured. */
export interface Effort {
  /** Rounds of all three, each after the others. */
  readonly pairs: number;
  readonly seconds: number;
}

/** The proxy without us, a second copy of it, which shows the noise, and with what `lull-gate` prints. */
const sides = ['bare', 'twin', 'gated'] as const;
type Side = (typeof sides)[number];

/** What one side did in one round. */
interface Round {
  /** Answers a second. */
  readonly rate: number;
  /** Microseconds of the proxy's processor time for an answer. */
  readonly cost: number;
}

/** What each kind is called in the report. */
const titles: Readonly<Record<ProxyKind, string>> = {
  nginx: 'nginx',
  'nginx-lua': 'nginx with Lua',
  haproxy: 'HAProxy',
  caddy: 'Caddy',
};

/**
 * What an open gate costs a real proxy, beside the same proxy without a gate.
 *
 * @returns lines of Markdown
 */
export async function measureAdapters(effort: Effort): Promise<string[]> {
  const ends: Ends = [];
  const rows: string[] = [];
  const goals: string[] = [];
  try {
    const page = await startPage(ends);
    for (const kind of proxyKinds) {
      const missing = proxyMissing(kind);
      if (missing !== null) {
        goals.push(`- ${titles[kind]}: not measured: ${missing}.`);
        continue;
      }
      const found = await measure(kind, page, effort);
      const ratios = (side: Side): number[] =>
        found[side].map(({ rate }, i) => rate / found.bare[i]!.rate).sort((a, b) => a - b);
      const [low, high] = quartiles(ratios('twin'));
      const ratio = median(ratios('gated'));
      const rate = (side: Side): string =>
        Math.round(median(found[side].map((round) => round.rate))).toLocaleString('en');
      const cost = (side: Side): string => median(found[side].map((round) => round.cost)).toFixed(1);
      const figures = [
        rate('gated'),
        rate('bare'),
        ratio.toFixed(3),
        `${low.toFixed(3)} to ${high.toFixed(3)}`,
        `${cost('gated')} µs`,
        `${cost('bare')} µs`,
      ];
      rows.push(`| ${titles[kind]} | ${figures.join(' | ')} |`);
      goals.push(`- ${titles[kind]}: open cost within noise: ${ratio >= low ? '**met**' : '**not met**'}.`);
    }
  } finally {
    for (const end of ends.reverse()) await end();
  }
  return [
    `Proxies: answers a second through an open gate beside the same proxy without one, a page of 2.7 kB over 32 kept connections, medians of ${effort.pairs} interleaved rounds of ${effort.seconds} s; the proxy has a processor to itself. Noise is a second copy of the proxy without a gate beside the first in the same rounds, from its lower to its upper quartile.`,
    '',
    '| proxy | with an open gate | without | ratio | noise | processor time an answer | without |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
    ...goals,
  ];
}

async function measure(
  kind: ProxyKind,
  page: number,
  { pairs, seconds }: Effort,
): Promise<Readonly<Record<Side, Round[]>>> {
  const ends: Ends = [];
  const found: Record<Side, Round[]> = { bare: [], twin: [], gated: [] };
  try {
    const ask = new Map<Side, () => Promise<Round>>();
    for (const side of sides) {
      const proxy = await heldOn('0', () => startProxy(kind, page, { isBare: side !== 'gated' }));
      ends.push(proxy.stop);
      if (side === 'gated') {
        const gate = fixedGate();
        const running = await runProxy(gate, proxy.settings, {}, (line) => console.error(`${kind}: ${line}`));
        ends.push(running.close);
        gate.onFlip(running.serve);
        // Through a closing, so that it is known to be the gate that lets them in.
        await gate.flip({ state: 'closed', downtime: 'd1', retryAt: gate.now() + 600_000 });
        await gate.flip({});
      }
      const spent = (): number => groupOf(proxy.group()).reduce((sum, pid) => sum + processorTime(pid), 0);
      ask.set(side, async () => {
        const before = spent();
        const { rate, answers } = await askWithWrk(`${proxy.url}/`, { connections: 32, seconds });
        return { rate, cost: ((spent() - before) * 1_000) / answers };
      });
    }
    await heldOn(others(), async () => {
      for (const side of sides) await ask.get(side)!();
      for (let pair = 0; pair < pairs; pair += 1) {
        // Each goes first, second and third in a third of the rounds.
        for (let i = 0; i < sides.length; i += 1) {
          const side = sides[(i + pair) % sides.length]!;
          found[side].push(await ask.get(side)!());
        }
      }
    });
  } finally {
    for (const end of ends.reverse()) await end();
  }
  return found;
}

/** All processors but the proxy's. */
function others(): string {
  return cpus().length > 1 ? `1-${cpus().length - 1}` : '0';
}

/** The server behind, which costs as little as one can; its port. */
async function startPage(ends: Ends): Promise<number> {
  const port = await freePort();
  const page = '<p>Lull</p>'.repeat(245);
  const http = `server { listen 127.0.0.1:${port}; return 200 "${page}"; }`;
  const { stop } = await heldOn(others(), () => startNginx(http));
  ends.push(stop);
  return port;
}

function quartiles(sorted: readonly number[]): readonly [number, number] {
  const at = (share: number): number => sorted[Math.round((sorted.length - 1) * share)]!;
  return [at(0.25), at(0.75)];
}
