import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { postgresMissing, startPostgres } from '../peers/postgres.ts';
import { freePort } from '../peers/process.ts';
import { type LullServer, type ServerOptions, startLullServer } from '../support/lull-server.ts';
import { becomeOwner } from '../support/owner.ts';

const running: LullServer[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.kill();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'lull-status-'));
  folders.push(made);
  return made;
}

function start(options: ServerOptions): LullServer {
  const server = startLullServer(options);
  running.push(server);
  return server;
}

/** Puts a public service there and plans a downtime of it. */
async function plan(url: string, key: string, title: string): Promise<void> {
  const send = async (method: string, path: string, body: object, headers = {}): Promise<void> => {
    const response = await fetch(`${url}/api/v1/${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(await response.text());
  };
  const shop = { zone: 'Europe/Berlin', public: true, title: 'Web shop' };
  if (title === 'First') await send('PUT', 'services/shop', shop, { 'if-none-match': '*' });
  const starts = Date.now() + (title === 'First' ? 2 : 4) * 86_400_000;
  const at = new Date(Math.ceil(starts / 60_000) * 60_000).toISOString();
  await send('POST', 'downtimes', { title, services: ['shop'], start: at, takes: 'PT1H', schedule: true });
}

const pageOf = async (url: string): Promise<string> => (await fetch(`${url}/status`)).text();

describe('the status page of a server', () => {
  it('shows what was scheduled at once, over HTTP and as files, also after it was killed', async () => {
    const [data, site] = [folder(), folder()];
    const options = { port: await freePort(), folder: data, env: { LULL_STATUS_DIR: site } };
    const first = start(options);
    const ready = await first.ready;
    const key = await becomeOwner(ready);
    expect(await pageOf(ready.url)).toContain('There is nothing to see here yet.');
    await plan(ready.url, key, 'First');
    await expect.poll(() => pageOf(ready.url)).toContain('>First</a>');
    const file = (): string => readFileSync(join(site, 'index.html'), 'utf8');
    await expect.poll(file).toContain('>First</a>');
    await plan(ready.url, key, 'Second');
    await first.kill();
    const second = start(options);
    const { url } = await second.ready;
    await expect.poll(() => pageOf(url)).toContain('>Second</a>');
    await expect.poll(file).toContain('>Second</a>');
    const halves = (): string[] =>
      (readdirSync(site, { recursive: true }) as string[]).filter((name) => name.endsWith('.part'));
    await expect.poll(halves).toEqual([]);
    const summary = await fetch(`${url}/api/v2/summary.json`);
    expect(await summary.json()).toMatchObject({ scheduled_maintenances: [{}, {}], incidents: [] });
    expect((await second.stop()).code).toBe(0);
  });
});

const missing = postgresMissing === null ? '' : ` (${postgresMissing} is missing)`;
describe.skipIf(postgresMissing !== null)(`the status page while the database is away${missing}`, () => {
  it('goes on to be served, also what nobody asked for before', async () => {
    const postgres = await startPostgres();
    try {
      const databaseUrl = await postgres.createDatabase();
      const server = start({ port: await freePort(), databaseUrl });
      const ready = await server.ready;
      const key = await becomeOwner(ready);
      await plan(ready.url, key, 'First');
      await expect.poll(() => pageOf(ready.url)).toContain('>First</a>');
      await postgres.stop();
      expect((await fetch(`${ready.url}/readyz`)).status).toBe(503);
      for (const path of ['/status', '/status/shop', '/feeds/all.ics', '/banner/all.json']) {
        const answer = await fetch(`${ready.url}${path}`);
        expect([path, answer.status, (await answer.text()).includes('First')]).toEqual([path, 200, true]);
      }
    } finally {
      await postgres.stop();
    }
  });
});
