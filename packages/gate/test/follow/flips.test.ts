import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { gateClock } from '../../src/follow/clock.ts';
import { flips } from '../../src/follow/flips.ts';
import { holds } from '../../src/follow/holding.ts';
import { nodeVerify } from '../../src/follow/verify.ts';
import { warningList } from '../../src/follow/warnings.ts';
import { type Period, pinned } from '../../src/protocol/index.ts';
import { closing, signed, signer } from '../support/gate-server.ts';

// Instants to the millisecond and months ahead: by a clock that a test moves.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const by = signer();
const DAY = 86_400_000;

async function flipping(schedule: readonly Period[], write: () => Promise<void> = async () => {}) {
  const stop = new AbortController();
  const clock = gateClock({ wall: Date.now, monotonic: () => performance.now() }, {});
  const held = { trust: pinned('shop', by), heardAt: null, override: null, isShutUnknown: false };
  const holding = holds(held, clock, nodeVerify());
  let serial = 0;
  const publish = async (periods: readonly Period[]): Promise<void> => {
    serial += 1;
    await holding.take(JSON.stringify(signed(by, { serial, schedule: periods })));
  };
  await publish(schedule);
  const warnings = warningList(() => {});
  let settles = 0;
  const settle = (): void => {
    settles += 1;
  };
  const all = flips(holding, clock, warnings, { write, settle }, stop.signal);
  return { ...all, publish, warnings, settles: () => settles, stop: () => stop.abort() };
}

const always = { closeIf: 'always' } as const;

test('it flips at the millisecond, not one before', async () => {
  const from = Date.now() + 90_000;
  const seen: [string, number][] = [];
  const gate = await flipping([closing(from, from + 1_000, always)]);
  gate.onFlip(({ state }) => void seen.push([state, Date.now() - from]));
  await vi.advanceTimersByTimeAsync(from - Date.now() - 1);
  expect(gate.state().state).toBe('open');
  await vi.advanceTimersByTimeAsync(2_000);
  expect(seen).toEqual([
    ['closed', 0],
    ['open', 1_000],
  ]);
});

test('a closing months ahead is waited for, beyond what a timer can hold', async () => {
  const from = Date.now() + 60 * DAY;
  let flippedAt = 0;
  const gate = await flipping([closing(from, null, always)]);
  gate.onFlip(() => {
    flippedAt = Date.now();
  });
  await vi.advanceTimersByTimeAsync(30 * DAY);
  expect(flippedAt).toBe(0);
  await vi.advanceTimersByTimeAsync(31 * DAY);
  expect(flippedAt).toBe(from);
});

test('in memory first, then the listeners, then the disk, then the server', async () => {
  const order: string[] = [];
  let written = (): void => {};
  const from = Date.now() + 1_000;
  const gate = await flipping([closing(from, null, always)], () => {
    order.push('write');
    return new Promise((resolve) => {
      written = resolve;
    });
  });
  gate.onFlip(({ state }) => void order.push(`${state}, ${gate.state().state} in memory`));
  await vi.advanceTimersByTimeAsync(1_500);
  expect(order).toEqual(['closed, closed in memory', 'write']);
  expect([gate.settles(), gate.settled().state.state]).toEqual([0, 'open']);
  written();
  await vi.advanceTimersByTimeAsync(0);
  expect([gate.settles(), gate.settled().state.state]).toEqual([1, 'closed']);
});

test('what takes long is a warning, and is confirmed when it is done after all', async () => {
  const from = Date.now() + 1_000;
  let done = (): void => {};
  const gate = await flipping([closing(from, null, always)]);
  gate.onFlip(
    () =>
      new Promise((resolve) => {
        done = resolve;
      }),
  );
  await vi.advanceTimersByTimeAsync(7_000);
  expect(gate.warnings.all().join()).toContain('flip-unfinished: The gate is closed');
  done();
  await vi.advanceTimersByTimeAsync(0);
  expect(gate.warnings.all()).toEqual([]);
  expect(gate.settles()).toBe(1);
});

test('a listener that fails is called again each second, the others are not', async () => {
  const from = Date.now() + 1_000;
  const calls = { good: 0, bad: 0 };
  const gate = await flipping([closing(from, null, always)]);
  gate.onFlip(() => {
    calls.good += 1;
  });
  gate.onFlip(async () => {
    calls.bad += 1;
    if (calls.bad < 4) throw new Error('no');
  });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(calls).toEqual({ good: 1, bad: 4 });
  expect(gate.settles()).toBe(1);
});

test('a flip that another overtakes is not confirmed any more', async () => {
  const from = Date.now() + 1_000;
  const ends: (() => void)[] = [];
  const gate = await flipping([closing(from, from + 1_000, always)]);
  const end = gate.onFlip(() => new Promise((resolve) => ends.push(resolve)));
  await vi.advanceTimersByTimeAsync(2_500);
  expect(ends).toHaveLength(2);
  ends[0]?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(gate.settles()).toBe(0);
  ends[1]?.();
  await vi.advanceTimersByTimeAsync(0);
  expect([gate.settles(), gate.settled().state.state]).toEqual([1, 'open']);
  end();
});

test('a new expectation is a flip, so that pages and Retry-After follow it; a new page is not', async () => {
  const from = Date.now() - 1_000;
  const gate = await flipping([closing(from, null, always)]);
  const seen: (number | null)[] = [];
  gate.onFlip(({ retryAt }) => void seen.push(retryAt));
  const retryAt = Date.now() + 60_000;
  await gate.publish([closing(from, null, { ...always, retryAt: new Date(retryAt).toISOString() })]);
  expect(gate.look()).toBe(true);
  await gate.publish([closing(from, null, { ...always, retryAt: new Date(retryAt).toISOString() })]);
  expect(gate.look()).toBe(false);
  expect(seen).toEqual([retryAt]);
});

test('the share that is let in rises with every look', async () => {
  const from = Date.now() - 1_000;
  const share = { from: 0, to: 1, over: 'PT10S' };
  const gate = await flipping([closing(from, null, { ...always, state: 'opening', share })]);
  expect(gate.state().share).toBeCloseTo(0.1);
  vi.advanceTimersByTime(5_000);
  expect(gate.state().share).toBeCloseTo(0.6);
});

test('a gate that is closed flips no more by itself', async () => {
  const from = Date.now() + 1_000;
  let calls = 0;
  const gate = await flipping([closing(from, null, always)]);
  gate.onFlip(() => {
    calls += 1;
  });
  gate.stop();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(calls).toBe(0);
});
