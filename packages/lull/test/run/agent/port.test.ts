import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { fitHello } from '../../../src/run/agent/fit-hello.ts';
import { limits } from '../../../src/run/agent/limits.ts';
import { httpPort } from '../../../src/run/agent/port.ts';
import { httpWire } from '../../../src/run/agent/wire.ts';
import type { FoundFile, Order } from '../../../src/run/runner/contract.ts';
import { openRunner } from '../../../src/run/runner/open.ts';
import { openFolder } from '../../../src/run/steps/folder.ts';
import { loadSteps } from '../../../src/run/steps/load.ts';
import { silentLog } from '../runner/silent-log.ts';
import { type HostileServer, hostileServer, key } from './hostile-server.ts';

const move = `
parameters:
  what: { pattern: '[a-z]+', default: orders }
steps:
  - name: move
    command: [sh, -c, 'echo "moves $1" | tee -a ROOT/log', sh, '\${what}']
`;

/** A host whose runner hears this server over the network. */
async function host(server: HostileServer) {
  const root = mkdtempSync(join(tmpdir(), 'lull-agent-'));
  const steps = join(root, 'steps');
  mkdirSync(steps, { mode: 0o755 });
  writeFileSync(join(steps, 'move.yaml'), move.replaceAll('ROOT', root), { mode: 0o644 });
  writeFileSync(join(root, 'outside.yaml'), move.replaceAll('ROOT', root), { mode: 0o644 });
  const { hash } = await loadSteps(await openFolder(steps, true), 'move');
  const warnings: string[] = [];
  const keep = (_: object, message: string): void => void warnings.push(message);
  const log = { ...silentLog, warn: keep, error: keep };
  const port = httpPort(
    httpWire({ server: server.url, key: async () => key, journal: 'j', process: 'p' }),
    log,
  );
  const folder = join(root, 'journals');
  const runner = openRunner({ folder, stepsFolder: steps, port, log, version: '1' });
  const [stopping, leaving] = [new AbortController(), new AbortController()];
  const ended = runner.run(stopping.signal, leaving.signal).finally(runner.close);
  onTestFinished(async () => {
    stopping.abort();
    await ended;
    rmSync(root, { recursive: true, force: true });
  });
  const run = randomUUID();
  const order = (more: object = {}): Order => ({
    ...{ run, part: 0, downtime: 'd1', serial: 1, goal: 'forward', stored: 0 },
    ...{ file: { name: 'move', hash }, parameters: {}, answers: [], bypass: {} },
    ...more,
  });
  const logged = (): string => (existsSync(join(root, 'log')) ? readFileSync(join(root, 'log'), 'utf8') : '');
  return { run, order, hash, logged, warnings, leave: () => leaving.abort(), ended };
}

const through = (server: HostileServer) => server.reports.some(({ what }) => what.kind === 'through');

it('says hello, runs what is ordered, and tells of it', async () => {
  const server = await hostileServer();
  const { order, hash, logged } = await host(server);
  const hello = await server.until(() => server.hellos[0]);
  expect(hello.files).toMatchObject([{ name: 'move', hash, mistake: null }]);
  server.order([order({ parameters: { what: 'customers' } })]);
  await server.until(() => through(server));
  expect(logged()).toBe('moves customers\n');
  expect(server.reports.map(({ number, what }) => [number, what.kind])).toEqual([
    [1, 'started'],
    [2, 'ended'],
    [3, 'through'],
  ]);
  expect(server.reports[0]!.at).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
  await server.until(() => server.outputs.length > 0);
  expect(server.outputs.map(({ text }) => text).join('')).toBe('moves customers\n');
});

it.each([
  ['a name that leads out of its folder', { file: { name: '../outside', hash: 'HASH' } }, /not a name/],
  ['an absolute name', { file: { name: '/etc/passwd', hash: 'HASH' } }, /not a name/],
  ['a name that is not there', { file: { name: 'constructor', hash: 'HASH' } }, /does not exist/],
  ['another hash', { file: { name: 'move', hash: 'f'.repeat(64) } }, /not the one that was approved/],
  ['no hash', { file: { name: 'move', hash: '' } }, /not the one that was approved/],
  ['a parameter that is not declared', { parameters: { path: '/' } }, /path is none|none of them/],
  ['a value that its pattern refuses', { parameters: { what: '$(id)' } }, /does not match/],
])('runs nothing for %s, and says so', async (_, wrong, why) => {
  const server = await hostileServer();
  const { order, hash, logged } = await host(server);
  const asked = JSON.parse(JSON.stringify(wrong).replace('HASH', hash));
  server.order([order(asked)]);
  const { what } = await server.until(() => server.reports.find((one) => one.what.kind === 'stuck'));
  expect(what).toMatchObject({ kind: 'stuck', phase: 'forward', why: expect.stringMatching(why) });
  expect(logged()).toBe('');
});

it('passes over what is no order, and runs what is one', async () => {
  const server = await hostileServer();
  const { run, order, logged, warnings } = await host(server);
  server.order([
    ...[null, 7, [], 'x', {}],
    ...[{ run: '../../etc/x' }, { run: 'a\0b' }, { part: -1 }, { part: 0.5 }, { goal: 'anything' }].map(
      order,
    ),
    ...[{ serial: 'x' }, { downtime: 'a b' }, { parameters: { what: 7 } }, { answers: [{}] }].map(order),
    order(),
  ]);
  await server.until(() => through(server));
  expect(logged()).toBe('moves orders\n');
  expect(new Set(server.reports.map(({ run }) => run))).toEqual(new Set([run]));
  expect(warnings.filter((text) => text.includes('passed over')).length).toBeGreaterThanOrEqual(14);
});

it('opens its stream again when that breaks off, or sends what nobody can read', async () => {
  const server = await hostileServer();
  const { order, logged } = await host(server);
  await server.until(() => server.streams() === 1);
  server.breakOff();
  await server.until(() => server.streams() === 2);
  server.send('event: orders\ndata: {"orders": \n\n');
  await server.until(() => server.streams() === 3);
  server.send('event: orders\ndata: {"orders": 7}\n\n');
  await server.until(() => server.streams() === 4);
  server.order([order()]);
  await server.until(() => through(server));
  expect(logged()).toBe('moves orders\n');
});

it('breaks off a stream that never comes to an end of an event, and opens another', async () => {
  const server = await hostileServer();
  const { order, logged } = await host(server);
  await server.until(() => server.streams() === 1);
  server.send('data: ');
  for (let megabytes = 0; megabytes < 20; megabytes++) server.send('x'.repeat(1_000_000));
  await server.until(() => server.streams() === 2);
  server.order([order()]);
  await server.until(() => through(server));
  expect(logged()).toBe('moves orders\n');
});

it('passes over an order that is older than the one that it heard', async () => {
  const server = await hostileServer();
  const { order, logged, run } = await host(server);
  server.order([order({ serial: 7, goal: 'rest' })]);
  await server.until(() => server.reports.some(({ what }) => what.kind === 'rests'));
  const other = `${run}-b`;
  server.order([order({ serial: 1 }), order({ serial: 6 }), order({ run: other })]);
  await server.until(() => server.reports.some((one) => one.run === other && one.what.kind === 'through'));
  expect(logged()).toBe('moves orders\n');
  expect(server.reports.filter((one) => one.run === run).map(({ what }) => what.kind)).toEqual(['rests']);
});

it('tells the rest where the server says that it never ordered a part, and that when it is ordered', async () => {
  const server = await hostileServer();
  const { order, run, warnings } = await host(server);
  const other = `${run}-b`;
  const refusal = { code: 'not-ordered', detail: 'It was never ordered.', todo: '', parts: [`${run}/0`] };
  server.refuseWith(refusal);
  server.order([order()]);
  await server.until(() => warnings.some((text) => text.includes('never ordered this')));
  server.order([order(), order({ run: other })]);
  await server.until(() => server.reports.some((one) => one.run === other && one.what.kind === 'through'));
  expect(server.reports.some((one) => one.run === run)).toBe(false);
  server.refuseWith(null);
  server.order([order({ serial: 2 }), order({ run: other })]);
  await server.until(() => server.reports.some((one) => one.run === run && one.what.kind === 'through'));
  expect(server.reports.filter((one) => one.run === run).map(({ number }) => number)).toEqual([1, 2, 3]);
});

it('hears orders by asking where no stream can be had', async () => {
  const server = await hostileServer();
  const { order, logged } = await host(server);
  await server.until(() => server.streams() === 1);
  server.endStreams();
  server.order([order()]);
  await server.until(() => through(server));
  expect(logged()).toBe('moves orders\n');
});

it('begins nothing once the server says that it is no agent, and goes on when it is one again', async () => {
  const server = await hostileServer();
  const { order, logged, warnings } = await host(server);
  const refusal = { status: 401, body: { code: 'not-signed-in', detail: 'The key is revoked.', todo: '' } };
  await server.until(() => server.streams() === 1);
  for (const path of ['/hello', '/orders']) server.answerWith(path, refusal);
  server.breakOff();
  await server.until(() => warnings.some((text) => text.includes('The key is revoked.')));
  server.order([order()]);
  expect(logged()).toBe('');
  for (const path of ['/hello', '/orders']) server.answerWith(path, null);
  await server.until(() => through(server));
  expect(logged()).toBe('moves orders\n');
  expect(warnings.filter((text) => text.includes('The key is revoked.'))).toHaveLength(1);
});

it('goes on where something else than the server says no', async () => {
  const server = await hostileServer();
  const { order, logged, warnings } = await host(server);
  await server.until(() => server.streams() === 1);
  server.answerWith('/reports', { status: 401, body: '<h1>Sign in to the proxy</h1>' });
  server.order([order()]);
  await server.until(() => server.outputs.length > 0);
  server.answerWith('/reports', null);
  await server.until(() => through(server));
  expect(logged()).toBe('moves orders\n');
  expect(warnings).toEqual([]);
});

it('leaves out output that no server takes, and tells the rest', async () => {
  const server = await hostileServer();
  const { run, order, warnings } = await host(server);
  server.answerWith('/output', { status: 400, body: { code: 'bad-request', detail: 'No.', todo: '' } });
  server.order([order()]);
  await server.until(() => warnings.some((text) => text.includes('left out')));
  await server.until(() => through(server));
  server.answerWith('/output', null);
  const other = `${run}-b`;
  server.order([order(), order({ run: other })]);
  await server.until(() => server.outputs.some((one) => one.run === other));
  expect(server.outputs.every((one) => one.run === other)).toBe(true);
});

it('leaves when nothing runs, and says before that it is being stopped', async () => {
  const server = await hostileServer();
  const { leave, ended } = await host(server);
  await server.until(() => server.hellos.length > 0);
  leave();
  await ended;
  expect(server.reports).toEqual([]);
});

it('tells of as many files as a server takes', () => {
  const outline = { steps: 'x'.repeat(100_000) } as never as FoundFile['outline'];
  const files = Array.from({ length: 600 }, (_, i) => ({ name: `f${i}`, hash: '', outline, mistake: null }));
  const long = { name: 'n'.repeat(300), hash: '', outline: null, mistake: 'm'.repeat(9_000) };
  const told = fitHello({ version: '1', host: '', files: [long, ...files], trouble: null });
  expect(told.files).toHaveLength(limits.files);
  expect(Buffer.byteLength(JSON.stringify(told))).toBeLessThan(limits.hello);
  expect(told.files[0]).toMatchObject({ mistake: 'its name is too long', outline: null });
  expect(told.files[1]).toEqual(files[0]);
  expect(told.files.at(-1)).toMatchObject({ outline: null, mistake: expect.stringContaining('more than') });
  expect(told).toMatchObject({ host: 'unknown', trouble: expect.stringContaining('only 500 of its 601') });
});
