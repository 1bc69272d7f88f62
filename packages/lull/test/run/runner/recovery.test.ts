import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findProcesses } from '../../../src/run/actions/command/processes.ts';
import { openRunner } from '../../../src/run/runner/open.ts';
import { startChild } from './child.ts';
import { testPort } from './port.ts';
import { silentLog } from './silent-log.ts';
import { makeWorld, type World } from './world.ts';

/** What runs of a world's one run, on this host. */
const running = ({ run }: World): number => findProcesses([], `${run}/`)!.length;

const stubborn = `
steps:
  - name: moves
    command: [sh, -c, 'trap "" TERM; echo up >>ROOT/log; (setsid sh -c "while :; do sleep 1; done" &) ; while :; do sleep 1; done']
    verify: { command: [test, -e, ROOT/moved] }
    rollback: { command: [sh, -c, 'echo undone >>ROOT/log'] }
`;

it('ends what a killed runner left running, before it asks what became of it', async () => {
  const world = makeWorld(stubborn);
  await world.order('forward');
  const first = startChild(world);
  await expect.poll(() => world.lines('log')).toEqual(['up']);
  await expect.poll(() => running(world)).toBeGreaterThan(3);
  await first.kill();
  expect(running(world)).toBeGreaterThan(3);
  startChild(world);
  await world.port.until(() => world.story().includes('ended moves: unknown'));
  expect(running(world)).toBe(0);
  await world.toldLast('asks about moves: unknown');
  const asks = world.port.reports(world.run).at(-1)!.what;
  if (asks.kind !== 'asks') throw new Error('it asks nothing');
  expect(asks.question).toBe(
    'Step "moves" may have been done or not: the runner was killed in it: nobody knows how far it came. ' +
      'Its verify now says: exit code 1. Is it done, is it to be run again, or is it given up?',
  );
  const answer = { phase: 'forward', place: 0, attempt: 1, answer: 'done' } as const;
  await world.order('forward', { answers: [answer] });
  await world.toldLast('through forward');
  expect(world.lines('log')).toEqual(['up']);
});

it('finds what was started just before the kill, of which nothing was written yet', async () => {
  const world = makeWorld(`
steps:
  - name: long
    command: [sh, -c, 'echo up >>ROOT/log; while :; do sleep 1; done']
`);
  await world.order('forward');
  // Two lines for the part and its goal, one for the start: then comes the process's own.
  await startChild(world, 9).gone;
  await expect.poll(() => world.lines('log')).toEqual(['up']);
  expect(running(world)).toBeGreaterThan(0);
  startChild(world);
  await world.toldLast('asks about long: unknown');
  expect(running(world)).toBe(0);
});

it('asks nothing where it is to turn back: what began is undone', async () => {
  const world = makeWorld(stubborn);
  await world.order('forward');
  const first = startChild(world);
  await expect.poll(() => world.lines('log')).toEqual(['up']);
  await first.kill();
  await world.order('rest');
  startChild(world);
  await world.toldLast('rests');
  expect(running(world)).toBe(0);
  await world.order('back');
  await world.toldLast('through back');
  expect(world.story()).toEqual([
    'started moves',
    'ended moves: unknown',
    'rests',
    'undoing moves',
    'undone moves: done',
    'through back',
  ]);
});

it('clears up also while nobody can be reached, and begins nothing before it has heard', async () => {
  const world = makeWorld(stubborn);
  await world.order('forward');
  const first = startChild(world);
  await expect.poll(() => world.lines('log')).toEqual(['up']);
  await first.kill();
  world.port.luck(() => 'lost');
  startChild(world);
  await expect.poll(() => running(world), { timeout: 30_000 }).toBe(0);
  world.port.luck(() => 'well');
  await world.order('rest');
  await world.toldLast('rests');
});

it('asks a person once, whoever is killed meanwhile, and hears what was answered then', async () => {
  const world = makeWorld('steps: [{ name: sure, confirm: Is it off?, timeLimit: 1h }]');
  await world.order('forward');
  const first = startChild(world);
  await world.toldLast('asks about sure: confirm');
  await first.kill();
  const second = startChild(world);
  await world.port.until(() => world.port.hellos.length > 1);
  await second.kill();
  await world.order('forward', { answers: [{ phase: 'forward', place: 0, attempt: 1, answer: 'done' }] });
  startChild(world);
  await world.toldLast('through forward');
  expect(world.story()).toEqual([
    'started sure',
    'asks about sure: confirm',
    'ended sure: done',
    'through forward',
  ]);
});

it('begins nothing where its journal was lost, and says so; what still runs is ended', async () => {
  const world = makeWorld(stubborn);
  await world.order('forward');
  const first = startChild(world);
  await expect.poll(() => world.lines('log')).toEqual(['up']);
  await world.toldLast('started moves');
  await first.kill();
  rmSync(world.folder, { recursive: true });
  startChild(world);
  await world.toldLast('stuck in forward: the journal of this run is gone from this host');
  expect(running(world)).toBe(0);
  await world.order('rest');
  await world.toldLast('rests');
  await world.order('back');
  await world.toldLast('stuck in back: the journal of this run is gone from this host');
  expect(world.lines('log')).toEqual(['up']);
});

it.each(['damaged', 'of an earlier day'])('believes no journal that is %s', async (how) => {
  const world = makeWorld(`
steps:
  - name: one
    command: [sh, -c, 'echo one >>ROOT/log']
  - name: waits
    confirm: Go on?
`);
  await world.order('forward');
  const first = startChild(world);
  await world.toldLast('asks about waits: confirm');
  await first.kill();
  const path = join(world.folder, `${world.run}-0.journal`);
  const bytes = readFileSync(path);
  if (how === 'damaged') bytes[200]! ^= 1;
  writeFileSync(path, how === 'damaged' ? bytes : bytes.subarray(0, bytes.indexOf(10) + 1));
  startChild(world);
  await world.toldLast('stuck in forward: the journal of this run is gone from this host');
  expect(world.lines('log')).toEqual(['one']);
  expect(readdirSync(world.folder).join()).toContain('damaged');
});

it('is alone in its folder, and alone with a run on its host', async () => {
  const world = makeWorld('steps: [{ name: sure, confirm: Is it off? }]');
  await world.order('forward');
  const first = startChild(world);
  await world.toldLast('asks about sure: confirm');
  const { folder, stepsFolder, port } = world;
  const options = { stepsFolder, port, log: silentLog, version: '0' };
  expect(() => openRunner({ ...options, folder })).toThrow(`The folder ${folder} is used by another runner.`);

  const otherPort = testPort();
  const { file } = await world.order('forward');
  otherPort.order({ run: world.run, goal: 'forward', file });
  const other = openRunner({ ...options, folder: world.path('other'), port: otherPort });
  const stopping = new AbortController();
  const ended = other.run(stopping.signal);
  await otherPort.until(() => otherPort.hellos.at(-1)?.trouble?.includes('another process on this host'));
  expect(otherPort.reports(world.run)).toEqual([]);
  await first.kill();
  await otherPort.until(() => otherPort.reports(world.run).length > 0);
  stopping.abort();
  await ended;
  other.close();
});

it('takes no id of a run that leads out of its folder', async () => {
  const world = makeWorld('steps: [{ name: one, command: [touch, ROOT/ran] }]');
  world.start();
  const { file } = await world.order('rest');
  world.port.order({ run: '../../evil', goal: 'forward', file });
  await world.toldLast('rests');
  expect(readdirSync(world.folder).filter((name) => !name.startsWith('lock'))).toEqual([
    `${world.run}-0.journal`,
  ]);
  expect(world.lines('ran')).toEqual([]);
});

it('keeps only that a run is over, and begins nothing for an order that comes late', async () => {
  const world = makeWorld(`steps: [{ name: one, command: [sh, -c, 'echo one >>ROOT/log'] }]`);
  const first = world.start();
  await world.order('forward');
  await world.toldLast('through forward');
  await world.order('ended');
  const path = join(world.folder, `${world.run}-0.journal`);
  await expect.poll(() => readFileSync(path, 'utf8')).toMatch(/^\w+ \{"kind":"ended","serial":2\}\n$/);
  await first.stop();
  world.start();
  await world.order('forward');
  const seen = world.port.hellos.length;
  world.write('b.yaml', 'steps: []');
  await world.port.until(() => world.port.hellos.length > seen);
  expect(world.lines('log')).toEqual(['one']);
});

it('goes on with the verify that it was killed in, and leaves alone what the step has started', async () => {
  const world = makeWorld(`
steps:
  - name: starts
    command: [sh, -c, "setsid sh -c 'echo $$ >ROOT/daemon; exec sleep 603' & while ! [ -s ROOT/daemon ]; do sleep 0.05; done"]
    verify: { command: [sh, -c, 'echo looked >>ROOT/log; test -e ROOT/go || sleep 604'] }
`);
  await world.order('forward');
  const first = startChild(world);
  await expect.poll(() => world.lines('log')).toEqual(['looked']);
  await first.kill();
  writeFileSync(world.path('go'), '');
  startChild(world);
  await world.toldLast('through forward');
  expect(world.story()).toEqual(['started starts', 'ended starts: done', 'through forward']);
  expect(world.lines('log')).toEqual(['looked', 'looked']);
  const left = findProcesses([], `${world.run}/`)!.map(({ pid }) => String(pid));
  expect(left).toEqual(world.lines('daemon'));
  process.kill(Number(left[0]), 'SIGKILL');
});
