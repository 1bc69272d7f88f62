import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmod, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { smallDisk } from '../../../../test/support/small-disk.ts';
import { keepsOnDisk, writeOverride } from '../../src/follow/disk.ts';
import { GateError } from '../../src/follow/errors.ts';
import type { KeptDocument } from '../../src/follow/kept.ts';
import { closing, publicKeyOf, signed, signer } from '../support/gate-server.ts';
import { ending, flipped, folder, follow, serve } from './support.ts';

const by = signer();

function kept(serial: number, epoch = 1): KeptDocument {
  const document = signed(by, { serial, epoch });
  return { pinned: by.key, trust: { service: 'shop', keys: [publicKeyOf(by)], serial, epoch }, document };
}

test('what is kept is found again, by its owner only', async () => {
  const path = join(folder(), 'deep', 'shop');
  const disk = keepsOnDisk(path, 'shop');
  const standing = { service: 'shop', isShut: true, downtime: 'd1', heardAt: 7, clockOffset: -3 };
  const override = { state: 'closed', why: null, at: 9 } as const;
  const document = kept(1);
  await Promise.all([disk.saveDocument(document), disk.saveStanding(standing), disk.saveOverride(override)]);
  expect(await keepsOnDisk(path, 'shop').load()).toEqual({ document, standing, override, torn: [] });
  const names = await readdir(path);
  expect(names.sort()).toEqual(['document.json', 'override.json', 'standing.json']);
  for (const name of names) expect((await stat(join(path, name))).mode & 0o777).toBe(0o600);
  expect((await stat(path)).mode & 0o777).toBe(0o700);
});

test('what a killed process left half written is swept up, not what is being written', async () => {
  const path = folder();
  const [old, young, other] = ['.document.json.1', '.standing.json.2', '.profile'];
  for (const name of [old, young, other]) await writeFile(join(path, name), '{');
  await utimes(join(path, old), 0, 0);
  await utimes(join(path, other), 0, 0);
  await keepsOnDisk(path, 'shop').load();
  expect((await readdir(path)).sort()).toEqual([other, young]);
});

test('an older document does not replace a newer one of another process', async () => {
  const path = folder();
  await keepsOnDisk(path, 'shop').saveDocument(kept(7));
  const other = keepsOnDisk(path, 'shop');
  await other.saveDocument(kept(6));
  expect((await other.load()).document?.trust.serial).toBe(7);
  await other.saveDocument(kept(1, 2));
  expect((await other.load()).document?.trust).toMatchObject({ epoch: 2, serial: 1 });
  await other.saveDocument({ ...kept(1), pinned: 'another key' });
  expect((await other.load()).document?.pinned).toBe('another key');
});

test('whatever is written last is what stays', async () => {
  const path = folder();
  const disk = keepsOnDisk(path, 'shop');
  await Promise.all(
    Array.from({ length: 40 }, (_, at) => disk.saveOverride({ state: 'open', why: null, at })),
  );
  expect((await disk.load()).override?.at).toBe(39);
});

test('a folder that cannot be one is an error that says which', async () => {
  const file = join(folder(), 'file');
  await writeFile(file, '');
  const error = await writeOverride(file, null).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(GateError);
  expect(error).toMatchObject({ code: 'unwritable-folder' });
  expect((error as Error).message).toContain('override.json cannot be written');
});

test('a gate that cannot write follows in memory and warns', async () => {
  const server = await serve();
  server.publish();
  const file = join(folder(), 'file');
  await writeFile(file, '');
  const { gate, warned } = await follow(server, { folder: join(file, 'below') });
  expect(await warned('disk')).toContain('cannot be');
  server.publish({ schedule: [closing(Date.now() - 1_000, null, { closeIf: 'always' })] });
  const { warnings } = await server.confirmed(({ state }) => state === 'closed');
  expect(warnings.join()).toContain('disk: ');
  await gate.override({ state: 'open', why: null, at: gate.now() });
  expect(gate.state().state).toBe('open');
});

test('a full disk leaves what was there whole, and is warned of until there is room', async (context) => {
  const disk = smallDisk(folder(), 1);
  if (disk === null) return context.skip('needs root, to mount a small disk');
  ending(disk.unmount);
  const server = await serve();
  server.publish();
  const path = join(disk.path, 'shop');
  const { gate, warned } = await follow(server, { folder: path });
  await writeFile(join(disk.path, 'big'), Buffer.alloc(2_000_000)).catch(() => {});
  server.publish({ schedule: [closing(Date.now() - 1_000, null, { closeIf: 'always' })] });
  expect(await warned('disk')).toContain('ENOSPC');
  await flipped(gate, 'closed');
  expect(JSON.parse(await readFile(join(path, 'document.json'), 'utf8')).trust.serial).toBe(1);
  disk.grow(4);
  server.publish();
  await server.confirmed(({ serial, warnings }) => serial === 3 && warnings.length === 0);
  expect((await readdir(path)).sort()).toEqual(['document.json', 'standing.json']);
  expect(JSON.parse(await readFile(join(path, 'document.json'), 'utf8')).trust.serial).toBe(3);
});

test('a gate killed at any moment has on its disk what it confirmed', async () => {
  const server = await serve();
  const shut = [closing(Date.now() - 1_000, null, { closeIf: 'always' })];
  const path = folder();
  await chmod(path, 0o700);
  server.publish();
  for (let i = 0; i < 8; i += 1) {
    server.confirmations.length = 0;
    const config = {
      server: server.url,
      service: 'shop',
      instance: 'killed',
      folder: path,
      trust: { id: server.signer.id, key: server.signer.key },
    };
    const child = fork(join(import.meta.dirname, 'child.ts'), [JSON.stringify(config)]);
    const ended = once(child, 'exit');
    await server.confirmed(({ serial }) => serial !== null);
    const documents = 20 + i;
    for (let n = 0; n < documents; n += 1) {
      server.publish({ schedule: n % 2 === 0 ? shut : [] });
      if (n === 10 + i) child.kill('SIGKILL');
      await new Promise((resolve) => setImmediate(resolve));
    }
    await ended;
    const confirmed = Math.max(...server.confirmations.map(({ serial }) => serial ?? 0));
    const found = await keepsOnDisk(path, 'shop').load();
    expect(found.torn).toEqual([]);
    expect(found.document?.trust.serial).toBeGreaterThanOrEqual(confirmed);
    const last = server.confirmations.findLast(({ serial }) => serial === found.document?.trust.serial);
    if (last !== undefined)
      expect(last.state).toBe(found.document?.document.schedule.length ? 'closed' : 'open');
  }
}, 60_000);
