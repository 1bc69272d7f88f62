import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const { scripts } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8'));

/** Those that run for minutes or write something, and so must not run by mistake. */
const long = Object.entries<string>(scripts).filter(([name]) => /^(bench:|torture\b|pack$)/.test(name));

describe('commands for developers', () => {
  it('are all in CONTRIBUTING.md', () => {
    const text = readFileSync(resolve(root, 'CONTRIBUTING.md'), 'utf8');
    const named = Object.keys(scripts).filter((name) => !new RegExp(`\`(npm (run )?)?${name}\``).test(text));
    expect(named).toEqual([]);
    expect(long.length).toBeGreaterThan(6);
  });

  it.each(long)(
    'npm run %s tells how it is called, and runs nothing it was not asked for',
    (name, command) => {
      const run = (option: string) =>
        spawnSync(process.execPath, [...command.split(' ').slice(1), option], {
          cwd: root,
          encoding: 'utf8',
        });
      const help = run('--help');
      expect(help).toMatchObject({ status: 0, stderr: '' });
      expect(help.stdout.split('\n')[0]).toContain(`npm run ${name}`);
      const wrong = run('--no-such-option');
      expect(wrong).toMatchObject({ status: 2, stdout: '' });
      expect(wrong.stderr).toContain("'--no-such-option'");
    },
  );
});

it.each(['packages/gate', 'packages/lull'])('npm ci links every program of %s', (folder) => {
  const read = (path: string) => JSON.parse(readFileSync(resolve(root, path), 'utf8'));
  const { bin } = read(`${folder}/package.json`);
  expect(Object.keys(bin).length).toBeGreaterThan(0);
  const written = read('package-lock.json').packages[folder].bin;
  const plain = (programs: Record<string, string>) =>
    Object.entries(programs).map(([name, path]) => [name, path.replace(/^\.\//, '')]);
  expect(plain(written)).toEqual(plain(bin));
});

it('npm ci finds every package in the lockfile, those of other platforms too', () => {
  const { packages } = JSON.parse(readFileSync(resolve(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, Record<'dependencies' | 'optionalDependencies', Record<string, string>>>;
  };
  const isThere = (from: string, name: string): boolean =>
    `${from === '' ? '' : `${from}/`}node_modules/${name}` in packages ||
    (from !== '' && isThere(from.slice(0, Math.max(0, from.lastIndexOf('/'))), name));
  const missing = Object.entries(packages).flatMap(([from, { dependencies, optionalDependencies }]) =>
    Object.keys({ ...dependencies, ...optionalDependencies }).filter((name) => !isThere(from, name)),
  );
  expect(missing).toEqual([]);
});
