import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Postgres, postgresMissing, startPostgres } from '../../../../test/peers/postgres.ts';
import type { Store } from '../../src/store/contract.ts';
import { moveCursor, readCursor } from '../../src/store/cursors.ts';
import { openStore } from '../../src/store/open.ts';

const missing = postgresMissing === null ? '' : ` (${postgresMissing} is missing)`;

describe.skipIf(postgresMissing !== null)(`PostgreSQL that goes and comes back${missing}`, () => {
  let postgres: Postgres;
  let store: Store;

  beforeAll(async () => {
    postgres = await startPostgres();
    store = await openStore({ databaseUrl: await postgres.createDatabase(), pool: 3 });
  });

  afterAll(async () => {
    await store.close();
    await postgres.stop();
  });

  it('is told as unavailable, and the store goes on by itself', async () => {
    await store.transaction((trx) => moveCursor(trx, 'a', 1));
    await postgres.halt();
    await expect(store.now()).rejects.toMatchObject({ code: 'store-unavailable', retry: true });
    await expect(store.transaction(async () => 1)).rejects.toMatchObject({ code: 'store-unavailable' });
    const back = Promise.withResolvers<string | null>();
    await store.listen('lull_events', back.resolve);
    await postgres.start();
    expect(await readCursor(store.db, 'a')).toBe(1);
    expect(await back.promise).toBeNull();
  });

  it.each(['halt', 'kill'] as const)('undoes what was not committed (%s)', async (how) => {
    const work = store.transaction(async (trx) => {
      await moveCursor(trx, how, 5);
      await postgres[how]();
      await moveCursor(trx, how, 6);
    });
    await expect(work).rejects.toMatchObject({ code: 'store-unavailable' });
    await postgres.start();
    expect(await readCursor(store.db, how)).toBe(0);
    await store.transaction((trx) => moveCursor(trx, how, 7));
    expect(await readCursor(store.db, how)).toBe(7);
  });

  it('tells everybody who listens that something may have been missed', async () => {
    const heard: Record<string, (string | null)[]> = { first: [], second: [] };
    const missed = Promise.withResolvers<void>();
    const told = Promise.withResolvers<void>();
    const hear = (name: string) => (payload: string | null) => {
      heard[name]!.push(payload);
      if (Object.values(heard).every((all) => all.includes(null))) missed.resolve();
      if (Object.values(heard).every((all) => all.includes('after'))) told.resolve();
    };
    await store.listen('first', hear('first'));
    const stop = await store.listen('second', hear('second'));
    await postgres.restart();
    await missed.promise;
    await store.transaction(async (trx) => {
      await sql`select pg_notify('first', 'after'), pg_notify('second', 'after')`.execute(trx);
    });
    await told.promise;
    await stop();
    // Each outage of the tests before may be told too, once.
    for (const all of Object.values(heard)) expect([...new Set(all)]).toEqual([null, 'after']);
  });

  it('warns where it hears nothing, as behind a pooler', async () => {
    const said: string[] = [];
    const deaf = await openStore({
      databaseUrl: store.native.engine === 'postgres' ? store.native.listenUrl : '',
      listenUrl: postgres.url(),
      log: (level, message) => said.push(`${level}: ${message}`),
    });
    await deaf.close();
    expect(said).toEqual([expect.stringMatching(/^warn: notifications .* LULL_LISTEN_URL/)]);
  });

  it('has its limits and its zone set, whatever the server has', async () => {
    for (const [name, value] of Object.entries({
      timezone: 'UTC',
      statement_timeout: '30s',
      lock_timeout: '20s',
    })) {
      const { rows } = await sql`select current_setting(${name}) as value`.execute(store.db);
      expect(rows).toEqual([{ value }]);
    }
  });

  it('that takes too long is given up', async () => {
    const slow = store.transaction(async (trx) => {
      await sql`set local statement_timeout = 50`.execute(trx);
      await sql`select pg_sleep(30)`.execute(trx);
    });
    await expect(slow).rejects.toMatchObject({ code: 'store-unavailable', details: { reason: '57014' } });
  });

  it('is waited for, and not for ever, when all connections are taken', async () => {
    const end = Promise.withResolvers<void>();
    const holding = Array.from({ length: 3 }, () => store.transaction(() => end.promise));
    const another = store.now();
    end.resolve();
    expect(await another).toBeGreaterThan(0);
    await Promise.all(holding);
  });

  it('runs a transaction again that lost against another', async () => {
    await store.transaction((trx) =>
      sql`insert into store_cursors (consumer, seq) values ('x', 0), ('y', 0)`.execute(trx),
    );
    let runs = 0;
    const meet = gate(2);
    const add = (first: string, second: string) =>
      store.transaction(async (trx) => {
        runs += 1;
        await sql`update store_cursors set seq = seq + 1 where consumer = ${first}`.execute(trx);
        await meet();
        await sql`update store_cursors set seq = seq + 1 where consumer = ${second}`.execute(trx);
      });
    await Promise.all([add('x', 'y'), add('y', 'x')]);
    expect(runs).toBe(3);
    expect([await readCursor(store.db, 'x'), await readCursor(store.db, 'y')]).toEqual([2, 2]);
  });
});

/** Lets nobody through before so many have come, and everybody afterwards. */
function gate(many: number): () => Promise<void> {
  const open = Promise.withResolvers<void>();
  let come = 0;
  return () => {
    come += 1;
    if (come >= many) open.resolve();
    return open.promise;
  };
}
