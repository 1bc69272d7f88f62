import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lull } from '../../src/access/contract.ts';
import { follow } from '../../src/api/stream/follow.ts';
import { streamed } from '../../src/api/stream/response.ts';
import { Tail } from '../../src/api/stream/tail.ts';

/** A list of events that grows, and how often it was read. */
function journal() {
  const events: { seq: number }[] = [];
  let reads = 0;
  const tail = new Tail({
    read: async (after, limit) => {
      reads++;
      return events.slice(after, after + limit);
    },
    last: async () => events.length,
  });
  const add = (count: number) => {
    for (let i = 0; i < count; i++) events.push({ seq: events.length + 1 });
  };
  return { tail, add, reads: () => reads };
}

function following(
  tail: Tail<{ seq: number }>,
  after: number,
  more: { wanted?: (seq: number) => boolean } = {},
) {
  const stop = new AbortController();
  const actors = { now: lull as typeof lull | null };
  const pieces = follow({
    tail,
    after,
    heartbeat: 60_000,
    signal: stop.signal,
    actor: async () => actors.now,
    wanted: ({ seq }) => more.wanted?.(seq) ?? true,
    write: async (events) => events.map(({ seq }) => `${seq} `).join(''),
  });
  return { pieces, stop, actors };
}

async function read(pieces: AsyncGenerator<string>, until: number): Promise<number[]> {
  const seen: number[] = [];
  while (seen.at(-1) !== until) {
    const { value, done } = await pieces.next();
    if (done) break;
    seen.push(
      ...value
        .split(' ')
        .filter((text) => /^\d+$/.test(text))
        .map(Number),
    );
  }
  return seen;
}

const upTo = (last: number, after = 0) => Array.from({ length: last - after }, (_, i) => after + i + 1);

describe('following events', () => {
  it('gives each once and in order, whatever comes while it catches up', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(2_000),
        fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 8 }),
        fc.nat(2_500),
        async (before, batches, start) => {
          const { tail, add } = journal();
          add(before);
          await tail.heard();
          const after = Math.min(start, before);
          const total = before + batches.reduce((sum, count) => sum + count, 0);
          const { pieces, stop } = following(tail, after);
          const seen = read(pieces, total);
          for (const count of batches) {
            add(count);
            void tail.heard();
            await new Promise(setImmediate);
          }
          expect(await seen).toEqual(upTo(total, after));
          stop.abort();
          await pieces.return(undefined);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('costs one reading for many who follow', async () => {
    const { tail, add, reads } = journal();
    add(5);
    await tail.heard();
    const many = Array.from({ length: 50 }, () => following(tail, 5));
    const seen = Promise.all(many.map(({ pieces }) => read(pieces, 8)));
    const before = reads();
    add(3);
    await tail.heard();
    expect(await seen).toEqual(many.map(() => [6, 7, 8]));
    expect(reads() - before).toBeLessThanOrEqual(2);
    for (const { stop } of many) stop.abort();
  });

  it('ends when the caller is nobody any more, before anything else leaves', async () => {
    const { tail, add } = journal();
    const { pieces, actors } = following(tail, 0);
    expect((await pieces.next()).value).toContain('retry');
    const next = pieces.next();
    actors.now = null;
    add(1);
    await tail.heard();
    expect((await next).done).toBe(true);
  });

  it('ends when the server stops', async () => {
    const { tail } = journal();
    const { pieces, stop } = following(tail, 0);
    await pieces.next();
    const next = pieces.next();
    stop.abort();
    expect((await next).done).toBe(true);
  });

  it('moves on over what is not for the caller, so that they never look at it again', async () => {
    const { tail, add } = journal();
    add(1_000);
    await tail.heard();
    const { pieces, stop } = following(tail, 0, { wanted: (seq) => seq === 990 });
    expect(await read(pieces, 990)).toEqual([990]);
    stop.abort();
  });
});

describe('a streamed answer', () => {
  it('makes a piece only when the one before was taken', async () => {
    let made = 0;
    async function* pieces() {
      while (true) yield String(++made);
    }
    const stop = new AbortController();
    const reader = streamed(pieces(), stop, () => {}).getReader();
    await new Promise(setImmediate);
    expect(made).toBe(0);
    await reader.read();
    await reader.read();
    await new Promise(setImmediate);
    expect(made).toBe(2);
    await reader.cancel();
    expect(stop.signal.aborted).toBe(true);
  });

  it('gives its place back once, however it ends', async () => {
    let left = 0;
    async function* broken() {
      yield 'a';
      throw new Error('gone');
    }
    const reader = streamed(broken(), new AbortController(), () => left++).getReader();
    await reader.read();
    await expect(reader.read()).rejects.toThrowError('gone');
    expect(left).toBe(1);
  });
});
