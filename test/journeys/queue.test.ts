import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { callerWith } from '../../packages/lull/test/api/support/server.ts';
import { freshDatabases } from '../../packages/lull/test/store/engines.ts';
import { postgresMissing } from '../peers/postgres.ts';
import { freePort } from '../peers/process.ts';
import { startLullServer } from '../support/lull-server.ts';
import { becomeOwner } from '../support/owner.ts';

const program = join(import.meta.dirname, 'queue/worker.ts');

describe.skipIf(postgresMissing !== null)(`a worker on a queue${postgresMissing ?? ''}`, () => {
  const databases = freshDatabases();

  it('begins nothing while the gate is closed, and loses nothing', { timeout: 120_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lull-queue-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const server = startLullServer({ port: await freePort(), databaseUrl: await databases() });
    onTestFinished(() => server.kill());
    const ready = await server.ready;
    const owner = callerWith(ready.url, await becomeOwner(ready));
    await owner('apply', 'services: { shop: { zone: UTC, gates: 1 } }');
    const { config } = (await owner('services/shop/gates', { instance: 'worker' })).json;
    const gate = join(folder, 'gate.json');
    writeFileSync(gate, JSON.stringify({ ...config, folder: join(folder, 'gate') }), { mode: 0o600 });
    const jobs = await queue(await databases());
    const work = () => started({ WORKER_GATE: gate, DATABASE_URL: jobs.url });
    const down = async (): Promise<string> =>
      (await owner('services/shop/down', { why: 'the disk is failing' })).json.downtime.id;
    const up = async (id: string) => {
      expect((await owner('services/shop/up', {})).status).toBe(200);
      const read = async () => (await owner(`downtimes/${id}`)).json;
      await expect.poll(async () => (await read()).state).toBe('completed');
      const { downAt, openingAt } = (await read()).actual;
      expect(await jobs.begunBetween(downAt, openingAt)).toBe(0);
    };
    const standing = async (id: string) => {
      const { state } = (await owner(`downtimes/${id}`)).json;
      const [{ gates }] = (await owner('gates?service=shop')).json.items;
      return [state, gates[0]?.inFlight];
    };

    const first = await work();
    await jobs.add(1, 2, 3);
    await expect.poll(jobs.left).toBe(0);
    // What was begun counts as in flight, and is waited for; what was not begun is not begun.
    const [slow] = await jobs.add(2_000, 1);
    await first.begins(slow!);
    let id = await down();
    await expect.poll(() => standing(id)).toEqual(['draining', 1]);
    await expect.poll(() => standing(id)).toEqual(['down', 0]);
    expect(await jobs.left()).toBe(1);
    await jobs.add(1);
    await owner('downtimes');
    expect(first.begun()).toHaveLength(4);
    await up(id);
    await expect.poll(jobs.left).toBe(0);

    // An idle one holds up nobody.
    id = await down();
    await expect.poll(() => standing(id)).toEqual(['down', 0]);
    await up(id);
    const [lost] = await jobs.add(60_000);
    await first.begins(lost!);
    id = await down();
    await expect.poll(() => standing(id)).toEqual(['draining', 1]);
    await first.kill();
    await jobs.shorten(lost!);
    // The next one knows from its folder that it is closed, and takes the place of the dead.
    const second = await work();
    await expect.poll(() => standing(id)).toEqual(['down', 0]);
    expect(second.begun()).toEqual([]);
    await up(id);
    await expect.poll(jobs.left).toBe(0);
    expect(await jobs.most()).toBe(1);
  });
});

/** A queue in a table. */
async function queue(url: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  onTestFinished(() => client.end());
  await client.query(`create table jobs (
    id bigint generated always as identity primary key, takes integer not null,
    times integer not null default 0, begun_at timestamptz, done_at timestamptz)`);
  const figure = async (text: string, given: readonly string[] = []) =>
    Number((await client.query(text, [...given])).rows[0].figure);
  return {
    url,
    /** Adds jobs that take so many milliseconds; their numbers. */
    async add(...takes: number[]): Promise<readonly number[]> {
      const text = 'insert into jobs (takes) select unnest($1::int[]) returning id';
      return (await client.query<{ id: string }>(text, [takes])).rows.map(({ id }) => Number(id));
    },
    /** Waits until nobody holds it. */
    shorten: (job: number) => client.query('update jobs set takes = 1 where id = $1', [job]),
    /** By the clock of the machine, which is the server's, too. */
    begunBetween: (from: string, to: string) =>
      figure('select count(*) as figure from jobs where begun_at >= $1 and begun_at < $2', [from, to]),
    left: () => figure('select count(*) as figure from jobs where done_at is null'),
    /** How often the job was done that was done most often. */
    most: () => figure('select max(times) as figure from jobs'),
  };
}

/** A worker in a process of its own, once it follows its gate. */
async function started(env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH, ...env },
  });
  const ended = once(child, 'close');
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  onTestFinished(kill);
  const lines: string[] = [];
  createInterface(child.stdout).on('line', (line) => lines.push(line));
  await expect.poll(() => lines).toContain('ready');
  return {
    kill,
    /** Numbers of the jobs that it has begun. */
    begun: () => lines.filter((line) => line.startsWith('begun ')),
    begins: (job: number) => expect.poll(() => lines).toContain(`begun ${job}`),
  };
}
