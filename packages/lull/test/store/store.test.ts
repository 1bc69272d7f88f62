import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { describeEngines } from './engines.ts';

describeEngines('a store', (open) => {
  it('tells the time of its clock', async () => {
    const store = await open();
    const before = Date.now();
    const now = await store.now();
    expect(now).toBeGreaterThanOrEqual(before - 1);
    expect(now).toBeLessThanOrEqual(Date.now() + 1);
  });

  it('undoes all of a transaction that throws', async () => {
    const store = await open();
    const work = store.transaction(async (trx) => {
      await sql`insert into store_cursors (consumer, seq) values ('a', 1)`.execute(trx);
      throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    expect(await store.db.selectFrom('store_cursors').selectAll().execute()).toEqual([]);
  });

  it('lets everybody else in the process be heard between two transactions', async () => {
    const store = await open();
    for (const ends of ['well', 'badly']) {
      let isHeard = false;
      setImmediate(() => {
        isHeard = true;
      });
      const work = store.transaction(async (trx) => {
        await sql`select 1`.execute(trx);
        if (ends === 'badly') throw new Error(ends);
      });
      await work.catch(() => undefined);
      expect([ends, isHeard]).toEqual([ends, true]);
    }
  });

  it('refuses the outer handle inside a transaction at once', async () => {
    const store = await open();
    const db = () =>
      store.transaction(async () => store.db.selectFrom('store_cursors').selectAll().execute());
    await expect(db()).rejects.toMatchObject({ code: 'internal', message: expect.stringMatching(/inside/) });
    const nested = () => store.transaction(() => store.transaction(async () => 1));
    await expect(nested()).rejects.toMatchObject({ code: 'internal' });
    await expect(store.transaction(() => store.now())).rejects.toMatchObject({ code: 'internal' });
    await expect(store.transaction((trx) => store.now(trx))).resolves.toBeGreaterThan(0);
  });

  it('lets what a transaction left behind use the outer handle afterwards', async () => {
    const store = await open();
    const committed = Promise.withResolvers<void>();
    let later: Promise<number> | undefined;
    await store.transaction(async () => {
      later = committed.promise.then(() => store.now());
    });
    committed.resolve();
    expect(await later).toBeGreaterThan(0);
  });

  it('gives 8 byte numbers as text, times as dates, JSON to the letter', async () => {
    const store = await open();
    const { rows } = await sql`select 9007199254740993::bigint as big, 'infinity'::timestamptz as never,
      '2026-03-01T00:00:00.123Z'::timestamptz as at, ${JSON.stringify({ b: 1, a: [null] })}::json as body,
      array['a,b', '"']::text[] as texts`.execute(store.db);
    expect(rows).toEqual([
      {
        big: '9007199254740993',
        never: Infinity,
        at: new Date('2026-03-01T00:00:00.123Z'),
        body: { b: 1, a: [null] },
        texts: ['a,b', '"'],
      },
    ]);
  });

  it.each(['store_events', 'downtime_revisions', 'access_audit'])('only ever adds to %s', async (table) => {
    const store = await open();
    for (const change of [`delete from ${table}`, `truncate ${table}`, `update ${table} set at = now()`]) {
      await expect(sql.raw(change).execute(store.db)).rejects.toMatchObject({ code: '23001' });
    }
  });

  it('ends what was begun before it closes', async () => {
    const store = await open();
    const begun = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const work = store.transaction(async (trx) => {
      begun.resolve();
      await goOn.promise;
      return store.now(trx);
    });
    await begun.promise;
    const closed = store.close();
    goOn.resolve();
    expect(await work).toBeGreaterThan(0);
    await closed;
    const late = [
      () => store.now(),
      () => store.transaction(async () => 1),
      () => store.listen('a', () => {}),
    ];
    for (const use of late) {
      await expect(use()).rejects.toMatchObject({
        code: 'store-unavailable',
        message: 'The store is closed',
      });
    }
  });
});
