import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { makeWorld } from './world.ts';

const slow = `
steps:
  - name: first
    command: [sh, -c, 'echo first >>ROOT/log; while [ ! -e ROOT/free ]; do sleep 0.02; done']
  - name: second
    command: [sh, -c, 'echo second >>ROOT/log']
`;

it('leaves after the step that runs, and goes on when it is started again', async () => {
  const world = makeWorld(slow);
  const running = world.start();
  await world.order('forward');
  await world.toldLast('started first');
  const left = running.leave();
  await world.port.until(() => world.port.hellos.at(-1)?.trouble?.includes('being stopped'));
  writeFileSync(world.path('free'), '');
  await left;
  expect(world.story()).toEqual(['started first', 'ended first: done']);
  world.start();
  await world.toldLast('through forward');
  expect(world.lines('log')).toEqual(['first', 'second']);
});

it('is still stopped by an order while it leaves', async () => {
  const world = makeWorld(slow);
  const running = world.start();
  await world.order('forward');
  await world.toldLast('started first');
  const left = running.leave();
  await world.order('rest');
  await left;
  expect(world.story()).toEqual(['started first', 'ended first: stopped']);
  world.start();
  await world.toldLast('rests');
});

it('leaves a question to whoever comes after it, who asks it no second time', async () => {
  const world = makeWorld('steps: [{ name: go, confirm: Go on? }]');
  const running = world.start();
  await world.order('forward');
  await world.toldLast('asks about go: confirm');
  await running.leave();
  expect(world.story()).toEqual(['started go', 'asks about go: confirm']);
  world.start();
  await world.order('forward', { answers: [{ phase: 'forward', place: 0, attempt: 1, answer: 'done' }] });
  await world.toldLast('through forward');
  expect(world.story().slice(2)).toEqual(['ended go: done', 'through forward']);
});

it('leaves before a step is tried again, and in the midst of a watch', async () => {
  const world = makeWorld(`
steps:
  - { name: fails, command: [test, -e, ROOT/free], retries: 1, retryAfter: 1h }
watch:
  - { name: looks, command: ['true'], every: 0.2s, over: 1h }
`);
  const first = world.start();
  await world.order('forward');
  await world.toldLast('ended fails: failed');
  await first.leave();
  const second = world.start();
  await world.order('watch');
  await world.toldLast('started looks');
  await second.leave();
  expect(world.story().at(-1)).toBe('ended looks: stopped');
});

it('leaves at once when it has nothing to do', async () => {
  const world = makeWorld(slow);
  await world.start().leave();
  expect(world.story()).toEqual([]);
});
