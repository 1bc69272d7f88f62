import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { calledWith } from '../options.ts';
import { median, writeSection } from '../report.ts';

const { values } = calledWith(
  'npm run bench:proxy -- [--short]\n  --short  9 rounds instead of 31, and nothing is written',
  { short: { type: 'boolean' } },
);
const rounds = values.short ? 9 : 31;
const seconds = 1;

/** Peers of the proxy, by how the report calls them. The first is what the others are compared with. */
const names = {
  undici: 'bare undici `dispatch`',
  ours: '`lull proxy`',
  gated: '`lull proxy` with an open gate',
  fastify: '@fastify/http-proxy',
  'http-proxy-3': 'http-proxy-3',
} as const;
type Kind = keyof typeof names;
const kinds = Object.keys(names) as Kind[];

interface Peer {
  readonly child: ChildProcess;
  readonly port: number;
}

interface Round {
  /** Answers a second. */
  readonly rate: number;
  /** Microseconds of the proxy's processor time for an answer. */
  readonly cost: number;
}

const page = await start('page');
const peers = new Map<Kind, Peer>();
for (const kind of kinds) peers.set(kind, await start(kind, page.port));
const found = new Map<Kind, Round[]>(kinds.map((kind) => [kind, []]));
try {
  for (const kind of kinds) await load(peers.get(kind)!);
  for (let round = 0; round < rounds; round += 1) {
    // Another one begins each time: what the machine does besides meets all of them.
    for (let i = 0; i < kinds.length; i += 1) {
      const kind = kinds[(i + round) % kinds.length]!;
      found.get(kind)!.push(await load(peers.get(kind)!));
    }
  }
} finally {
  for (const { child } of [page, ...peers.values()]) child.kill('SIGKILL');
}

const bare = found.get('undici')!;
const ratioOf = (kind: Kind): number => median(found.get(kind)!.map(({ rate }, i) => rate / bare[i]!.rate));
const rows = kinds.map((kind) => {
  const all = found.get(kind)!;
  const rate = Math.round(median(all.map((one) => one.rate)));
  const cost = median(all.map((one) => one.cost)).toFixed(1);
  return `| ${names[kind]} | ${rate} | ${ratioOf(kind).toFixed(2)} | ${cost} µs |`;
});
const [own, best] = [ratioOf('gated'), Math.max(ratioOf('fastify'), ratioOf('http-proxy-3'))];
const report = [
  `A page of 2.7 kB over 32 kept connections, ${rounds} rounds of a second each, in turn; the ratio is the median of the rounds' own. Processor time is the proxy's alone.`,
  '',
  '| proxy | answers a second | of bare | processor time an answer |',
  '| --- | --- | --- | --- |',
  ...rows,
  '',
  `- Goal: with an open gate at least 0.90 of a bare undici \`dispatch\`: ${own >= 0.9 ? '**met**' : '**not met**'} (${own.toFixed(2)}).`,
  `- Goal: ahead of @fastify/http-proxy and http-proxy-3: ${own > best ? '**met**' : '**not met**'} (${best.toFixed(2)}).`,
];
if (values.short) console.log(report.join('\n'));
else writeSection('bench:proxy', 'npm run bench:proxy', report);

/** Asks for a while as fast as it answers. */
async function load({ port, child }: Peer): Promise<Round> {
  const before = processorTime(child.pid!);
  const wrk = spawn('wrk', ['-t1', '-c32', `-d${seconds}s`, `http://127.0.0.1:${port}/`]);
  let out = '';
  wrk.stdout.on('data', (chunk) => (out += chunk));
  await once(wrk, 'close');
  const requests = Number(/(\d+) requests in/.exec(out)?.[1]);
  const errors = /Non-2xx|Socket errors/.exec(out);
  if (!requests || errors) throw new Error(`wrk: ${out}`);
  const cost = ((processorTime(child.pid!) - before) * 1e6) / requests;
  return { rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(out)![1]), cost };
}

/** Seconds of a process so far: fields 14 and 15 of its stat, in hundredths. */
function processorTime(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function start(kind: string, upstream = 0): Promise<Peer> {
  const port = await freePort();
  const args = [join(import.meta.dirname, 'peers.ts'), kind, String(port), String(upstream)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout!, 'data');
  return { child, port };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
