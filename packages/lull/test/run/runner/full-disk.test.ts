import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { smallDisk } from '../../../../../test/support/small-disk.ts';
import { openRunner } from '../../../src/run/runner/open.ts';
import { silentLog } from './silent-log.ts';
import { makeWorld } from './world.ts';

const probe = smallDisk(tmpdir(), 1);
probe?.unmount();
if (probe) rmSync(probe.path, { recursive: true });

it.skipIf(probe === null)(
  `begins nothing while its disk is full, and says so${probe ? '' : ' (a disk of its own can be made by root only)'}`,
  async () => {
    const world = makeWorld('steps: []');
    mkdirSync(world.path('below'));
    const disk = smallDisk(world.path('below'), 1)!;
    onTestFinished(disk.unmount);
    const folder = join(disk.path, 'journals');
    world.write('move.yaml', stepsOn(disk.path));
    const { stepsFolder, port } = world;
    const runner = openRunner({ folder, stepsFolder, port, log: silentLog, version: '0' });
    const stopping = new AbortController();
    const ended = runner.run(stopping.signal);
    const fill = (): void => {
      try {
        writeFileSync(join(disk.path, 'more'), Buffer.alloc(2 * 1024 * 1024));
      } catch {
        // As much as there is room for.
      }
    };
    fill();
    await world.order('forward');
    await port.until(() => port.hellos.at(-1)?.trouble?.includes('ENOSPC'));
    expect(world.lines('log')).toEqual([]);
    expect(world.story()).toEqual([]);
    rmSync(join(disk.path, 'more'));
    await port.until(() => port.hellos.at(-1)?.trouble === null);
    // The second step fills it: as soon as a line has no room nothing more is begun.
    await port.until(
      () => world.lines('log').includes('fills') && port.hellos.at(-1)?.trouble?.includes('ENOSPC'),
    );
    const stopped = world.lines('log');
    expect(stopped).not.toContain('last');
    rmSync(join(disk.path, 'fill'));
    await world.toldLast('through forward');
    expect(world.lines('log').slice(0, stopped.length)).toEqual(stopped);
    expect(world.lines('log')).toEqual(['one', 'fills', ...more, 'last']);
    await port.until(() => port.hellos.at(-1)?.trouble === null);
    stopping.abort();
    await ended;
    runner.close();
  },
);

it.skipIf(probe === null)('starts again while its disk is full', () => {
  const world = makeWorld('steps: []');
  mkdirSync(world.path('below'));
  const disk = smallDisk(world.path('below'), 1)!;
  onTestFinished(disk.unmount);
  const { stepsFolder, port } = world;
  const open = () => openRunner({ folder: disk.path, stepsFolder, port, log: silentLog, version: '0' });
  open().close();
  expect(() => writeFileSync(join(disk.path, 'more'), Buffer.alloc(2 * 1024 * 1024))).toThrow('ENOSPC');
  open().close();
});

/** Steps that write more into the journal than is left of its last page. */
const more = Array.from({ length: 20 }, (_, i) => `more-${i}`);

const says = (name: string, before = ''): string =>
  `  - { name: ${name}, command: [sh, -c, '${before}echo ${name} >>ROOT/log'] }\n`;

/** Steps of which the second fills a disk. */
const stepsOn = (disk: string): string =>
  [
    'steps:\n',
    says('one'),
    says('fills', `dd if=/dev/zero of=${disk}/fill bs=4k 2>/dev/null; `),
    ...more.map((name) => says(name)),
    says('last'),
  ].join('');
