import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../test/peers/process.ts';
import { median } from '../report.ts';
import type { Followers, Said } from './followers.ts';
import { heard, startProcess } from './processes.ts';
import { type Ends, type Shop, startShop } from './shop.ts';

/** How much is measured. */
export interface Effort {
  readonly gates: number;
  /** Times that all close and open again. */
  readonly flips: number;
  /** Between flips, in milliseconds; a thousand gates spread what they say over two seconds. */
  readonly rest: number;
}

/** Milliseconds from the command until gates had closed. */
interface Closing {
  readonly half: number;
  readonly p99: number;
  readonly last: number;
}

/** A side of the measurement: what flips its followers. */
interface Side {
  readonly say: (what: 'down' | 'up') => Promise<void>;
  readonly followers: readonly ChildProcess[];
}

const PROCESSES = 2;

/**
 * How long it takes from the command until the last gate has closed, beside a bare fan-out of signed events to as
 * many streams.
 *
 * @returns lines of Markdown
 */
export async function measureFlips({ gates, flips, rest }: Effort): Promise<string[]> {
  const ends: Ends = [];
  try {
    const shop = await startShop(ends);
    const sides = { ours: await ours(shop, gates, ends), bare: await bare(shop.folder, gates, ends) };
    const found: Record<'ours' | 'bare', Closing[]> = { ours: [], bare: [] };
    for (let flip = 0; flip <= flips; flip += 1) {
      for (const name of flip % 2 === 0 ? (['ours', 'bare'] as const) : (['bare', 'ours'] as const)) {
        // From rest: what the gates had to say of the flip before this is said.
        await sleep(rest);
        const closed = await flipAll(sides[name], 'down');
        await sleep(rest);
        await flipAll(sides[name], 'up');
        // The first round only warms both sides.
        if (flip > 0) found[name].push(closed);
      }
    }
    const of = (name: 'ours' | 'bare', figure: keyof Closing) =>
      median(found[name].map((closed) => closed[figure]));
    const ratio = median(found.ours.map(({ last }, i) => last / found.bare[i]!.last));
    const row = (label: string, name: 'ours' | 'bare') =>
      `| ${label} | ${(['half', 'p99', 'last'] as const).map((figure) => `${of(name, figure).toFixed(0)} ms`).join(' | ')} |`;
    return [
      `Flips: from the command until ${gates.toLocaleString('en')} gates had closed, medians of ${flips} closings. Ours is \`lull down\` over the API, a transaction and its audit row included, to gates that verify, keep on the disk and confirm; bare is one write of a signed event to as many streams that verify. Each flip begins from rest; all ${gates.toLocaleString('en')} gates share one machine with the server.`,
      '',
      '| | half | 99 % | last |',
      '| --- | --- | --- | --- |',
      row('Lull', 'ours'),
      row('bare fan-out', 'bare'),
      '',
      `- the last gate within 1.5 times the bare fan-out's last: ${ratio <= 1.5 ? '**met**' : '**not met**'} (${ratio.toFixed(2)}).`,
    ];
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

async function flipAll({ say, followers }: Side, what: 'down' | 'up'): Promise<Closing> {
  const all = followers.map(async (process) => {
    for (;;) {
      const said = await heard<Said>(process);
      if ('at' in said && said.isShut === (what === 'down')) return said.at;
    }
  });
  const began = performance.timeOrigin + performance.now();
  const [flips] = await Promise.all([Promise.all(all), say(what)]);
  const took = flips
    .flat()
    .map((at) => at - began)
    .sort((a, b) => a - b);
  const part = (share: number) => took[Math.ceil(took.length * share) - 1]!;
  return { half: part(0.5), p99: part(0.99), last: part(1) };
}

async function ours({ url, folder, enrolment, call }: Shop, gates: number, ends: Ends): Promise<Side> {
  const follow = { side: 'ours', server: url, ...enrolment, folder } as const;
  return {
    say: (what) => call('POST', `services/shop/${what}`, { why: 'a measurement' }),
    followers: await startFollowers(follow, gates, ends),
  };
}

async function bare(folder: string, gates: number, ends: Ends): Promise<Side> {
  const port = await freePort();
  const file = resolve(import.meta.dirname, 'fan-out.ts');
  const child = spawn(process.execPath, [file, String(port)], { stdio: ['ignore', 'pipe', 'inherit'] });
  ends.push(() => child.kill('SIGTERM'));
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const server = `http://127.0.0.1:${port}`;
  const follow = { side: 'bare', server, key: '', trust: JSON.parse(String(line)), folder } as const;
  return {
    say: async (what) => void (await fetch(`${server}/${what}`, { method: 'POST' })),
    followers: await startFollowers(follow, gates, ends),
  };
}

async function startFollowers(
  follow: Omit<Followers, 'from' | 'count'>,
  gates: number,
  ends: Ends,
): Promise<ChildProcess[]> {
  const count = gates / PROCESSES;
  const started = Array.from({ length: PROCESSES }, async (_, i) => {
    const of: Followers = { ...follow, from: i * count, count };
    const child = startProcess('followers.ts', of, ends);
    await heard(child);
    return child;
  });
  return Promise.all(started);
}
