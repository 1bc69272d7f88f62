import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { addNamespace, type Namespace, namespacesMissing } from '../../../bench/gate/namespaces.ts';
import { startPostgres } from '../../peers/postgres.ts';
import { freePort } from '../../peers/process.ts';
import { openLine } from '../../support/line.ts';
import { startLullServer } from '../../support/lull-server.ts';
import { becomeOwner } from '../../support/owner.ts';
import { smallDisk } from '../../support/small-disk.ts';
import { ownerOf } from '../catalog.ts';
import { type Client, createClient } from '../client.ts';
import { openFront } from './front.ts';
import { type Life, startAgent, startServer } from './lives.ts';
import { clockStepped, databaseAway, diskFull, type Mishap, networkCut } from './mishaps.ts';
import { openShop, type Shop } from './shop.ts';
import { type Surroundings, sqlLedger } from './step-file.ts';

/** `alone`: one server on PGlite that runs the steps; `pair`: two on PostgreSQL, and an agent in its own network. */
export const layouts = ['alone', 'pair'] as const;

export type Layout = (typeof layouts)[number];

/** Everything that is there while it is tortured. */
export interface World {
  readonly client: Client;
  /** Who runs the steps; null for the server itself. */
  readonly agent: string | null;
  readonly places: Surroundings;
  readonly shops: ReadonlyMap<string, Shop>;
  /** What the work changes. */
  readonly database: pg.Pool;
  /** The processes that may be killed; each is started anew after each death. */
  readonly lives: readonly { readonly name: string; readonly start: (at: string) => Life }[];
  readonly mishaps: ReadonlyMap<string, Mishap>;
  /** What can't be done here, and why. */
  readonly missing: readonly string[];
  /** The servers' clock: whether it is right now, and how often it was stepped. */
  readonly clock: { isRight(): boolean; steps(): number };
  close(): Promise<void>;
}

/** Clocks of a database that are off by what stands in a table; names are looked up there before the built-in ones. */
const stepped = `
  create table clock (off interval);
  insert into clock values ('0');
  create function clock_timestamp() returns timestamptz volatile language sql
    as 'select pg_catalog.clock_timestamp() + (select off from public.clock)';
  create function now() returns timestamptz volatile language sql
    as 'select pg_catalog.now() + (select off from public.clock)'`;

const lookedUp = '?options=-c%20search_path%3Dpublic,pg_catalog';

/** A network with two wires: one that is cut, and one that what the work changes is reached by. */
interface Reach {
  readonly network: Namespace;
  readonly wire: string;
}

function networkOf(missing: string[], ends: (() => unknown)[]): Reach | null {
  const why = process.getuid?.() === 0 ? namespacesMissing() : 'root is missing';
  if (why !== null) {
    missing.push(`a network of its own (${why}): the agent's connections are cut instead`);
    return null;
  }
  const number = freePair(process.pid % 64);
  const network = addNamespace(number);
  ends.push(() => network.remove());
  return { network, wire: network.addWire(number + 1) };
}

/** Another pair of numbers for each that tortures at the same time, or was killed and left its wires behind. */
function freePair(first: number): number {
  const taken = networkInterfaces();
  const pairs = Array.from({ length: 64 }, (_, i) => 128 + 2 * ((first + i) % 64));
  return pairs.find((one) => !taken[`lull${one}`] && !taken[`lull${one + 1}`]) ?? pairs[0]!;
}

/** Sets up servers, an agent, a database that the work changes, and services with gates and visitors. */
export async function openWorld(layout: Layout, services: readonly string[]): Promise<World> {
  const ends: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  return open(layout, services, ends).then(
    (world) => ({ ...world, close }),
    async (error: unknown) => {
      await close();
      throw error;
    },
  );
}

async function open(
  layout: Layout,
  services: readonly string[],
  ends: (() => unknown)[],
): Promise<Omit<World, 'close'>> {
  const folder = mkdtempSync(join(tmpdir(), 'lull-torture-run-'));
  ends.push(() => rmSync(folder, { recursive: true, force: true }));
  const path = (name: string): string => join(folder, name);
  for (const name of ['steps', 'ledgers']) mkdirSync(path(name), { mode: 0o755 });
  const missing: string[] = [];
  const mishaps = new Map<string, Mishap>();
  const disk = smallDisk(folder, 4);
  if (disk === null) missing.push('a full disk (only root can make a disk of its own)');
  else {
    ends.push(() => disk.unmount());
    mishaps.set('the disk is full', diskFull(disk));
  }
  const journals = join(disk?.path ?? folder, 'runner');

  const reach = layout === 'pair' ? networkOf(missing, ends) : null;

  const shopPostgres = await startPostgres();
  ends.push(() => shopPostgres.stop());
  const shopUrl = new URL(await shopPostgres.createDatabase());
  const database = new pg.Pool({ connectionString: shopUrl.href, max: 2 });
  ends.push(() => database.end());
  await database.query(sqlLedger);
  /** How what listens on this machine is reached from where the steps are run. */
  const reached = async (port: number): Promise<string> => {
    if (!reach) return `127.0.0.1:${port}`;
    const line = await openLine(port, reach.wire);
    ends.push(() => line.close());
    return `${reach.wire}:${line.port}`;
  };
  const shopDatabase = shopUrl.href.replace(shopUrl.host, await reached(Number(shopUrl.port)));
  writeFileSync(path('database.url'), shopDatabase, { mode: 0o600 });

  const [clockFile, agentClock] = [path('clock'), path('agent-clock')];
  for (const file of [clockFile, agentClock]) writeFileSync(file, '0');
  let [off, steps] = [0, 0];
  const own = layout === 'pair' ? await startPostgres() : null;
  const databaseUrl = own && `${await own.createDatabase()}${lookedUp}`;
  const ask = async (text: string): Promise<void> => {
    const client = new pg.Client({ connectionString: databaseUrl! });
    await client.connect();
    await client.query(text);
    await client.end();
  };
  if (own) {
    ends.push(() => own.stop());
    await ask(stepped);
    mishaps.set('the database is away', databaseAway(own));
  }
  const setClock = async (by: number): Promise<void> => {
    steps += 1;
    if (own) await ask(`update clock set off = '${by} milliseconds'`);
    writeFileSync(clockFile, String(by));
    off = by;
  };
  mishaps.set('the clock is stepped', clockStepped(setClock));

  const ports = await Promise.all(Array.from({ length: own ? 2 : 1 }, freePort));
  const front = await openFront(ports);
  ends.push(() => front.close());
  const url = `http://127.0.0.1:${front.port}`;
  const kept = databaseUrl ? { databaseUrl } : { folder: path('data') };
  const local: Record<string, string> = own
    ? {}
    : { LULL_LOCAL_STEPS: path('steps'), LULL_RUNNER_FOLDER: journals };
  const env = { LULL_URL: url, LULL_RATE: '0', LULL_DEBUG: '1', ...local };

  const first = startLullServer({ port: ports[0]!, ...kept, env });
  ends.push(() => first.kill());
  const client = createClient(url, await becomeOwner(await first.ready));
  ends.push(() => client.close());
  const shops = new Map<string, Shop>();
  const targets = [`database: { kind: sql, url: { file: "${path('database.url')}" } }`];
  for (const service of services) {
    await client.put(`/api/v1/teams/${service}`, { zone: 'UTC', people: [ownerOf(service)] });
    await client.put(`/api/v1/services/${service}`, { zone: 'UTC', gates: 1 });
    const { body } = await client.post(`/api/v1/services/${service}/gates`, { instance: service });
    const { config } = body as { config: Parameters<typeof openShop>[0] };
    const shop = await openShop({ ...config, server: url, folder: path(`gate-${service}`) });
    ends.push(() => shop.close());
    shops.set(service, shop);
    const address = await reached(Number(new URL(shop.url).port));
    targets.push(`${service}: { kind: http, url: "http://${address}", service: ${service} }`);
  }
  writeFileSync(join(path('steps'), 'targets.yaml'), `${targets.join('\n')}\n`, { mode: 0o644 });

  const agent = own ? 'db-1' : null;
  const lives: { name: string; start: (at: string) => Life }[] = ports.map((port, i) => ({
    name: own ? `server ${i + 1}` : 'server',
    start: (at) => startServer({ port, ...kept, env }, { clock: clockFile, at }),
  }));
  if (agent !== null) {
    const { body } = await client.post('/api/v1/agents', { name: agent });
    writeFileSync(path('agent.key'), `${(body as { key: string }).key}\n`, { mode: 0o600 });
    const network = reach?.network;
    const line = await openLine(front.port, network?.address);
    ends.push(() => line.close());
    mishaps.set('the network is cut', networkCut(network ?? line));
    mishaps.set(
      'the agent’s clock is stepped',
      clockStepped(async (by) => writeFileSync(agentClock, String(by))),
    );
    const server = `http://${network?.address ?? '127.0.0.1'}:${line.port}`;
    const where = ['--steps', path('steps'), '--folder', journals];
    const args = ['--server', server, '--key-file', path('agent.key'), ...where];
    const spawn = network
      ? (program: string, all: readonly string[], also: NodeJS.ProcessEnv) =>
          network.spawn(program, all, also, ['ignore', 'ignore', 'pipe'])
      : undefined;
    lives.push({
      name: 'agent',
      start: (at) => startAgent({ args, spawn }, { clock: agentClock, at }),
    });
  }
  const { code } = await first.stop();
  if (code !== 0) throw new Error(`a server that was asked to stop ended with ${code}`);
  return {
    ...{ client, agent, shops, database, lives, mishaps, missing },
    places: { steps: path('steps'), ledgers: path('ledgers'), shopDatabase },
    clock: { isRight: () => off === 0, steps: () => steps },
  };
}
