import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { busyDowntimes } from '../../src/store/busy.ts';
import type { Store, Trx } from '../../src/store/contract.ts';
import { insertDowntime, loadDowntime, saveDowntime } from '../../src/store/downtime-rows.ts';
import { dueDowntimes, nextDue } from '../../src/store/due.ts';
import { DAY, HOUR, MINUTE } from '../../src/time/instant.ts';
import { after, drafted, insertAll, store as keep, moved, now, plan, scheduled } from './downtimes.ts';
import { another, describeEngines } from './engines.ts';

describeEngines('a downtime', (open) => {
  it('comes back as it was, to the letter', async () => {
    const store = await open();
    const odd = scheduled('a', {
      title: 'Größe "1" \\ $x\n😀 \u2028',
      services: ['shop', 'a,b', '{"}', 'ÄÖ'],
      people: ['', '"', 'NULL'],
      part: { paths: ['/a?b=%20'], tenants: [] },
      mode: 'partial',
    });
    await store.transaction((trx) => insertDowntime(trx, odd, now));
    const held = await loadDowntime(store.db, 'a');
    expect(held).toEqual({ downtime: odd, version: 1 });
    expect(JSON.stringify(held!.downtime)).toBe(JSON.stringify(odd));
    const [row] = await store.db.selectFrom('downtime_downtimes').select(['services', 'people']).execute();
    expect(row).toEqual({ services: odd.plan.services, people: odd.plan.people });
  });

  it('is not there twice', async () => {
    const store = await open();
    await store.transaction((trx) => insertDowntime(trx, drafted('a'), now));
    const again = store.transaction((trx) => insertDowntime(trx, scheduled('a'), now));
    await expect(again).rejects.toMatchObject({ code: 'already-exists' });
    expect((await loadDowntime(store.db, 'a'))!.downtime.state).toBe('draft');
    expect(await loadDowntime(store.db, 'b')).toBeNull();
  });

  it('keeps every revision beside, each once', async () => {
    const store = await open();
    let downtime = drafted('a');
    await store.transaction((trx) => insertDowntime(trx, downtime, now));
    for (const version of [1, 2, 3]) {
      downtime = version === 1 ? scheduled('a') : moved(downtime).downtime;
      await store.transaction((trx) => saveDowntime(trx, downtime, version, now));
    }
    const rows = await store.db
      .selectFrom('downtime_revisions')
      .select(['number', 'body'])
      .orderBy('number')
      .execute();
    expect(rows.map(({ body }) => body)).toEqual(downtime.promise);
    expect(rows.map(({ number }) => number)).toEqual([1, 2, 3]);
  });

  it('refuses a stale write and says what changed', async () => {
    const store = await open();
    const first = scheduled('a');
    await store.transaction((trx) => insertDowntime(trx, first, now));
    const second = moved(first);
    await store.transaction((trx) => keep(trx, second, 1));
    await store.transaction((trx) => keep(trx, moved(second.downtime), 2));
    const stale = store.transaction((trx) => saveDowntime(trx, moved(first, DAY).downtime, 2, now));
    await expect(stale).rejects.toMatchObject({
      code: 'stale-version',
      message: 'Downtime a was changed since version 2: revised',
      details: { version: 3, changed: [{ kind: 'downtime.revised', by: 'ada', revision: 3 }] },
    });
    expect((await loadDowntime(store.db, 'a'))!.version).toBe(3);
    const gone = store.transaction((trx) => saveDowntime(trx, scheduled('b'), 1, now));
    await expect(gone).rejects.toMatchObject({ code: 'not-found' });
  });

  it('is changed by one of many who read the same version', async () => {
    const store = await open();
    const first = scheduled('a');
    await store.transaction((trx) => insertDowntime(trx, first, now));
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, (_, i) =>
        store.transaction((trx) => keep(trx, moved(first, (i + 1) * HOUR), 1)),
      ),
    );
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused).toHaveLength(7);
    for (const { reason } of refused) expect(reason).toMatchObject({ code: 'stale-version' });
    expect((await loadDowntime(store.db, 'a'))!.version).toBe(2);
  });

  it('is locked until the end of the transaction that asks for it', async () => {
    const store = await open();
    await store.transaction((trx) => insertDowntime(trx, scheduled('a'), now));
    const rise = () =>
      store.transaction(async (trx) => {
        const { downtime, version } = (await loadDowntime(trx, 'a', { forUpdate: true }))!;
        await keep(trx, moved(downtime, MINUTE), version);
      });
    await Promise.all(Array.from({ length: 10 }, rise));
    const { downtime, version } = (await loadDowntime(store.db, 'a'))!;
    expect(version).toBe(11);
    expect(downtime.plan.start).toBe(plan.start! + 10 * MINUTE);
    expect(downtime.promise).toHaveLength(11);
  });
});

describeEngines('busy downtimes', (open) => {
  const ids = async (
    store: Store,
    [from, to]: [number, number],
    busyWith?: Parameters<typeof busyDowntimes>[2],
  ) => (await busyDowntimes(store.db, { start: now + from, end: now + to }, busyWith)).map(({ id }) => id);

  it('are those that are promised, as long as they and their way back take', async () => {
    const store = await open();
    await store.transaction((trx) =>
      insertAll(trx, [
        scheduled('a', { start: now + 2 * DAY, takes: HOUR, rollback: HOUR }),
        scheduled('b', { start: now + 3 * DAY, services: ['pay', 'shop'] }),
        drafted('draft', { start: now + 2 * DAY }),
        after(scheduled('c', { start: now + 2 * DAY }), { type: 'cancel', by: 'ada' }).downtime,
      ]),
    );
    expect(await ids(store, [0, 10 * DAY])).toEqual(['a', 'b']);
    expect(await ids(store, [2 * DAY + 2 * HOUR - 1, 3 * DAY])).toEqual(['a']);
    expect(await ids(store, [2 * DAY + 2 * HOUR, 3 * DAY])).toEqual([]);
    expect(await ids(store, [3 * DAY, 3 * DAY + 1])).toEqual(['b']);
    const [first] = await busyDowntimes(store.db, { start: now, end: now + 3 * DAY });
    expect(first).toEqual({
      id: 'a',
      title: plan.title,
      services: ['shop'],
      mode: 'full',
      owner: 'ada',
      people: [],
      start: now + 2 * DAY,
      end: now + 2 * DAY + 2 * HOUR,
    });
  });

  it('are those of the services or of the people that are asked for', async () => {
    const store = await open();
    await store.transaction((trx) =>
      insertAll(trx, [
        scheduled('shop', { services: ['shop', 'pay'], owner: 'ada' }),
        scheduled('mail', { services: ['mail'], owner: 'bob', people: ['eve'] }),
      ]),
    );
    const all: [number, number] = [0, 30 * DAY];
    expect(await ids(store, all, { services: ['pay'], people: [] })).toEqual(['shop']);
    expect(await ids(store, all, { services: [], people: ['eve'] })).toEqual(['mail']);
    expect(await ids(store, all, { services: ['shop'], people: ['bob'] })).toEqual(['mail', 'shop']);
    expect(await ids(store, all, { services: [], people: [] })).toEqual([]);
  });
});

describeEngines('due downtimes', (open, engine) => {
  it('are those whose moment has come, the longest due first', async () => {
    const store = await open();
    expect(await nextDue(store.db)).toBeNull();
    await store.transaction((trx) =>
      insertAll(trx, [
        scheduled('b', { start: now + 2 * DAY }),
        scheduled('a', { start: now + DAY }),
        drafted('c', { start: null }),
      ]),
    );
    const warning = now + DAY - plan.warnBefore;
    expect(await nextDue(store.db)).toBe(warning);
    const due = (at: number, limit = 10) =>
      store.transaction(async (trx) =>
        (await dueDowntimes(trx, at, limit)).map(({ downtime }) => downtime.id),
      );
    expect(await due(warning - 1)).toEqual([]);
    expect(await due(warning)).toEqual(['a']);
    expect(await due(now + 9 * DAY)).toEqual(['a', 'b']);
    expect(await due(now + 9 * DAY, 1)).toEqual(['a']);
  });

  if (engine === 'postgres')
    it('are each given to one server only', async () => {
      const store = await open();
      const other = another(store);
      await store.transaction((trx) =>
        insertAll(
          trx,
          ['a', 'b', 'c'].map((id) => scheduled(id)),
        ),
      );
      const take = (limit: number) => async (trx: Trx) =>
        (await dueDowntimes(trx, now + 9 * DAY, limit)).map(({ downtime }) => downtime.id);
      const given = await store.transaction(async (trx) => [
        await take(2)(trx),
        await other.transaction(take(9)),
      ]);
      await other.close();
      expect(given).toEqual([['a', 'b'], ['c']]);
    });
});

describeEngines('the table of downtimes', (open) => {
  it('has no state that is none of ours', async () => {
    const store = await open();
    await store.transaction((trx) => insertAll(trx, [scheduled('a')]));
    const wrong = sql`update downtime_downtimes set state = 'paused'`.execute(store.db);
    await expect(wrong).rejects.toMatchObject({ code: '23514' });
  });
});
