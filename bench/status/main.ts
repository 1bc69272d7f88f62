import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { freePort, isInstalled } from '../../test/peers/process.ts';
import { startNginx } from '../nginx.ts';
import { calledWith } from '../options.ts';
import { groupOf, heldOn, processorTime } from '../processor.ts';
import { median, writeSection } from '../report.ts';
import { askWithWrk } from '../wrk.ts';

const { values } = calledWith(
  'npm run bench:status -- [--short]\n  --short  7 rounds instead of 31, and nothing is written',
  { short: { type: 'boolean' } },
);
const rounds = values.short ? 7 : 31;
const [ofServers, ofReaders] = ['0', '1'];
if (!isInstalled('nginx') && !isInstalled('../sbin/nginx')) {
  throw new Error('nginx is not installed: apt-get install nginx-core');
}

/** What readers ask, by how the report calls it, and how much of nginx's rate is the goal. */
const asks = {
  page: { name: 'the page, compressed as browsers take it', headers: ['Accept-Encoding: gzip'], goal: 0.6 },
  plain: { name: 'the page, not compressed', headers: [], goal: 0.6 },
  again: { name: 'the page again, nothing new (304)', headers: [], goal: 0.8 },
} as const;
type Ask = keyof typeof asks;

interface Peer {
  readonly url: string;
  readonly processes: () => readonly number[];
  readonly kill: () => unknown;
}

interface Round {
  /** Answers a second, milliseconds, and microseconds of processor time for an answer. */
  readonly rate: number;
  readonly p99: number;
  readonly cost: number;
}

const folder = await mkdtemp(join(tmpdir(), 'lull-bench-status-'));
const ours = await heldOn(ofServers, own);
const { sizes, peer: nginx } = await heldOn(ofServers, () => sameBytesFromNginx(ours.url));
const peers = { ours, nginx };
type Kind = keyof typeof peers;
const found = new Map<string, Round[]>();
try {
  // Once unmeasured: what is made when it is first asked for, and compiled when it is asked often.
  for (const ask of Object.keys(asks) as Ask[])
    for (const kind of ['ours', 'nginx'] as const) await load(kind, ask);
  for (let round = 0; round < rounds; round += 1) {
    for (const ask of Object.keys(asks) as Ask[]) {
      // Another one begins each time: what the machine does besides meets both.
      const order: readonly Kind[] = round % 2 === 0 ? ['ours', 'nginx'] : ['nginx', 'ours'];
      for (const kind of order) {
        const key = `${ask} ${kind}`;
        found.set(key, [...(found.get(key) ?? []), await load(kind, ask)]);
      }
    }
  }
} finally {
  for (const { kill } of Object.values(peers)) await kill();
  await rm(folder, { recursive: true, force: true });
}

const of = (ask: Ask, kind: Kind): readonly Round[] => found.get(`${ask} ${kind}`)!;
const ratio = (ask: Ask, what: keyof Round): number =>
  median(of(ask, 'ours').map((round, i) => round[what] / of(ask, 'nginx')[i]![what]));
const rows = (Object.keys(asks) as Ask[]).flatMap((ask) =>
  (['ours', 'nginx'] as const).map((kind) => {
    const middle = (what: keyof Round): number => median(of(ask, kind).map((round) => round[what]));
    const who = kind === 'ours' ? '`lull serve`' : 'nginx, a static file';
    const [rate, p99] = [Math.round(middle('rate')), middle('p99').toFixed(2)];
    return `| ${asks[ask].name} | ${who} | ${rate} | ${p99} ms | ${middle('cost').toFixed(1)} µs |`;
  }),
);
const goals = (Object.keys(asks) as Ask[]).map((ask) => {
  const [rate, p99] = [ratio(ask, 'rate'), ratio(ask, 'p99')];
  const { name, goal } = asks[ask];
  const isMet = rate >= goal && (ask === 'again' || p99 <= 2);
  const late = ask === 'again' ? '' : ', 99 of 100 within twice its time';
  const what = `- Goal, ${name}: at least ${goal.toFixed(2)} of nginx’s rate${late}`;
  return `${what}: ${isMet ? '**met**' : '**not met**'} (${rate.toFixed(2)}; p99 ${p99.toFixed(2)} times).`;
});
const report = [
  `The status page (${sizes.plain} bytes, ${sizes.page} compressed) and the same bytes as a static file of nginx ` +
    `(one worker, \`sendfile\`, \`open_file_cache\`, \`gzip_static\`, no log), each on one core; \`wrk\` with 32 ` +
    `kept connections on the other. ${rounds} rounds of a second each, in turn; figures are medians, ratios the ` +
    'median of the rounds’ own.',
  '',
  '| asked | who answers | answers a second | p99 | processor time an answer |',
  '| --- | --- | --- | --- | --- |',
  ...rows,
  '',
  ...goals,
];
if (values.short) console.log(report.join('\n'));
else writeSection('bench:status', 'npm run bench:status', report);

async function load(kind: Kind, ask: Ask): Promise<Round> {
  const { url, processes } = peers[kind];
  const headers = ask === 'again' ? [`If-None-Match: ${await etagOf(url)}`] : asks[ask].headers;
  const spent = (): number => processes().reduce((sum, pid) => sum + processorTime(pid), 0);
  const before = spent();
  const asked = () => askWithWrk(url, { connections: 32, seconds: 1, headers });
  const { rate, answers, p99 } = await heldOn(ofReaders, asked);
  return { rate, p99, cost: ((spent() - before) * 1_000) / answers };
}

async function etagOf(url: string): Promise<string> {
  const answer = await fetch(url, { headers: { 'accept-encoding': 'identity' } });
  await answer.arrayBuffer();
  return answer.headers.get('etag')!;
}

async function own(): Promise<Peer> {
  const port = await freePort();
  const server = join(import.meta.dirname, 'server.ts');
  const child = spawn(process.execPath, [server, String(port)], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout!, 'data');
  const url = `http://127.0.0.1:${port}/status`;
  return { url, processes: () => [child.pid!], kill: () => child.kill('SIGKILL') };
}

async function sameBytesFromNginx(from: string) {
  const [plain, page] = await Promise.all(['identity', 'gzip'].map((encoding) => bodyAs(from, encoding)));
  if (!gunzipSync(page!).equals(plain!)) throw new Error('the page is another when it is compressed');
  // Its worker runs as another user.
  await chmod(folder, 0o755);
  await writeFile(join(folder, 'status'), plain!);
  await writeFile(join(folder, 'status.gz'), page!);
  const port = await freePort();
  const { group, stop } = await startNginx(`
    sendfile on; tcp_nopush on; open_file_cache max=100; open_file_cache_valid 60s; gzip_static on;
    server { listen 127.0.0.1:${port}; root ${folder}; }`);
  const url = `http://127.0.0.1:${port}/status`;
  const served = await bodyAs(url, 'gzip');
  if (!served.equals(page!)) throw new Error('nginx serves other bytes');
  const peer: Peer = { url, processes: () => groupOf(group), kill: stop };
  return { peer, sizes: { plain: plain!.length, page: page!.length } };
}

/** The body as it goes over the wire. */
async function bodyAs(url: string, encoding: string): Promise<Buffer> {
  const curl = spawn('curl', ['-sf', '-H', `Accept-Encoding: ${encoding}`, url]);
  const parts: Buffer[] = [];
  curl.stdout.on('data', (part: Buffer) => parts.push(part));
  await once(curl, 'close');
  return Buffer.concat(parts);
}
