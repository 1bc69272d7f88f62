import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { freePort, isInstalled } from '../../test/peers/process.ts';
import { startNginx } from '../nginx.ts';
import { calledWith } from '../options.ts';
import { groupOf, processorTime } from '../processor.ts';
import { median, writeSection } from '../report.ts';
import { askWithWrk } from '../wrk.ts';

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
  nginx: 'nginx `proxy_pass`, one worker',
} as const;
type Kind = keyof typeof names;
const hasNginx = isInstalled('nginx') || isInstalled('../sbin/nginx');
const kinds = (Object.keys(names) as Kind[]).filter((kind) => kind !== 'nginx' || hasNginx);

interface Peer {
  readonly port: number;
  readonly processes: () => readonly number[];
  readonly kill: () => unknown;
}

interface Round {
  /** Answers a second. */
  readonly rate: number;
  /** Microseconds of the proxy's processor time for an answer. */
  readonly cost: number;
}

const page = await start('page');
const peers = new Map<Kind, Peer>();
for (const kind of kinds) {
  peers.set(kind, await (kind === 'nginx' ? nginx(page.port) : start(kind, page.port)));
}
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
  for (const { kill } of [page, ...peers.values()]) await kill();
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
  hasNginx
    ? '- nginx is shown and not judged.'
    : '- nginx is not shown: it is not installed (apt-get install nginx-core).',
];
if (values.short) console.log(report.join('\n'));
else writeSection('bench:proxy', 'npm run bench:proxy', report);

/** Asks for a while as fast as it answers. */
async function load({ port, processes }: Peer): Promise<Round> {
  const spent = (): number => processes().reduce((sum, pid) => sum + processorTime(pid), 0);
  const before = spent();
  const url = `http://127.0.0.1:${port}/`;
  const { rate, answers } = await askWithWrk(url, { connections: 32, seconds });
  return { rate, cost: ((spent() - before) * 1_000) / answers };
}

async function start(kind: string, upstream = 0): Promise<Peer> {
  const port = await freePort();
  const args = [join(import.meta.dirname, 'peers.ts'), kind, String(port), String(upstream)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout!, 'data');
  return { port, processes: () => [child.pid!], kill: () => child.kill('SIGKILL') };
}

/** Not written for Node at all: what is possible on this machine. */
async function nginx(upstream: number): Promise<Peer> {
  const port = await freePort();
  const { group, stop } = await startNginx(`
    upstream page { server 127.0.0.1:${upstream}; keepalive 64; keepalive_requests 1000000000; }
    server {
        listen 127.0.0.1:${port};
        location / { proxy_pass http://page; proxy_http_version 1.1; proxy_set_header Connection ""; }
    }`);
  return { port, processes: () => groupOf(group), kill: stop };
}
