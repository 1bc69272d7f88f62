import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bin, workplace } from './lull.ts';

const home = resolve(dirname(bin), '..');
const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
const place = workplace();
afterAll(place.remove);

function oldNode(): string | undefined {
  const paths = (process.env.PATH ?? '').split(':').map((folder) => join(folder, 'node'));
  return paths.filter(existsSync).find((node) => {
    const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
    return Number.parseInt(stdout.slice(1), 10) < 24;
  });
}
const old = oldNode();

describe.skipIf(!old)('bin/lull.js under a Node that is too old (needs one before 24 on PATH)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lull bin %20 '));
  const copy = join(folder, 'lull');
  beforeAll(() => {
    for (const name of ['bin', 'src', 'package.json']) {
      cpSync(join(home, name), join(copy, name), { recursive: true });
    }
    symlinkSync(resolve(home, '../../node_modules'), join(folder, 'node_modules'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    ['where it is', bin],
    ['in a folder with spaces and percent signs', join(copy, 'bin/lull.js')],
  ])('hands over to the pinned one, with its exit code: %s', (_, script) => {
    const run = (...args: string[]) => spawnSync(old!, [script, ...args], { encoding: 'utf8' });
    expect(run('--version')).toMatchObject({ stdout: `${version}\n`, stderr: '', status: 0 });
    expect(run('plan')).toMatchObject({ stdout: '', status: 2 });
  });
});

describe('what cannot be written', () => {
  const full = existsSync('/dev/full');

  it.skipIf(!full).each([['init', '--dry-run'], ['init', '--dry-run', '--json'], ['--version']])(
    'to a full disk is an error and no stack trace (needs /dev/full): %s',
    (...args) => {
      const stdio = ['ignore', openSync('/dev/full', 'w'), 'pipe'] as const;
      const { status, stderr } = spawnSync(process.execPath, [bin, ...args], {
        encoding: 'utf8',
        stdio: [...stdio],
      });
      expect(status).toBe(1);
      expect(stderr).toMatch(/^error \[write-failed\] the output cannot be written: ENOSPC/);
      expect(stderr).not.toMatch(/\n\s+at /);
    },
  );

  it.skipIf(!full)('on standard error leaves the exit code what it is (needs /dev/full)', () => {
    const { status, stdout } = spawnSync(process.execPath, [bin, 'plan', '--json'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', openSync('/dev/full', 'w')],
    });
    expect(status).toBe(2);
    expect(JSON.parse(stdout).error.code).toBe('bad-option');
  });
});

describe('arguments', () => {
  it('that stand where none belong: plan says where sources go', async () => {
    const { code, stderr } = await place.run(['plan', 'access.log', '--takes', '2h']);
    expect(code).toBe(2);
    expect(stderr).toContain('too many arguments');
    expect(stderr).toContain('Sources go behind --traffic');
  });

  it('with what a terminal would obey are told and not obeyed', async () => {
    const hostile = 'a\x1b[31mb\u202ec\u009b2J';
    for (const args of [
      [hostile],
      ['plan', hostile, '--takes', '1h'],
      ['init', '--file', `${hostile}/x`],
      ['may', '--takes', '1h', `--${hostile}`],
    ]) {
      const { code, stdout, stderr } = await place.run([...args, '--json'], { env: { FORCE_COLOR: '0' } });
      expect(code).not.toBe(0);
      expect(stdout + stderr).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]/);
      expect(JSON.parse(stdout).error.message).toContain('\x1b[31m');
    }
  });
});

describe('a call that is wrong', () => {
  it.each([
    ['an argument is missing', ['downtime', 'show']],
    ['an argument is missing two groups deep', ['downtime', 'series', 'show']],
    ['a choice is none of those that there are', ['down', 'shop', '--reason', 'x', '--mode', 'weird']],
    ['a choice of a command in a group is none', ['keys', 'make', 'ci', '--role', 'king']],
    ['an option is unknown', ['people', 'list', '--nope']],
  ])('ends with exit code 2 and says what to do: %s', async (_, args) => {
    const told = await place.run(args);
    expect(told).toMatchObject({ code: 2, stdout: '' });
    expect(told.stderr).toMatch(/^error \[bad-option\] .*\nSee lull .* --help\.\n$/);
    const { code, stdout } = await place.run([...args, '--json']);
    expect({ code, error: JSON.parse(stdout).error.code }).toEqual({ code: 2, error: 'bad-option' });
  });
});
