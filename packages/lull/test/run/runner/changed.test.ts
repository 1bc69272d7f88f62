import { chmodSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openRunner } from '../../../src/run/runner/open.ts';
import { silentLog } from './silent-log.ts';
import { makeWorld, type World } from './world.ts';

const twoSteps = `
files: [conf]
steps:
  - name: waits
    command: [sh, -c, 'echo up >>ROOT/log; while ! [ -e ROOT/go ]; do sleep 0.05; done']
  - name: runs a program
    command: [./move.sh]
`;

function withProgram(): World {
  const world = makeWorld(twoSteps);
  world.write('move.sh', '#!/bin/sh\necho as approved >>ROOT/log\n');
  world.write('conf', 'x=1\n');
  chmodSync(join(world.stepsFolder, 'move.sh'), 0o755);
  return world;
}

it.each(['move.sh', 'conf'])(
  'does not run a program when %s was changed since the work began',
  async (name) => {
    const world = withProgram();
    world.start();
    await world.order('forward');
    await expect.poll(() => world.lines('log')).toEqual(['up']);
    world.write(name, '#!/bin/sh\necho changed >>ROOT/log\n');
    writeFileSync(world.path('go'), '');
    await world.toldLast(
      `stuck in forward: ${name}, which the hash of the step file move covers, was changed since the work began.`,
    );
    expect(world.lines('log')).toEqual(['up']);
  },
);

it('goes on with it when what was approved is back, and is ordered again', async () => {
  const world = withProgram();
  world.start();
  await world.order('forward');
  await expect.poll(() => world.lines('log')).toEqual(['up']);
  world.write('conf', 'x=2\n');
  writeFileSync(world.path('go'), '');
  await world.toldLast(/^stuck/);
  world.write('conf', 'x=1\n');
  await world.order('rest');
  await world.toldLast('rests');
  await world.order('forward');
  await world.toldLast('through forward');
  expect(world.lines('log')).toEqual(['up', 'as approved']);
});

it('runs what was looked at, whatever a link to its folder leads to meanwhile', async () => {
  const world = withProgram();
  const link = world.path('link');
  symlinkSync(world.stepsFolder, link);
  const other = world.path('other');
  mkdirSync(other);
  writeFileSync(join(other, 'move.sh'), `#!/bin/sh\necho another >>${world.path('log')}\n`, { mode: 0o755 });
  const { folder, port } = world;
  const runner = openRunner({ folder, stepsFolder: link, port, log: silentLog, version: '0' });
  const stopping = new AbortController();
  const ended = runner.run(stopping.signal);
  await world.order('forward');
  await expect.poll(() => world.lines('log')).toEqual(['up']);
  symlinkSync(other, `${link}.new`);
  renameSync(`${link}.new`, link);
  writeFileSync(world.path('go'), '');
  await world.toldLast('through forward');
  expect(world.lines('log')).toEqual(['up', 'as approved']);
  stopping.abort();
  await ended;
  runner.close();
});
