import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { type Try, verdictOn } from '../../../src/run/runner/part/verdict.ts';
import { makeWorld } from './world.ts';

const tries = (pattern: string): readonly Try[] =>
  [...pattern].map((one) => ({ isWell: one !== 'x', took: one === 's' ? 200 : 10 }));

it.each([
  ['....', 0, null],
  ['xxxx', 0, null],
  ['xxxxx', 0.5, '5 of the last 5 tries failed'],
  ['....x', 0, '1 of the last 5 tries failed'],
  ['....x', 0.2, null],
  [`${'x'.repeat(30)}${'.'.repeat(20)}`, 0, null],
  [`x${'.'.repeat(19)}`, 0.04, '1 of the last 20 tries failed'],
  ['ss.ss', 1, null],
  ['.sss', 1, '3 tries in a row took longer than 100 ms'],
])('says of %s with at most %d of errors: %s', (pattern, mostErrors, expected) => {
  expect(verdictOn(tries(pattern), { mostErrors, slowest: 100 })).toBe(expected);
});

it('says nothing bad of what is always well and quick, and never waits longer than its window', () => {
  const anything = fc.array(fc.constantFrom('.', 'x', 's'), { maxLength: 60 });
  fc.assert(
    fc.property(anything, fc.double({ min: 0, max: 0.99, noNaN: true }), (before, mostErrors) => {
      const limits = { mostErrors, slowest: 100 };
      expect(verdictOn(tries(`${before.join('')}${'.'.repeat(20)}`), limits)).toBeNull();
      expect(verdictOn(tries(`${before.join('')}${'x'.repeat(20)}`), limits)).not.toBeNull();
    }),
  );
});

const watched = (second: string): string => `
steps:
  - name: one
    command: ["true"]
watch:
  - name: quiet
    command: ["true"]
    every: 1s
    over: 3s
  - name: other
    command: ${second}
    every: 1s
    over: 1h
    mostErrors: 50%
`;

it('goes badly as soon as one watch does, and the others end', async () => {
  const world = makeWorld(watched("[sh, -c, 'echo x >>ROOT/looks; exit 4']").replace('over: 3s', 'over: 1h'));
  world.start();
  await world.order('forward');
  await world.toldLast('through forward');
  await world.order('watch');
  await world.toldLast('stuck in watch: "other": 5 of the last 5 tries failed, the last one: exit code 4');
  expect(world.story().slice(3)).toEqual([
    'started quiet',
    'started other',
    'ended other: failed',
    'ended quiet: stopped',
    'stuck in watch: "other": 5 of the last 5 tries failed, the last one: exit code 4',
  ]);
  expect(world.lines('looks')).toHaveLength(5);
  expect(world.port.printed(world.run)).toContain('exit code 4');
});

it('is through when all of them are, and is looked at anew when it opens anew', async () => {
  const world = makeWorld(watched('["true"]').replace('over: 1h', 'over: 1s'));
  world.start();
  await world.order('watch');
  await world.toldLast('through watch');
  await world.order('rest');
  await world.toldLast('rests');
  await world.order('watch');
  await world.toldLast('through watch');
  expect(world.story().filter((told) => told === 'ended quiet: done')).toHaveLength(2);
});

it('counts no look that a gate refuses, whose visitors come back one after the other', async () => {
  let looks = 0;
  const server = createServer((_, response) => {
    looks += 1;
    // Refused, admitted, admitted, refused, …: as with a share of the visitors.
    if (looks % 3 === 1) response.writeHead(503, { 'lull-state': 'closed; downtime=d' });
    response.end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const target = `shop: { kind: http, url: "http://127.0.0.1:${port}" }\n`;
  const world = makeWorld(
    `
steps:
  - { name: one, command: ["true"] }
watch:
  - { name: visitors, http: { target: shop, path: / }, every: 0.2s, over: 2s, mostErrors: 0% }
`,
    target,
  );
  world.start();
  await world.order('watch');
  await world.toldLast('through watch');
  expect(looks).toBeGreaterThan(4);
});

it('begins when the first look is let in: a gate that opens late hides nothing', async () => {
  let looks = 0;
  const server = createServer((_, response) => {
    looks += 1;
    // The gate opens after what the watch was to last, and then visitors fare badly.
    if (looks <= 10) response.writeHead(503, { 'lull-state': 'closed; downtime=d' });
    else response.writeHead(500);
    response.end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const target = `shop: { kind: http, url: "http://127.0.0.1:${port}" }\n`;
  const world = makeWorld(
    `
steps:
  - { name: one, command: ["true"] }
watch:
  - { name: visitors, http: { target: shop, path: / }, every: 0.2s, over: 1.5s, mostErrors: 0% }
`,
    target,
  );
  world.start();
  await world.order('watch');
  await world.toldLast(/^stuck in watch: .*failed/);
});

it('is stopped when it closes again, and when it is over', async () => {
  const world = makeWorld(watched("[sh, -c, 'trap : TERM; sleep 600']"));
  world.start();
  await world.order('watch');
  await world.toldLast('started other');
  await world.order('rest');
  await world.toldLast('rests');
  expect(world.story()).toContain('ended other: stopped');
});
