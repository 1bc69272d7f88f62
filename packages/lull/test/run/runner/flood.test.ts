import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { startChild } from './child.ts';
import { makeWorld } from './world.ts';

it('a gigabyte of output, to a server that does not hear it, holds nobody up and fills no memory', async () => {
  const world = makeWorld(`
steps:
  - name: floods
    command: [sh, -c, 'yes "a line of a flood" | head -c 1073741824; echo the end >&2']
`);
  world.port.luck((call) => (call === 'output' ? 'lost' : 'well'));
  await world.order('forward');
  const child = startChild(world);
  await world.toldLast('through forward');
  const status = readFileSync(`/proc/${child.process.pid}/status`, 'utf8');
  const most = Number(/VmHWM:\s+(\d+) kB/.exec(status)![1]);
  expect(most).toBeLessThan(400_000);
  world.port.luck(() => 'well');
  await world.port.until(() => world.port.printed(world.run).endsWith('the end\n'));
  const printed = world.port.printed(world.run);
  expect(printed.length).toBeLessThan(600 * 1024);
  expect(printed).toMatch(/\n\[lull: 1,073,\d{3},\d{3} bytes of stdout left out\]\n/);
});
