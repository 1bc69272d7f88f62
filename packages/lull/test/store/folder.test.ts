import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, watch, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { prepareFolder } from '../../../../test/support/prepared-folder.ts';
import { type SmallDisk, smallDisk } from '../../../../test/support/small-disk.ts';
import { eventsAfter } from '../../src/store/events.ts';
import { openStore } from '../../src/store/open.ts';
import { startWriter, type Writer } from './processes.ts';

let place: string;
let folder: string;
const writers: Writer[] = [];
const disks: SmallDisk[] = [];

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'lull-folder-'));
  folder = join(place, 'lull-data');
});

afterEach(async () => {
  await Promise.all(writers.splice(0).map((writer) => writer.kill()));
  for (const disk of disks.splice(0)) disk.unmount();
  rmSync(place, { recursive: true, force: true });
});

const start = (...how: Parameters<typeof startWriter>): Writer => {
  const writer = startWriter(...how);
  writers.push(writer);
  return writer;
};

/** Process ids that begin at 1, as in containers. */
const ownNamespace = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc'];
const missing =
  spawnSync(ownNamespace[0]!, [...ownNamespace.slice(1), 'true']).status === 0 ? null : 'unshare';

it('one process at a time has a folder, and a killed one leaves it to the next', async () => {
  prepareFolder(folder);
  const first = start(folder, { wait: true });
  expect(await first.said()).toBe('open');
  expect(await start(folder, { wait: true }).said()).toBe('store-in-use');
  await expect(openStore({ folder })).rejects.toMatchObject({
    code: 'store-in-use',
    message: expect.stringContaining(`process ${first.process.pid} on`),
  });
  await first.kill();
  await (await openStore({ folder })).close();
});

it('refuses a folder that the same process has open', async () => {
  prepareFolder(folder);
  const store = await openStore({ folder });
  await expect(openStore({ folder })).rejects.toMatchObject({ code: 'store-in-use' });
  await store.close();
  await (await openStore({ folder })).close();
});

it.skipIf(missing !== null)(
  `tells processes apart that all have the id 1${missing ? ` (${missing} is missing)` : ''}`,
  async () => {
    prepareFolder(folder);
    const first = start(folder, { wait: true, by: ownNamespace });
    expect(await first.said()).toBe('open');
    expect(await start(folder, { wait: true, by: ownNamespace }).said()).toBe('store-in-use');
    await first.kill();
    expect(await start(folder, { wait: true, by: ownNamespace }).said()).toBe('open');
  },
);

it('loses nothing that was acknowledged when its process is killed in the middle of writing', async () => {
  prepareFolder(folder);
  let acknowledged = 0;
  for (const lines of [1, 7, 40, 3, 150]) {
    const writer = start(folder);
    expect(await writer.said()).toBe('open');
    for (let i = 0; i < lines; i++) acknowledged = Number(await writer.said());
    const rest = await writer.kill();
    acknowledged = Number(rest.at(-1) ?? acknowledged);
    const store = await openStore({ folder });
    const seqs = (await eventsAfter(store.db, 0, { limit: 100_000 })).map(({ seq }) => seq);
    await store.close();
    expect(seqs).toEqual(Array.from(seqs, (_, i) => i + 1));
    // One more may have been committed than was said.
    expect(seqs.length - acknowledged).toBeOneOf([0, 1]);
    acknowledged = seqs.length;
  }
});

it('is made anew when its making was killed', async () => {
  const unfinished = join(folder, 'pglite.new');
  const last = join('global', 'pg_control');
  // What matters is that no moment of the making leaves something that stops the next.
  for (const made of ['PG_VERSION', last]) {
    const writer = start(folder, { wait: true });
    await appears(join(unfinished, made));
    await writer.kill();
    if (made !== last) rmSync(unfinished, { recursive: true });
  }
  const store = await openStore({ folder });
  expect(await eventsAfter(store.db, 0, { limit: 1 })).toEqual([]);
  await store.close();
  expect(existsSync(join(folder, 'pglite.new'))).toBe(false);
});

it('says what is wrong with a folder that cannot be', async () => {
  const file = join(place, 'file');
  writeFileSync(file, 'x');
  for (const wrong of [file, join(file, 'below'), join(place, 'none', 'below'), '/proc/lull-data']) {
    await expect(openStore({ folder: wrong })).rejects.toMatchObject({
      code: 'write-failed',
      message: expect.stringContaining(wrong),
    });
  }
});

it('says what is wrong with data that it cannot open', async () => {
  prepareFolder(folder);
  await (await openStore({ folder })).close();
  const version = join(folder, 'pglite', 'PG_VERSION');
  const control = join(folder, 'pglite', 'global', 'pg_control');
  const good = [readFileSync(version), readFileSync(control)] as const;
  for (const [text, code] of [
    ['19\n', 'store-newer'],
    ['17\n', 'store-older'],
    ['', 'store-damaged'],
    ['x', 'store-damaged'],
  ] as const) {
    writeFileSync(version, text);
    await expect(openStore({ folder })).rejects.toMatchObject({ code });
  }
  writeFileSync(version, good[0]);
  writeFileSync(control, 'damaged');
  await expect(openStore({ folder })).rejects.toMatchObject({ code: 'store-damaged' });
  writeFileSync(control, good[1]);
  await (await openStore({ folder })).close();
});

it('takes a folder that is there and empty, and lets nobody else read what it keeps', async () => {
  await mkdir(folder);
  await (await openStore({ folder })).close();
  expect(statSync(join(folder, 'pglite')).mode & 0o777).toBe(0o700);
});

it('says that the disk is full, loses nothing, and goes on when there is room again', async (context) => {
  const disk = smallDisk(place, 90);
  if (disk === null) return context.skip('mount is missing: only root has it');
  disks.push(disk);
  const full = join(disk.path, 'lull-data');
  const first = await openStore({ folder: full });
  let rows = 0;
  const fill = async (): Promise<never> => {
    for (;;) {
      await first.db
        .insertInto('store_cursors')
        .values(
          Array.from({ length: 200 }, (_, i) => ({ consumer: `${rows + i}${'x'.repeat(800)}`, seq: 1 })),
        )
        .execute();
      rows += 200;
    }
  };
  await expect(fill()).rejects.toMatchObject({ code: 'write-failed' });
  const later = first.transaction((trx) => trx.deleteFrom('store_cursors').execute());
  await expect(later).rejects.toMatchObject({ code: 'store-halted' });
  await expect(first.now()).rejects.toMatchObject({ code: 'store-halted' });
  expect(await first.halted).toMatchObject({ code: 'store-halted' });
  await first.close();
  await expect(openStore({ folder: full })).rejects.toMatchObject({
    code: 'write-failed',
    details: { reason: 'the disk is full' },
  });
  disk.grow(200);
  const again = await openStore({ folder: full });
  const there = await again.db.selectFrom('store_cursors').select('consumer').execute();
  expect(there.length).toBe(rows);
  await again.close();
});

/** Ends when a file is there, whose folders may not be there yet either. */
async function appears(path: string): Promise<void> {
  if (!existsSync(dirname(path))) await appears(dirname(path));
  await new Promise<void>((there) => {
    const watcher = watch(dirname(path), look);
    function look(): void {
      if (!existsSync(path)) return;
      watcher.close();
      there();
    }
    look();
  });
}
