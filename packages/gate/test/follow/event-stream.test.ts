import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readEvents, type StreamEvent } from '../../src/follow/event-stream.ts';

/** What is read of a body that comes in these pieces. */
async function read(pieces: readonly Uint8Array[], longest?: number) {
  const events: StreamEvent[] = [];
  const retries: number[] = [];
  let alive = 0;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
  const listener = {
    event: (event: StreamEvent) => void events.push(event),
    retry: (milliseconds: number) => void retries.push(milliseconds),
    alive: () => {
      alive += 1;
    },
  };
  await readEvents(body, listener, longest);
  return { events, retries, alive };
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test.each([
  ['one event', 'data: a\n\n', [{ event: 'message', data: 'a' }]],
  ['a name', 'event: document\ndata: {}\n\n', [{ event: 'document', data: '{}' }]],
  ['several lines', 'data: a\ndata:\ndata: b\n\n', [{ event: 'message', data: 'a\n\nb' }]],
  ['only the first space is cut off', 'data:  a\n\n', [{ event: 'message', data: ' a' }]],
  ['a comment', ': still there\n\ndata: a\n\n', [{ event: 'message', data: 'a' }]],
  ['a name without data says nothing', 'event: time\n\ndata: a\n\n', [{ event: 'message', data: 'a' }]],
  ['unknown fields', 'id: 7\nother: x\nnothing\ndata: a\n\n', [{ event: 'message', data: 'a' }]],
  ['a byte order mark', '\uFEFFdata: a\n\n', [{ event: 'message', data: 'a' }]],
  ['what has no end is no event', 'data: a\n\ndata: b\n', [{ event: 'message', data: 'a' }]],
  [
    'CR alone',
    'data: a\r\rdata: b\r\r',
    [
      { event: 'message', data: 'a' },
      { event: 'message', data: 'b' },
    ],
  ],
  ['ends of all kinds', 'data: a\r\ndata: b\rdata: c\n\r\n', [{ event: 'message', data: 'a\nb\nc' }]],
])('%s', async (_, text, expected) => {
  expect((await read([bytes(text)])).events).toEqual(expected);
});

test('events are the same however the body is cut', async () => {
  const line = fc.constantFrom('data: ä€', 'data', 'event: time', ': x', 'retry: 250', '', 'data:😀 :');
  const end = fc.constantFrom('\n', '\r', '\r\n');
  const text = fc.array(fc.tuple(line, end), { maxLength: 12 }).map((lines) => lines.flat().join(''));
  const cuts = fc.array(fc.nat(80), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(text, cuts, async (body, at) => {
      const all = bytes(body);
      const ordered = [0, ...at.sort((a, b) => a - b).map((cut) => Math.min(cut, all.length)), all.length];
      const pieces = ordered.slice(1).map((cut, i) => all.subarray(ordered[i], cut));
      const [whole, cut] = [await read([all]), await read(pieces)];
      expect(cut.events).toEqual(whole.events);
      expect(cut.retries).toEqual(whole.retries);
    }),
    { numRuns: 500 },
  );
});

test('the server may ask for other pauses, in figures only', async () => {
  expect((await read([bytes('retry: 1500\nretry: soon\nretry: -1\n\n')])).retries).toEqual([1500]);
});

test('every piece is a sign of life, a comment too', async () => {
  expect((await read([bytes(':'), bytes('\n'), bytes('\n')])).alive).toBe(3);
});

test('an event that never ends is refused before it fills the memory', async () => {
  await expect(
    read([bytes('data: '), bytes('x'.repeat(600)), bytes('x'.repeat(600))], 1_000),
  ).rejects.toThrow(RangeError);
  const many = 'data: x\n'.repeat(200);
  await expect(read([bytes(many)], 1_000)).rejects.toThrow(RangeError);
});

test('many events of a normal length are none that is too long', async () => {
  const { events } = await read([bytes('data: x\n\n'.repeat(1_000))], 100);
  expect(events).toHaveLength(1_000);
});
