import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { leftOut, ourTables } from '../../src/store/backup/tables.ts';
import { writeBackup } from '../../src/store/backup.ts';
import { writeEntries } from '../../src/store/catalog-writes.ts';
import type { Store } from '../../src/store/contract.ts';
import { moveCursor } from '../../src/store/cursors.ts';
import { insertDowntime } from '../../src/store/downtime-rows.ts';
import { appendEvents, eventsAfter, lastEventSeq } from '../../src/store/events.ts';
import { onceFor } from '../../src/store/idempotency.ts';
import { restoreBackup } from '../../src/store/restore.ts';
import { lastInSequence } from '../../src/store/sequence.ts';
import { DAY } from '../../src/time/instant.ts';
import { after, store as keep, moved, now, scheduled } from './downtimes.ts';
import { describeEngines } from './engines.ts';
import { pgliteInMemory } from './pglite-in-memory.ts';

/** A bit of everything, with what is easily lost on the way. */
async function fill(store: Store): Promise<void> {
  await libraryTables(store);
  await store.transaction(async (trx) => {
    const shop = { zone: 'UTC', 2: 'b', 1: 'a' };
    await writeEntries(trx, [{ kind: 'service', name: 'Ä "shop"', body: shop, expected: null }]);
    const first = scheduled('a', { title: 'Zeile 1\n"\\\t\u2028 😀', services: ['a,b', '{"}', ''] });
    await insertDowntime(trx, first, now);
    await keep(trx, moved(first), 1);
    await insertDowntime(trx, after(scheduled('b'), { type: 'cancel', by: 'ada' }).downtime, now);
    await moveCursor(trx, 'announce', 1);
    await onceFor(trx, 'ada', 'key', 'hash', async () => ({ answer: null }));
    await sql`insert into access_audit (at, actor_kind, actor, actor_name, person, action, subject, services, data)
      values ('2026-03-01T00:00:00.123456Z', 'person', 'ada', 'Ada', 'ada', 'downtime.schedule', 'a', '{}', '{"b":1,"a":2}')`.execute(
      trx,
    );
    await sql`insert into access_keys (key, person, name, scopes, services, expires_at)
      values ('k', 'ada', 'CI', array['read', null, 'a"b'], null, 'infinity')`.execute(trx);
  });
}

/** As the identity library has them: a schema of its own, tables that refer to each other. */
async function libraryTables({ db }: Store): Promise<void> {
  await sql`create schema auth`.execute(db);
  await sql`create table auth."user" (id text primary key, "emailVerified" boolean not null, made timestamptz)`.execute(
    db,
  );
  await sql`create table auth.account (id text primary key, "userId" text not null references auth."user" (id),
    bytes bytea, amount integer)`.execute(db);
  await sql`create table auth.session (id text primary key, "userId" text not null references auth."user" (id))`.execute(
    db,
  );
}

async function fillLibrary({ db }: Store): Promise<void> {
  await sql`insert into auth."user" values ('ada', true, '2026-03-01T00:00:00Z')`.execute(db);
  await sql`insert into auth.account values ('1', 'ada', '\\xdeadbeef', 7), ('2', 'ada', null, null)`.execute(
    db,
  );
  await sql`insert into auth.session values ('s', 'ada')`.execute(db);
}

const bytesOf = async (store: Store): Promise<Buffer> =>
  Buffer.concat(await Array.fromAsync(writeBackup(store)));

async function* chunks(bytes: Buffer, size = 1_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const linesOf = (bytes: Buffer): string[] => bytes.toString().trimEnd().split('\n');

/** All rows of all tables, as the backup has them. */
const rowsOf = async (store: Store): Promise<string[]> =>
  linesOf(await bytesOf(store))
    .slice(1, -1)
    .toSorted();

describeEngines('a backup', (open) => {
  it('is of one moment, while changes go on', async () => {
    const store = await open();
    const change = () => store.transaction((trx) => appendEvents(trx, [event, event]));
    await change();
    const changing = (async () => {
      for (let i = 0; i < 30; i++) await change();
    })();
    const text = linesOf(await bytesOf(store));
    await changing;
    const trailer = JSON.parse(text.at(-1)!);
    const sequence = text.map((line) => JSON.parse(line)).find((row) => row[0] === 'events');
    expect(trailer.rows.store_events % 2).toBe(0);
    expect(sequence[1]).toBe(String(trailer.rows.store_events));
  });

  it('can be given up in the middle', async () => {
    const store = await open();
    for await (const bytes of writeBackup(store)) {
      expect(bytes.length).toBeGreaterThan(0);
      break;
    }
    expect(await store.now()).toBeGreaterThan(0);
  });

  it('holds every table of ours but those that are left out on purpose', async () => {
    const store = await open();
    const { rows } = await sql<{ name: string }>`
      select tablename as name from pg_tables where schemaname = 'public'`.execute(store.db);
    expect(rows.map(({ name }) => name).toSorted()).toEqual([...ourTables, ...leftOut].toSorted());
  });

  it('restored into an empty place is the same, and goes on from there', async () => {
    const [from, to] = [await open(), await open()];
    await fill(from);
    await fillLibrary(from);
    const restored = await restoreBackup(to, chunks(await bytesOf(from), 7), { libraries: [libraryTables] });
    expect(restored.rows).toMatchObject({ downtime_downtimes: 2, 'auth.account': 2, store_cursors: 1 });
    expect(Object.keys(restored.rows)).not.toContain('auth.session');
    const isEpoch = (line: string) => line.startsWith('["epoch"');
    expect((await rowsOf(to)).filter((line) => !isEpoch(line))).toEqual(
      (await rowsOf(from)).filter((line) => !isEpoch(line)),
    );
    expect([await lastInSequence(from.db, 'epoch'), await lastInSequence(to.db, 'epoch')]).toEqual([1, 2]);

    const next = await lastEventSeq(from.db);
    const [added] = await to.transaction((trx) => appendEvents(trx, [event]));
    expect(added!.seq).toBe(next + 1);
    const audit = await sql<{ seq: string }>`insert into access_audit
      (at, actor_kind, actor, actor_name, person, action, subject, services, data)
      values (now(), '', '', '', '', '', '', '{}', '{}') returning seq`.execute(to.db);
    expect(audit.rows).toEqual([{ seq: '2' }]);
    await expect(sql`delete from store_events`.execute(to.db)).rejects.toMatchObject({ code: '23001' });
  });

  it('is refused where there is something already, and changes nothing there', async () => {
    const [from, to] = [await open(), await open()];
    const backup = await bytesOf(from);
    await to.transaction((trx) => appendEvents(trx, [event]));
    await expect(restoreBackup(to, chunks(backup))).rejects.toMatchObject({
      code: 'store-not-empty',
      details: { table: 'store_events' },
    });
    expect(await eventsAfter(to.db, 0, { limit: 9 })).toHaveLength(1);
  });

  it('that is damaged anywhere is refused, and nothing of it stays', async () => {
    const [from, to] = [await open(), await open()];
    await fill(from);
    const good = await bytesOf(from);
    await libraryTables(to);
    const before = await rowsOf(to);
    const lines = linesOf(good);
    const without = (i: number) => Buffer.from(lines.toSpliced(i, 1).join('\n'));
    const damaged: [string, Buffer][] = [
      ['empty', Buffer.alloc(0)],
      ['another file', Buffer.from('PK\x03\x04 no backup')],
      ['another JSON', Buffer.from('{"format":"another"}\n')],
      ['without its end', without(lines.length - 1)],
      ['cut', good.subarray(0, good.length - 200)],
      ['without its header', without(0)],
      ['without a row', without(lines.findIndex((line) => line.includes('downtime.revised')))],
      ['with a changed row', Buffer.from(good.toString().replace('Zeile 1', 'Zeile 2'))],
      ['with more after its end', Buffer.concat([good, Buffer.from('["x"]\n')])],
      ['with a row twice', Buffer.from(lines.toSpliced(3, 0, lines[2]!).join('\n'))],
      ['of an unknown table', Buffer.from(good.toString().replace('"store_events"', '"pg_authid"'))],
      ['of an unknown column', Buffer.from(good.toString().replace('"kind"', '"kind) values (1)--"'))],
      ['not UTF-8', Buffer.concat([good.subarray(0, 500), Buffer.from([0xff]), good.subarray(500)])],
    ];
    for (const [what, bytes] of damaged) {
      const error = await restoreBackup(to, chunks(bytes)).catch((thrown) => thrown);
      expect([what, error.code]).toEqual([what, 'bad-backup']);
    }
    expect(await rowsOf(to)).toEqual(before);
    await restoreBackup(to, chunks(good));
  });

  it('of a newer Lull is refused', async () => {
    const [from, to] = [await open(), await open()];
    const lines = linesOf(await bytesOf(from));
    for (const change of [{ version: 2 }, { migration: 4_000 }]) {
      const header = JSON.stringify({ ...JSON.parse(lines[0]!), ...change });
      const restored = restoreBackup(to, chunks(Buffer.from([header, ...lines.slice(1)].join('\n'))));
      await expect(restored).rejects.toMatchObject({ code: 'store-newer' });
    }
  });
});

const event = {
  kind: 'downtime.scheduled',
  downtime: 'a',
  revision: 1,
  version: 1,
  services: [],
  at: now + DAY,
  by: 'ada',
  why: null,
  data: {},
};

describeEngines('a backup by way of PGlite', (open) => {
  it('comes back the same', async () => {
    const [from, between, back] = [await open(), await pgliteInMemory(), await open()];
    await fill(from);
    await fillLibrary(from);
    const libraries = [libraryTables];
    await restoreBackup(between, chunks(await bytesOf(from)), { libraries });
    await restoreBackup(back, chunks(await bytesOf(between)), { libraries });
    const comparable = async (store: Store) =>
      (await rowsOf(store)).filter((line) => !line.startsWith('["epoch"'));
    expect(await comparable(between)).toEqual(await comparable(from));
    expect(await comparable(back)).toEqual(await comparable(from));
    await between.close();
  });
});
