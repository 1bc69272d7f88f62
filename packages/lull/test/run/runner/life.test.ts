import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { freePort } from '../../../../../test/peers/process.ts';
import { makeWorld } from './world.ts';

const append = (file: string, text: string): string => `[sh, -c, 'echo ${text} >>ROOT/${file}']`;

it('goes forward step by step, and tells it', async () => {
  const world = makeWorld(`
steps:
  - name: first
    command: ${append('done', 'first')}
  - name: second
    command: [sh, -c, 'echo out; echo err >&2; echo second >>ROOT/done']
`);
  world.start();
  await world.order('forward');
  await world.toldLast('through forward');
  expect(world.story()).toEqual([
    'started first',
    'ended first: done',
    'started second',
    'ended second: done',
    'through forward',
  ]);
  expect(world.lines('done')).toEqual(['first', 'second']);
  await world.port.until(() => world.port.outputs.length === 2);
  expect(world.port.outputs.map(({ stream, text, place, number }) => [stream, text, place, number])).toEqual([
    ['out', 'out\n', 1, 1],
    ['err', 'err\n', 1, 2],
  ]);
  await world.order('ended');
  await world.port.until(() => world.port.reports(world.run).length === 5);
});

it('retries, and then does what the file says: the failure is told for good', async () => {
  const world = makeWorld(`
steps:
  - name: shaky
    command: [sh, -c, 'echo x >>ROOT/tries; exit 3']
    retries: 2
    retryAfter: 0s
`);
  world.start();
  await world.order('forward');
  await world.toldLast('stuck in forward: step "shaky" failed: exit code 3');
  expect(world.lines('tries')).toHaveLength(3);
  const ended = world.port.reports(world.run).flatMap(({ what }) => (what.kind === 'ended' ? [what] : []));
  expect(ended.map(({ attempt, code, error }) => [attempt, code, error])).toEqual([
    [1, 3, 'exit code 3'],
    [2, 3, 'exit code 3'],
    [3, 3, 'exit code 3'],
  ]);
  await world.order('forward', {
    answers: [{ phase: 'forward', place: 0, attempt: 3, answer: 'done' }],
  });
  await world.toldLast('through forward');
});

it('rests in the midst of a step, and rolls back what began, the last first', async () => {
  const world = makeWorld(`
steps:
  - name: one
    command: ${append('log', 'one')}
    rollback: { command: ${append('log', 'un-one')} }
  - name: two
    command: ${append('log', 'two')}
  - name: three
    command: [sh, -c, 'echo three >>ROOT/log; sleep 600']
    rollback: { command: ${append('log', 'un-three')} }
  - name: four
    command: ${append('log', 'four')}
    rollback: { command: ${append('log', 'un-four')} }
`);
  world.start();
  await world.order('forward');
  await expect.poll(() => world.lines('log')).toContain('three');
  await world.order('rest');
  await world.toldLast('rests');
  await world.order('back');
  await world.toldLast('through back');
  expect(world.story()).toEqual([
    'started one',
    'ended one: done',
    'started two',
    'ended two: done',
    'started three',
    'ended three: stopped',
    'rests',
    'undoing three',
    'undone three: done',
    'undoing one',
    'undone one: done',
    'through back',
  ]);
  expect(world.lines('log')).toEqual(['one', 'two', 'three', 'un-three', 'un-one']);
});

it('rolls nothing back once the point of no return has begun', async () => {
  const world = makeWorld(`
steps:
  - name: one
    command: ${append('log', 'one')}
    rollback: { command: ${append('log', 'un-one')} }
  - name: gone
    command: [sh, -c, 'exit 1']
    pointOfNoReturn: true
`);
  world.start();
  await world.order('forward');
  await world.toldLast(/^stuck in forward/);
  await world.order('rest');
  await world.toldLast('rests');
  await world.order('back');
  await world.toldLast('stuck in back: step "gone" has begun, after which nothing is rolled back');
  expect(world.lines('log')).toEqual(['one']);
});

it('asks a person, and does what they say', async () => {
  const world = makeWorld(`
atFailure: ask
steps:
  - name: sure
    confirm: Is the old one off?
  - name: fails
    command: [sh, -c, 'echo x >>ROOT/tries; test "$(wc -l <ROOT/tries)" = 2']
`);
  world.start();
  await world.order('forward');
  await world.toldLast('asks about sure: confirm');
  const yes = { phase: 'forward', place: 0, attempt: 1, answer: 'done' } as const;
  await world.order('forward', { answers: [yes] });
  await world.toldLast('asks about fails: failed');
  const again = { phase: 'forward', place: 1, attempt: 1, answer: 'again' } as const;
  await world.order('forward', { answers: [yes, again] });
  await world.toldLast('through forward');
  expect(world.lines('tries')).toHaveLength(2);
});

it('begins nothing of a file that is not the one that was ordered', async () => {
  const world = makeWorld(`
steps:
  - name: one
    command: ${append('log', 'one')}
`);
  const { file } = await world.order('forward', { file: { name: 'move', hash: 'f'.repeat(64) } });
  expect(file.hash).toBe('f'.repeat(64));
  world.start();
  await world.toldLast(/^stuck in forward: The step file move is not the one that was approved/);
  expect(world.lines('log')).toEqual([]);
  await world.order('forward');
  await world.toldLast('through forward');
  writeFileSync(`${world.stepsFolder}/move.yaml`, 'steps: [{ name: evil, command: [touch, ROOT/evil] }]');
  world.port.order({ run: world.run, goal: 'verify' });
  await world.toldLast(/^stuck in verify/);
});

it('checks again what is asked for again', async () => {
  const world = makeWorld(`
steps:
  - name: one
    command: ${append('log', 'one')}
verify:
  - name: looks
    command: ${append('log', 'looked')}
`);
  world.start();
  for (const goal of ['forward', 'verify', 'rest', 'verify'] as const) {
    await world.order(goal);
    await world.toldLast(goal === 'rest' ? 'rests' : `through ${goal}`);
  }
  expect(world.lines('log')).toEqual(['one', 'looked', 'looked']);
});

it('goes on with the last order while the server is away, and tells all of it afterwards', async () => {
  const world = makeWorld(`
steps:
  - name: one
    command: ${append('log', 'one')}
  - name: two
    command: ${append('log', 'two')}
`);
  let isAway = false;
  world.port.luck((call) => {
    if (call === 'report') isAway = world.lines('log').length < 2;
    return isAway ? 'lost' : 'well';
  });
  await world.order('forward');
  world.start();
  await world.toldLast('through forward');
  expect(world.story()).toHaveLength(5);
});

it('says hello with what it finds, and again when that changes', async () => {
  const world = makeWorld('steps: [{ name: one, command: ["true"] }]');
  world.start();
  await world.port.until(() => world.port.hellos.length > 0);
  expect(world.port.hellos[0]).toMatchObject({ files: [{ name: 'move', mistake: null }], trouble: null });
  world.write('other.yaml', 'steps: [{ name: one, commando: ["true"] }]');
  const found = await world.port.until(() =>
    world.port.hellos.at(-1)!.files.find(({ name }) => name === 'other'),
  );
  expect(found.outline).toBeNull();
  expect(found.mistake).toContain('commando');
});

it('measures lengths by no clock that anybody sets', async () => {
  const world = makeWorld(`
steps:
  - { name: nap, sleep: 1s }
  - { name: hangs, command: [sleep, '600'], timeLimit: 1s, retries: 1, retryAfter: 1s }
watch:
  - { name: looks, command: ["true"], every: 1s, over: 2s }
`);
  // An hour on, an hour back, again and again.
  let looks = 0;
  world.start(() => {
    looks += 1;
    return Date.now() + (looks % 3) * 3_600_000 - 3_600_000;
  });
  const begun = performance.now();
  await world.order('forward');
  await world.toldLast('stuck in forward: step "hangs" failed: it was not through within 1s');
  await world.order('watch');
  await world.toldLast('through watch');
  expect(world.story().filter((told) => told === 'ended hangs: timed-out')).toHaveLength(2);
  expect(performance.now() - begun).toBeGreaterThan(6_000);
});

it('passes the gates by what it was given last, also in the midst of a step', async () => {
  const tokens: unknown[] = [];
  const server = createServer((request, response) => {
    tokens.push(request.headers['lull-bypass']);
    response.writeHead(tokens.at(-1) === 'second' ? 204 : 503).end();
  });
  const port = await freePort();
  server.listen(port, '127.0.0.1');
  onTestFinished(() => void server.close());
  const world = makeWorld(
    'steps: [{ name: waits, waitUntil: { http: { target: shop, path: /, bypass: true }, every: 0.1s } }]',
    `shop: { kind: http, url: "http://127.0.0.1:${port}" }`,
  );
  world.start();
  const { serial } = await world.order('forward', { bypass: { shop: 'first' } });
  await expect.poll(() => tokens).toContain('first');
  world.port.renew(world.run, { shop: 'second' });
  await world.toldLast('through forward');
  expect(world.port.reports(world.run).at(-1)!.serial).toBe(serial);
  expect(JSON.stringify([world.port.reports(world.run), world.port.outputs])).not.toMatch(/first|second/);
});
