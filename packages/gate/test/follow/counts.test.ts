import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countsKept } from '../../src/follow/counts.ts';

const minute = 60_000;

function counting(at = 0) {
  const time = { now: at };
  return { counts: countsKept(() => time.now), time };
}

test('minutes are whole, and those without a request are told as zero', () => {
  const { counts, time } = counting(30_000);
  counts.admitted('GET');
  counts.admitted('POST');
  counts.refused('closed');
  expect(counts.take(10)).toEqual([]);
  time.now = minute;
  counts.roll();
  time.now = 2 * minute;
  counts.roll();
  counts.admitted('DELETE');
  counts.refused('read-only');
  counts.refused('read-only');
  counts.end();
  expect(counts.take(10)).toEqual([
    { minute: '1970-01-01T00:00:00.000Z', requests: 2, writes: 1, refused: { closed: 1 } },
    { minute: '1970-01-01T00:01:00.000Z', requests: 0, writes: 0, refused: {} },
    { minute: '1970-01-01T00:02:00.000Z', requests: 1, writes: 1, refused: { 'read-only': 2 } },
  ]);
  expect(counts.take(10)).toEqual([]);
});

test('what passes unseen is told as unknown, what is refused is counted', () => {
  const time = { now: 0 };
  const counts = countsKept(() => time.now, false);
  counts.admitted('GET');
  counts.refused('closed');
  counts.end();
  expect(counts.take(10)).toEqual([
    { minute: '1970-01-01T00:00:00.000Z', requests: null, writes: null, refused: { closed: 1 } },
  ]);
});

test('nothing is lost or told twice, however the clock runs', () => {
  const step: fc.Arbitrary<{ by?: number; count?: string; take?: boolean }> = fc.oneof(
    fc.record({ by: fc.integer({ min: -90_000, max: 150_000 }) }),
    fc.constantFrom({ count: 'GET' }, { count: 'PUT' }, { take: true }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const { counts, time } = counting(10 * minute);
      let [counted, taken] = [0, 0];
      const take = (): void => {
        for (const { requests } of counts.take(3)) taken += requests!;
      };
      for (const one of steps) {
        time.now += one.by ?? 0;
        counts.roll();
        if (one.take) take();
        if (one.count !== undefined) {
          counts.admitted(one.count);
          counted += 1;
        }
      }
      counts.end();
      for (let i = 0; i < 100; i += 1) take();
      expect(taken).toBe(counted);
    }),
  );
});

test('without anybody who takes them, minutes of a day are kept', () => {
  const { counts, time } = counting();
  for (let i = 0; i < 24 * 60 + 5; i += 1) {
    time.now += minute;
    counts.roll();
  }
  expect(counts.dropped()).toBe(5);
  expect(counts.take(10_000)).toHaveLength(24 * 60);
});

test('what is in flight is counted once, however often it says that it ended', async () => {
  const { counts } = counting();
  const [first, second] = [counts.begin(), counts.begin()];
  let idles = 0;
  counts.onIdle(() => {
    idles += 1;
  });
  let isIdle = false;
  const idle = counts.idle().then(() => {
    isIdle = true;
  });
  first();
  first();
  await Promise.resolve();
  expect([counts.inFlight(), isIdle, idles]).toEqual([1, false, 0]);
  second();
  await idle;
  expect([counts.inFlight(), idles]).toEqual([0, 1]);
  await counts.idle();
});

test('a proxy’s figure counts beside', async () => {
  const { counts } = counting();
  counts.setInFlight(3);
  const end = counts.begin();
  const idle = counts.idle();
  end();
  expect(counts.inFlight()).toBe(3);
  counts.setInFlight(0);
  await idle;
});

describe('what a proxy tells', () => {
  /** Minutes as they are known after it told this each second, from one second to another. */
  function told(
    ...looks: readonly (readonly [from: number, to: number, requests: number | null, writes: number | null])[]
  ) {
    const time = { now: 0 };
    const counts = countsKept(() => time.now, false);
    for (const [from, to, requests, writes] of looks) {
      for (let second = from; second < to; second += 1) {
        time.now = second * 1_000;
        counts.roll();
        counts.passed(requests, writes);
      }
    }
    return counts.take(10).map((one) => [one.requests, one.writes]);
  }

  test('is known of minutes that it told all of', () => {
    expect(told([20, 181, 2, 1])).toEqual([
      [null, null],
      [120, 60],
      [120, 60],
    ]);
  });

  test('is not known of a minute with a gap, in it or at one of its ends', () => {
    const gap = told([0, 80, 1, 0], [90, 170, 1, 0], [190, 301, 1, 0]);
    expect(gap).toEqual([
      [null, null],
      [null, null],
      [null, null],
      [null, null],
      [60, 0],
    ]);
  });

  test('is not known of a minute with something that is not', () => {
    expect(told([0, 90, 1, 1], [90, 91, null, null], [91, 181, 1, 1])).toEqual([
      [null, null],
      [null, null],
      [60, 60],
    ]);
    expect(told([0, 90, 1, 1], [90, 91, 1, null], [91, 181, 1, 1])).toEqual([
      [null, null],
      [60, null],
      [60, 60],
    ]);
  });
});

test('waiting for the last one can be given up', async () => {
  const { counts } = counting();
  const end = counts.begin();
  const controller = new AbortController();
  const idle = counts.idle(controller.signal);
  controller.abort(new Error('enough'));
  await expect(idle).rejects.toThrow('enough');
  await expect(counts.idle(controller.signal)).rejects.toThrow('enough');
  end();
});
