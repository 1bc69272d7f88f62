import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { gateClock } from '../../src/follow/clock.ts';
import { contacts } from '../../src/follow/contact.ts';
import { holds } from '../../src/follow/holding.ts';
import { reaches } from '../../src/follow/reach.ts';
import { nodeVerify } from '../../src/follow/verify.ts';
import { warningList } from '../../src/follow/warnings.ts';
import type { Wire } from '../../src/follow/wire.ts';
import { pinned, type StateDocument, timeBytes } from '../../src/protocol/index.ts';
import { closing, signed, signer } from '../support/gate-server.ts';

// How often is asked over minutes: with the real timers' place taken by a clock that a test moves.
beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
  });
});
afterEach(() => {
  vi.useRealTimers();
});

const by = signer();

/** A gate's contact with a server whose stream does what a test says. */
function contact(options: {
  schedule?: StateDocument['schedule'];
  stream: 'beats' | 'silent' | 'refused' | 'none';
}) {
  const stop = new AbortController();
  const asked = { document: 0, time: 0, stream: 0 };
  const document = JSON.stringify(signed(by, { schedule: options.schedule ?? [] }));
  const time = (nonce: string): unknown => {
    const now = { now: new Date().toISOString(), service: 'shop', nonce, signedBy: by.id };
    return { ...now, signature: by.sign(timeBytes(now)) };
  };
  const wire: Wire = {
    document: async (etag) => {
      asked.document += 1;
      return etag === null ? document : null;
    },
    time: async (nonce) => {
      asked.time += 1;
      return time(nonce);
    },
    confirm: () => Promise.reject(new Error('nobody confirms here')),
    stream: async (signal) => {
      asked.stream += 1;
      if (options.stream === 'refused') throw new Error('refused');
      return new ReadableStream<Uint8Array>({
        start: (controller) => {
          const beat = (): void => {
            const data = `event: time\ndata: ${JSON.stringify(time(''))}\n\n`;
            controller.enqueue(new TextEncoder().encode(data));
          };
          const timer = options.stream === 'beats' ? setInterval(beat, 5_000) : undefined;
          signal.addEventListener('abort', () => {
            clearInterval(timer);
            controller.error(signal.reason);
          });
        },
      });
    },
  };
  const clock = gateClock({ wall: Date.now, monotonic: () => performance.now() }, {});
  const held = { trust: pinned('shop', by), heardAt: null, override: null, isShutUnknown: false };
  const holding = holds(held, clock, nodeVerify());
  const warnings = warningList(() => {});
  const reach = reaches(warnings, clock);
  const way = { wire, hasServer: options.stream !== 'none', isCopy: options.stream === 'none' };
  const heard = { document: () => {}, time: () => {} };
  const { isConnected } = contacts(way, holding, clock, nodeVerify(), reach, heard, stop.signal);
  return { asked, holding, warnings, isConnected, stop: () => stop.abort() };
}

const MINUTE = 60_000;

test('with a stream that beats, the document is asked for each half minute, the time each minute', async () => {
  const { asked, holding, isConnected, stop } = contact({ stream: 'beats' });
  await vi.advanceTimersByTimeAsync(10 * MINUTE);
  expect(isConnected()).toBe(true);
  expect(asked.stream).toBe(1);
  expect(asked.document).toBeGreaterThanOrEqual(16);
  expect(asked.document).toBeLessThanOrEqual(27);
  expect(asked.time).toBeGreaterThanOrEqual(10);
  expect(asked.time).toBeLessThanOrEqual(15);
  expect(Date.now() - (holding.heardAt() ?? 0)).toBeLessThanOrEqual(5_000);
  stop();
});

test('without the stream both are asked every 5 s, and the stream every 10 s at most', async () => {
  const { asked, holding, warnings, stop } = contact({ stream: 'refused' });
  await vi.advanceTimersByTimeAsync(10 * MINUTE);
  for (const times of [asked.document, asked.time]) {
    expect(times).toBeGreaterThanOrEqual(98);
    expect(times).toBeLessThanOrEqual(156);
  }
  expect(asked.stream).toBeGreaterThanOrEqual(38);
  expect(asked.stream).toBeLessThanOrEqual(130);
  expect(Date.now() - (holding.heardAt() ?? 0)).toBeLessThanOrEqual(6_000);
  expect(warnings.all()).toEqual(['server-unreachable: The server is not to be had: refused.']);
  stop();
});

test('a stream in which nothing comes is given up after 15 s', async () => {
  const { asked, stop } = contact({ stream: 'silent' });
  await vi.advanceTimersByTimeAsync(14_000);
  expect(asked.stream).toBe(1);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(asked.stream).toBe(2);
  stop();
});

test('near the beginning and the end of a closing everything is asked every 5 s', async () => {
  const from = Date.now() + 10 * MINUTE;
  const { asked, stop } = contact({ stream: 'beats', schedule: [closing(from, from + 10 * MINUTE)] });
  await vi.advanceTimersByTimeAsync(7 * MINUTE);
  const calm = asked.document;
  expect(calm).toBeLessThanOrEqual(20);
  await vi.advanceTimersByTimeAsync(MINUTE + 40_000);
  for (const far of [9 * MINUTE, 0]) {
    const before = asked.document;
    await vi.advanceTimersByTimeAsync(MINUTE);
    expect(asked.document - before).toBeGreaterThanOrEqual(9);
    await vi.advanceTimersByTimeAsync(far);
  }
  await vi.advanceTimersByTimeAsync(2 * MINUTE);
  const after = asked.document;
  await vi.advanceTimersByTimeAsync(10 * MINUTE);
  expect(asked.document - after).toBeLessThanOrEqual(27);
  stop();
});

test('a copy is asked for calmly, and no server at all', async () => {
  const { asked, warnings, stop } = contact({ stream: 'none' });
  await vi.advanceTimersByTimeAsync(10 * MINUTE);
  expect(asked.document).toBeLessThanOrEqual(27);
  expect(asked).toMatchObject({ time: 0, stream: 0 });
  expect(warnings.all()).toEqual([]);
  stop();
});

test('two gates don’t ask in the same moment', async () => {
  const seen: number[] = [];
  for (let i = 0; i < 8; i += 1) {
    const { asked, stop } = contact({ stream: 'beats' });
    await vi.advanceTimersByTimeAsync(1_000);
    const before = asked.document;
    let waited = 0;
    for (; asked.document === before; waited += 50) await vi.advanceTimersByTimeAsync(50);
    seen.push(waited);
    stop();
  }
  expect(new Set(seen).size).toBeGreaterThan(4);
  expect(Math.min(...seen)).toBeGreaterThan(22_000);
  expect(Math.max(...seen)).toBeLessThan(37_000);
});
