import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { GateError, writeOverride } from '../../src/follow/index.ts';
import type { Period } from '../../src/protocol/index.ts';
import { closing, type GateServer, publicKeyOf, signed, signer } from '../support/gate-server.ts';
import { flipped, folder, follow, serve } from './support.ts';

const MINUTE = 60_000;

/** A folder as a gate left it when its server was last heard so long ago, and the server since gone. */
async function left(
  server: GateServer,
  schedule: readonly Period[],
  { silent = 0, isShut = false }: { silent?: number; isShut?: boolean } = {},
): Promise<string> {
  const path = folder();
  const heardAt = Date.now() - silent;
  const by = server.signer;
  const document = signed(by, { schedule, issuedAt: new Date(heardAt - 10 * MINUTE).toISOString() });
  const trust = { service: 'shop', keys: [publicKeyOf(by)], epoch: 1, serial: 1 };
  await writeFile(join(path, 'document.json'), JSON.stringify({ lull: 1, pinned: by.key, trust, document }));
  const standing = { lull: 1, service: 'shop', isShut, downtime: null, heardAt, clockOffset: null };
  await writeFile(join(path, 'standing.json'), JSON.stringify(standing));
  await server.kill();
  return path;
}

test.each([
  ['heard 59 s before', 59_000, 'server-alive', 'closed'],
  ['lost 61 s before', 61_000, 'server-alive', 'open'],
  ['lost, but it closes all the same', 61_000, 'always', 'closed'],
] as const)('the server is dead at a closing: %s', async (_, before, closeIf, state) => {
  const server = await serve();
  const from = Date.now() + 600;
  const path = await left(server, [closing(from, null, { closeIf })], { silent: before - 600 });
  const { gate } = await follow(server, { folder: path });
  expect(gate.state().state).toBe('open');
  await expect.poll(() => gate.now() >= from, { timeout: 5_000 }).toBe(true);
  expect(gate.state().state).toBe(state);
  expect(gate.state().why).toBe(state === 'open' ? 'server-lost' : 'schedule');
});

test('it opens at the end, or stays as it is where it is to be told', async () => {
  for (const reopen of ['atEnd', 'whenTold'] as const) {
    const server = await serve();
    const to = Date.now() + 500;
    const path = await left(server, [closing(to - 2_000, to, { reopen })], { isShut: true });
    const { gate } = await follow(server, { folder: path });
    expect(gate.state().state).toBe('closed');
    await expect.poll(() => gate.now() >= to, { timeout: 5_000 }).toBe(true);
    expect(gate.state()).toMatchObject(
      reopen === 'atEnd' ? { state: 'open' } : { state: 'closed', why: 'not-told' },
    );
    await gate.close();
    const again = await follow(server, { folder: path });
    expect(again.gate.state().state).toBe(reopen === 'atEnd' ? 'open' : 'closed');
  }
});

test('what was heard outlives a restart without the server, and so does the clock', async () => {
  const server = await serve();
  server.skew = 4_000;
  server.publish({ schedule: [closing(Date.now() + 4_000, null)] });
  const path = folder();
  const first = await follow(server, { folder: path });
  expect(first.gate.state().state).toBe('closed');
  const { heardAt } = first.gate.status();
  await first.gate.close();
  await server.kill();
  const { gate } = await follow(server, { folder: path });
  expect(gate.state()).toMatchObject({ state: 'closed', downtime: 'd1' });
  expect(gate.status().heardAt).toBeGreaterThanOrEqual(heardAt ?? Number.NaN);
  expect(Math.abs(gate.now() - Date.now() - 4_000)).toBeLessThan(50);
});

test('a gate out of touch says so', async () => {
  const server = await serve();
  const path = await left(server, [], { silent: 6 * MINUTE });
  const { warned, gate } = await follow(server, { folder: path });
  expect(await warned('out-of-touch')).toContain('Nothing was heard');
  expect(await warned('server-unreachable')).toContain('ECONNREFUSED');
  expect(gate.status().isConnected).toBe(false);
});

test.each([
  ['open', 'open'],
  ['closed', 'closed'],
  ['wait', 'open'],
] as const)(
  'without any document: %s',
  async (whenUnknown, state) => {
    const server = await serve();
    await server.kill();
    const begun = performance.now();
    const { gate, warned } = await follow(server, { whenUnknown });
    const took = performance.now() - begun;
    expect(gate.state()).toMatchObject({ state, why: 'unknown' });
    expect(await warned('no-document')).toContain(`the gate is ${state}`);
    if (whenUnknown === 'wait') expect(took).toBeGreaterThan(4_900);
    await server.start();
    server.publish();
    await expect.poll(() => gate.state().why, { timeout: 15_000 }).toBe('schedule');
    expect(gate.status().warnings.some((warning) => warning.startsWith('no-document'))).toBe(false);
  },
  30_000,
);

test('a document that comes while it waits ends the wait', async () => {
  const server = await serve();
  await server.kill();
  const following = follow(server);
  server.publish({ schedule: [closing(Date.now() - 1_000, null, { closeIf: 'always' })] });
  await server.start();
  const { gate, warnings } = await following;
  expect(gate.state().state).toBe('closed');
  expect(warnings.join()).not.toContain('no-document');
});

test.each([
  ['document.json', ''],
  ['document.json', '{"lull":1,"pinned":"x","trust":{"service":"shop","ke'],
  ['document.json', '{"lull":2}'],
  ['document.json', '[]'],
  ['standing.json', '{"lull":1}'],
])(
  'a torn %s is never read as open: %s',
  async (file, text) => {
    const server = await serve();
    const path = await left(server, [closing(Date.now() - MINUTE, null)], { silent: MINUTE, isShut: true });
    await writeFile(join(path, file), text);
    const { gate, warned } = await follow(server, { folder: path });
    expect(gate.state().state).toBe('closed');
    expect(await warned('disk')).toContain(`${file} cannot be read`);
    await server.start();
    server.publish();
    await flipped(gate, 'open');
  },
  30_000,
);

test('a kept document that somebody changed is refused, and what was shut stays shut', async () => {
  const server = await serve();
  const path = await left(server, [closing(Date.now() - MINUTE, null)], { isShut: true });
  const file = join(path, 'document.json');
  await writeFile(file, (await readFile(file, 'utf8')).replace('"closed"', '"open"'));
  const { gate, warned } = await follow(server, { folder: path });
  expect(await warned('disk')).toContain('does not fit the document');
  expect(gate.state()).toMatchObject({ state: 'closed', why: 'unknown' });
}, 30_000);

test('a gate that is enrolled anew forgets the keys of before', async () => {
  const server = await serve();
  const path = await left(server, [closing(Date.now() - MINUTE, null)], { isShut: true });
  const other = await serve(signer());
  other.publish();
  const { gate, warned } = await follow(other, { folder: path });
  expect(await warned('disk')).toContain('not trusted here');
  expect(gate.state().state).toBe('open');
  await gate.close();
  const kept = JSON.parse(await readFile(join(path, 'document.json'), 'utf8'));
  expect(kept.pinned).toBe(other.signer.key);
});

test('another service’s folder is refused', async () => {
  const server = await serve();
  const path = await left(server, []);
  const error = await follow(server, { folder: path, service: 'till' }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(GateError);
  expect(error).toMatchObject({ code: 'foreign-folder' });
});

test('a person opens it from outside, with everything else dead, and takes it back', async () => {
  const server = await serve();
  const path = await left(server, [closing(Date.now() - MINUTE, null)], { silent: MINUTE, isShut: true });
  const { gate } = await follow(server, { folder: path });
  expect(gate.state().state).toBe('closed');
  await writeOverride(path, { state: 'open', why: 'the server is lost', at: Date.now() });
  await flipped(gate, 'open');
  await gate.close();
  const { gate: again } = await follow(server, { folder: path });
  expect(again.state()).toMatchObject({ state: 'open', why: 'override' });
  await writeFile(join(path, 'override.json'), '{');
  await writeOverride(path, null);
  await flipped(again, 'closed');
});
