import { readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunView } from '../../packages/lull/src/api/contract/runs.ts';
import { type Postgres, postgresMissing, startPostgres } from '../peers/postgres.ts';
import { type StepsServer, startStepsServer } from '../support/steps-server.ts';
import { files, refused, secret, shell, traces } from './attacks.ts';

describe.skipIf(postgresMissing !== null)('a malicious step file, a secret that is printed, a flood', () => {
  let place: StepsServer;
  let database: Postgres;
  let web: Server;
  let before = 0;
  const runs = {} as Record<keyof typeof files, string>;

  beforeAll(async () => {
    [database, web] = await Promise.all([startPostgres(), startWeb()]);
    const url = await database.createDatabase();
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query('create table leaked (w text)');
    await client.query('insert into leaked values ($1)', [secret]);
    await client.end();
    place = await startStepsServer({
      BASH_ENV: 'ROOT/poison',
      ENV: 'ROOT/poison',
      NODE_OPTIONS: '--no-deprecation',
      PGPASSWORD: 'of the server',
      LD_LIBRARY_PATH: 'ROOT',
    });
    place.write('../poison', 'touch ROOT/poisoned\n');
    place.write('../secret', `${secret}\n`, 0o600);
    place.write('../db.url', url, 0o600);
    place.write('../bin/x', '#!/bin/sh\ntouch ROOT/pwned\n', 0o755);
    const { port } = web.address() as AddressInfo;
    place.write(
      'targets.yaml',
      `web: { kind: http, url: "http://127.0.0.1:${port}", headers: { x-secret: { file: ROOT/secret } } }
db: { kind: sql, url: { file: ROOT/db.url } }
`,
    );
    for (const [name, text] of Object.entries(files)) place.write(`${name}.yaml`, text);
    for (const [name, [text]] of Object.entries(refused)) place.write(`${name}.yaml`, text);
    place.write('open.yaml', files.finds, 0o666);
    symlinkSync(join(place.root, 'secret'), join(place.root, 'steps', 'linked.yaml'));
    await place.told('words');
    before = place.mostMemory();
    const value = shell.replaceAll('ROOT', place.root);
    for (const name of ['escapes', 'floods', 'tells', 'finds'] as const)
      runs[name] = await place.schedule(name);
    runs.words = await place.schedule('words', { parameters: { value } });
  });
  afterAll(async () => {
    await place?.stop();
    web?.closeAllConnections();
    web?.close();
    await database?.stop();
  });

  const isOver = ({ endedAt }: RunView): boolean => endedAt !== null;
  const outcomes = ({ parts }: RunView): readonly string[] =>
    parts.flatMap(({ steps }) =>
      steps.flatMap(({ phase, name, attempts }) =>
        attempts.map(({ outcome }) => `${phase} ${name}: ${outcome}`),
      ),
    );

  it.each([
    ...Object.entries(refused).map(([name, [, why]]) => ({ name, why })),
    { name: 'open', why: /can be written by everybody/ },
    { name: 'linked', why: /leads out of the folder/ },
  ])('takes no step from the file $name, and says why', async ({ name, why }) => {
    const { mistake } = await place.told(name);
    expect(mistake).toMatch(why);
    expect(mistake).not.toContain(secret.slice(0, 8));
  });

  it('lets an owner add, change and address nothing over the API', async () => {
    const { owner } = place;
    const file = { agent: null, name: 'words', hash: (await place.told('words')).hash, parameters: {} };
    for (const [steps, said] of [
      [{ ...file, name: '../steps/words' }, 'is not a name'],
      [{ ...file, name: `${place.root}/steps/words` }, 'is not a name'],
      [{ ...file, command: ['touch', `${place.root}/pwned`] }, 'is no field that is known here'],
    ] as const) {
      const plan = { title: 'x', services: ['on-words'], start: soon(), takes: 'PT1H', schedule: true };
      const { status, json } = await owner('downtimes', { ...plan, steps: [steps] });
      expect([status, json.detail]).toEqual([400, expect.stringContaining(said)]);
    }
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      for (const path of ['step-files', 'step-files/words']) {
        const { status } = await owner.send({ method, path, body: { name: 'x', steps: [] } });
        expect([404, 405]).toContain(status);
      }
    }
    const { json: described } = await owner('/api/v1/openapi.json');
    const bodies = JSON.stringify(
      Object.values(described.paths as Record<string, Record<string, { requestBody?: unknown }>>).flatMap(
        (path) => Object.values(path).map(({ requestBody }) => requestBody),
      ),
    );
    expect(bodies.length).toBeGreaterThan(1_000);
    expect(bodies).not.toMatch(/"(?:argv|command|shell|script|sql)":/);
  });

  it.each([
    ['words', 'of another content', { hash: 'f'.repeat(64) }, 'is another one than is bound here'],
    ['words', 'with a line break', { parameters: { value: 'x\ny' } }, 'holds a control character'],
    ['words', 'without its value', {}, 'is missing'],
    ['words', 'with what it lacks', { parameters: { value: 'x', PATH: '/tmp' } }, '"PATH" is none of them'],
    ['slow', 'that takes for ever', { parameters: { value: `${'a'.repeat(900)}!` } }, 'does not match'],
  ])('begins nothing with the file %s %s', async (name, how, more, why) => {
    const service = how.replaceAll(' ', '-');
    const id = await place.schedule(name, { ...more, service });
    const waitsFor = async (): Promise<string> => {
      await place.owner(`downtimes/${id}/go`, {});
      const { json } = await place.owner(`downtimes/${id}/events?limit=200`);
      const all = json.items as { kind: string; data: { waitsFor?: readonly string[] } }[];
      return all.findLast(({ kind }) => kind === 'downtime.go')?.data.waitsFor?.join() ?? '';
    };
    await expect.poll(waitsFor).toContain(why);
    expect((await place.owner(`downtimes/${id}/run`)).status).toBe(404);
  });

  it('gives a program nothing of its own surroundings', async () => {
    await place.until(runs.finds, isOver);
    const printed = await place.printed(runs.finds);
    const names = [...printed.matchAll(/^(\w+)=/gm)].map(([, name]) => name);
    expect(names.sort()).toEqual(
      ['HOME', 'LANG', 'LULL_ATTEMPT', 'LULL_DOWNTIME', 'LULL_RUN', 'LULL_STEP', 'PATH'].sort(),
    );
    expect(printed).toContain('a shell\n');
    expect(readdirSync(place.root)).not.toContain('poisoned');
  });

  it('takes a value for what it is, whatever it holds', async () => {
    const run = await place.until(runs.words, isOver);
    expect(
      outcomes(run).every((one) => one.endsWith('done')),
      outcomes(run).join(),
    ).toBe(true);
    const value = shell.replaceAll('ROOT', place.root);
    const printed = await place.printed(runs.words);
    expect(printed).toContain(`<${value}>`);
    expect(printed).toContain(`[${value}]`);
    expect(printed).toContain(`GET /echo/${encodeURIComponent(value)} `);
    expect(printed).toContain(`POST /echo ${JSON.stringify({ value })}`);
    expect(printed).toContain(`{${value}}`);
    expect(readdirSync(place.root)).not.toContain('pwned');
  });

  it('ends with its time whatever hides, ignores being told to or closes its output', async () => {
    const run = await place.until(runs.escapes, isOver);
    expect(outcomes(run)).toEqual(['forward hides: timed-out', 'back hides: done']);
    expect(await place.state(runs.escapes)).toBe('aborted');
    expect(readFileSync(join(place.root, 'pids'), 'utf8').trim().split('\n')).toHaveLength(4);
    expect(await place.printed(runs.escapes)).not.toContain('State:');
  });

  it('shows a secret to nobody, however and wherever it is printed', async () => {
    const run = await place.until(runs.tells, isOver);
    expect(outcomes(run).map((one) => one.split(': ')[1])).toEqual([...Array(5).fill('done'), 'failed']);
    const printed = await place.printed(runs.tells);
    expect(printed.match(/\*\*\*/g)!.length).toBeGreaterThanOrEqual(12);
    const seen: Record<string, string> = { printed, log: place.server().log() };
    const paths = ['', '/run', '/run/output?limit=1000', '/events?limit=200'];
    for (const path of [
      ...paths.map((path) => `downtimes/${runs.tells}${path}`),
      'events?limit=200',
      'audit?limit=200',
      'step-files',
    ]) {
      const { status, text } = await place.owner(path);
      expect(status, path).toBe(200);
      seen[path] = text;
    }
    const headers = { accept: 'text/event-stream' };
    seen.stream = (await place.owner(`downtimes/${runs.tells}/run/output`, undefined, headers)).text;
    expect(seen.stream).toContain('event: end');
    for (const file of readdirSync(place.root, { recursive: true, withFileTypes: true })) {
      const path = join(file.parentPath, file.name);
      const isOnDisk = file.isFile() && /\/(?:data|journals)(?:\/|$)/.test(file.parentPath);
      if (isOnDisk) seen[path] = readFileSync(path, 'latin1');
    }
    expect(Object.keys(seen).some((name) => name.endsWith('.journal'))).toBe(true);
    for (const [where, text] of Object.entries(seen)) {
      for (const trace of traces) expect(text.includes(trace), `${trace} in ${where}`).toBe(false);
    }
  });

  it('holds no more of a flood than its beginning and its end', async () => {
    const run = await place.until(runs.floods, isOver);
    const words = outcomes(run).map((one) => one.replace('forward ', ''));
    expect(words).toEqual([
      'by a program: done',
      'by an answer: done',
      'by rows: done',
      'by one value: failed',
    ]);
    const printed = await place.printed(runs.floods);
    expect(printed).toMatch(/bytes of stdout left out\]\n.*the end\n/s);
    expect(printed.length).toBeLessThan(2 * 530_000 + 40_000);
    const grown = place.mostMemory() - before;
    expect(grown).toBeLessThan(400_000_000);
  });

  it('asks, or stays closed, when a step has killed the server and another one has written its journal', async () => {
    for (const name of ['kills', 'forges'] as const) runs[name] = await place.schedule(name);
    const begun = (id: string) => place.until(id, () => true);
    await Promise.all([begun(runs.kills), begun(runs.forges)]).catch(() => undefined);
    await place.server().ended;
    await place.startAgain();
    const killed = await place.until(runs.kills, ({ state }) => state === 'asking');
    expect(outcomes(killed)).toEqual(['forward kills its parent: unknown']);
    expect(await place.state(runs.kills)).toBe('down');
    const forged = await place.until(runs.forges, ({ state }) => state === 'stuck');
    expect(forged.why).toContain('journal');
    expect(await place.state(runs.forges)).toBe('failed');
  });
});

const soon = (): string => new Date(Date.now() + 3_600_000).toISOString();

/** What answers with what it was asked, with its header, or without end. */
async function startWeb(): Promise<Server> {
  const server = createServer((request, response) => {
    const { method, url, headers } = request;
    const told = JSON.stringify({ you: headers['x-secret'] });
    if (url === '/reflect') return void response.end(`${told} ${headers['x-secret']}`);
    if (url === '/reflect-late') return void response.end(`${'x'.repeat(16_384 - 10)}${headers['x-secret']}`);
    if (url === '/flood') {
      const piece = Buffer.alloc(65_536, 'y');
      const write = (): void => {
        while (response.writable && response.write(piece));
        if (response.writable) response.once('drain', write);
      };
      return write();
    }
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => response.end(`${method} ${url} ${body}`));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
