import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { Store } from '../../src/store/contract.ts';
import { moveCursor, readCursor } from '../../src/store/cursors.ts';
import {
  appendEvents,
  eventsAfter,
  eventsChannel,
  lastEventSeq,
  type NewEvent,
} from '../../src/store/events.ts';
import { now } from './downtimes.ts';
import { describeEngines } from './engines.ts';

const event: NewEvent = {
  kind: 'downtime.scheduled',
  downtime: 'a',
  revision: 1,
  version: 2,
  services: ['shop'],
  at: now,
  by: 'ada',
  why: null,
  data: {},
};

const add = (store: Store, ...events: Partial<NewEvent>[]) =>
  store.transaction((trx) =>
    appendEvents(
      trx,
      events.map((each) => ({ ...event, ...each })),
    ),
  );

describeEngines('events', (open) => {
  it('are numbered from 1 and come back as they were', async () => {
    const store = await open();
    expect(await lastEventSeq(store.db)).toBe(0);
    const data = { b: [1, { a: null }], text: '"\\\n' };
    const [first] = await add(store, { data, why: 'it must', services: ['a,b', '"'] });
    expect(first!.seq).toBe(1);
    expect(await eventsAfter(store.db, 0, { limit: 10 })).toEqual([
      { ...event, ...first!, data, why: 'it must', services: ['a,b', '"'] },
    ]);
    const more = await add(store, {}, { downtime: null, version: null });
    expect(more.map(({ seq }) => seq)).toEqual([2, 3]);
    expect(await lastEventSeq(store.db)).toBe(3);
    expect(await add(store)).toEqual([]);
  });

  it('leave no gap where a transaction is undone', async () => {
    const store = await open();
    const undone = store.transaction(async (trx) => {
      await appendEvents(trx, [event]);
      throw new Error('no');
    });
    await expect(undone).rejects.toThrow('no');
    expect((await add(store, {}))[0]!.seq).toBe(1);
  });

  it('are never seen before one with a smaller number', async () => {
    const store = await open();
    const seen: number[] = [];
    let writing = true;
    const reading = (async () => {
      while (writing) {
        for (const { seq } of await eventsAfter(store.db, seen.at(-1) ?? 0, { limit: 1000 })) seen.push(seq);
        // PGlite waits for nothing: whoever asks it without end lets nobody else be heard.
        await setImmediate();
      }
    })();
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        for (let i = 0; i < 12; i++) await add(store, ...Array.from({ length: (i % 3) + 1 }, () => ({})));
      }),
    );
    writing = false;
    await reading;
    for (const { seq } of await eventsAfter(store.db, seen.at(-1) ?? 0, { limit: 1000 })) seen.push(seq);
    expect(seen).toEqual(Array.from({ length: 8 * 24 }, (_, i) => i + 1));
  });

  it('can be asked for by kind, service and downtime, a page at a time', async () => {
    const store = await open();
    await add(
      store,
      { kind: 'downtime.drafted', services: ['shop', 'pay'] },
      { kind: 'downtime.warned', downtime: 'b' },
      { kind: 'catalog.changed', downtime: null, services: [] },
    );
    const seqs = async (after: number, filter: Partial<Parameters<typeof eventsAfter>[2]>) =>
      (await eventsAfter(store.db, after, { limit: 10, ...filter })).map(({ seq }) => seq);
    expect(await seqs(0, {})).toEqual([1, 2, 3]);
    expect(await seqs(1, { limit: 1 })).toEqual([2]);
    expect(await seqs(0, { kinds: ['downtime.warned', 'catalog.changed'] })).toEqual([2, 3]);
    expect(await seqs(0, { kinds: [] })).toEqual([]);
    expect(await seqs(0, { services: ['pay'] })).toEqual([1]);
    expect(await seqs(0, { services: ['shop'], downtime: 'b' })).toEqual([2]);
    expect(await seqs(0, { services: [] })).toEqual([]);
  });

  it('are many at once', async () => {
    const store = await open();
    const added = await add(store, ...Array.from({ length: 2_500 }, () => ({})));
    expect(added.at(-1)!.seq).toBe(2_500);
    expect(await eventsAfter(store.db, 0, { limit: 5_000 })).toHaveLength(2_500);
  });

  it('are told of when they are committed, and not when they are undone', async () => {
    const store = await open();
    const heard: (string | null)[] = [];
    const second = Promise.withResolvers<void>();
    const stop = await store.listen(eventsChannel, (payload) => {
      heard.push(payload);
      if (payload === '2') second.resolve();
    });
    await store
      .transaction(async (trx) => {
        await appendEvents(trx, [event, event, event]);
        throw new Error('no');
      })
      .catch(() => undefined);
    await add(store, {});
    await add(store, {});
    await second.promise;
    expect(heard).toEqual(['1', '2']);
    await stop();
  });
});

describeEngines('a cursor', (open) => {
  it('begins at 0, goes forward and never back', async () => {
    const store = await open();
    expect(await readCursor(store.db, 'announce')).toBe(0);
    for (const [to, is] of [
      [5, 5],
      [3, 5],
      [9, 9],
    ] as const) {
      await store.transaction((trx) => moveCursor(trx, 'announce', to));
      expect(await readCursor(store.db, 'announce')).toBe(is);
    }
    expect(await readCursor(store.db, 'learn')).toBe(0);
  });

  it('locked is moved by one at a time, the first time too', async () => {
    const store = await open();
    const step = () =>
      store.transaction(async (trx) => {
        const seq = await readCursor(trx, 'announce', { lock: true });
        await moveCursor(trx, 'announce', seq + 1);
      });
    await Promise.all(Array.from({ length: 12 }, step));
    expect(await readCursor(store.db, 'announce')).toBe(12);
  });
});
