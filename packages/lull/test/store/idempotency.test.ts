import { expect, it } from 'vitest';
import type { Store } from '../../src/store/contract.ts';
import { forgetIdempotency, onceFor } from '../../src/store/idempotency.ts';
import { describeEngines } from './engines.ts';

describeEngines('an idempotency key', (open) => {
  const counting = (store: Store) => {
    let calls = 0;
    const ask = (key: string, request = 'r', actor = 'ada') =>
      store.transaction((trx) =>
        onceFor(trx, actor, key, request, async () => {
          calls += 1;
          return { calls, nested: [null, 'ä'] };
        }),
      );
    return { ask, calls: () => calls };
  };

  it('gives the first answer again', async () => {
    const store = await open();
    const { ask, calls } = counting(store);
    const first = await ask('k');
    expect(await ask('k')).toEqual(first);
    expect(calls()).toBe(1);
    await ask('other');
    await ask('k', 'r', 'bob');
    expect(calls()).toBe(3);
  });

  it('is refused for another request', async () => {
    const store = await open();
    const { ask, calls } = counting(store);
    await ask('k', 'r');
    await expect(ask('k', 'other')).rejects.toMatchObject({ code: 'idempotency-mismatch' });
    expect(calls()).toBe(1);
  });

  it('can be used again when the first call failed', async () => {
    const store = await open();
    const failed = store.transaction((trx) =>
      onceFor(trx, 'ada', 'k', 'r', () => Promise.reject(new Error('no'))),
    );
    await expect(failed).rejects.toThrow('no');
    const { ask, calls } = counting(store);
    await ask('k', 'another');
    expect(calls()).toBe(1);
  });

  it('lets those who ask at once wait for the first', async () => {
    const store = await open();
    const { ask, calls } = counting(store);
    const answers = await Promise.all(Array.from({ length: 9 }, () => ask('k')));
    expect(calls()).toBe(1);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  });

  it('lets one of those who wait go on when the first fails', async () => {
    const store = await open();
    let calls = 0;
    const ask = () =>
      store.transaction((trx) =>
        onceFor(trx, 'ada', 'k', 'r', async () => {
          calls += 1;
          if (calls === 1) throw new Error('no');
          return calls;
        }),
      );
    const outcomes = await Promise.allSettled([ask(), ask(), ask()]);
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    expect(calls).toBe(2);
  });

  it('is forgotten', async () => {
    const store = await open();
    const { ask, calls } = counting(store);
    await ask('k');
    const forget = (before: number) => store.transaction((trx) => forgetIdempotency(trx, before));
    const now = await store.now();
    expect(await forget(now - 60_000)).toBe(0);
    expect(await forget(now + 60_000)).toBe(1);
    await ask('k', 'another');
    expect(calls()).toBe(2);
  });
});
