import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, renameSync, rmSync, symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { findSteps, inspectSteps, loadSteps, loadTargets, stepNames } from '../../../src/run/steps/load.ts';
import { stepsFolder } from './support.ts';

let folder: ReturnType<typeof stepsFolder>;
afterEach(() => folder.remove());

const rest = 'steps: [{ name: rest, sleep: 5s }]\n';
const sql = 'steps: [{ name: a, sql: { target: db, file: sql/a.sql } }]\n';
const targets = 'db: { kind: sql, url: { variable: DB_URL } }\n';

const hash = async (name = 'move') => (await loadSteps(await folder.open(), name)).hash;
const mistakes = async (name = 'move') => {
  const { mistakes } = await inspectSteps(await folder.open(), name);
  return mistakes.map(({ file, line, message }) => `${file}:${line} ${message}`);
};

describe('the hash', () => {
  it('is what sha256sum makes of the file and those that it names', async () => {
    const steps = `files: [b/conf.txt]
steps:
  - { name: a, sql: { target: db, file: ./sql/a.sql } }
  - { name: b, command: { argv: [./run.sh], folder: bin } }
`;
    folder = stepsFolder({
      'move.yaml': steps,
      'targets.yaml': targets,
      'sql/a.sql': 'select 1',
      'b/conf.txt': 'x',
      'bin/run.sh': '#!/bin/sh\n',
    });
    const command = 'sha256sum move.yaml b/conf.txt bin/run.sh sql/a.sql | sha256sum';
    const said = execFileSync('sh', ['-c', command], { cwd: folder.path, encoding: 'utf8' });
    expect(await hash()).toBe(said.slice(0, 64));
  });

  it('is another when any of them or the name of the file changes, and not when targets change', async () => {
    folder = stepsFolder({ 'move.yaml': sql, 'targets.yaml': targets, 'sql/a.sql': 'select 1' });
    const first = await hash();
    folder.write('sql/a.sql', 'select 2');
    const second = await hash();
    folder.write('move.yaml', `${sql}# a remark\n`);
    const third = await hash();
    renameSync(join(folder.path, 'move.yaml'), join(folder.path, 'moved.yaml'));
    const fourth = await hash('moved');
    expect(new Set([first, second, third, fourth]).size).toBe(4);
    folder.write('targets.yaml', `${targets}other: { kind: tcp, host: a, port: 1 }\n`);
    expect(await hash('moved')).toBe(fourth);
  });

  it('covers the very text that is run', async () => {
    folder = stepsFolder({ 'move.yaml': sql, 'targets.yaml': targets, 'sql/a.sql': 'select 1' });
    const { steps } = await loadSteps(await folder.open(), 'move');
    folder.write('sql/a.sql', 'drop table orders');
    expect(steps[0]!.action).toMatchObject({ text: 'select 1', file: 'sql/a.sql' });
  });
});

describe('a folder of step files', () => {
  it('lists what can be run and what cannot, and why', async () => {
    folder = stepsFolder({
      'move.yaml': rest,
      'broken.yaml': 'steps: []',
      'no yaml.yaml': rest,
      'none.yaml': '\tx: [',
      'targets.yaml': targets,
      '.hidden.yaml': rest,
      'readme.md': '',
    });
    const found = await findSteps(await folder.open());
    expect(
      found.map(({ name, outline, mistake }) => [name, outline !== null, mistake?.split('\n')[0]]),
    ).toEqual([
      ['broken', false, expect.stringContaining('is empty; a change has at least one step')],
      ['move', true, undefined],
      ['no yaml', false, '"no yaml.yaml" is not a name of a step file'],
      ['none', false, expect.stringContaining('none.yaml')],
    ]);
    expect(found[1]!.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(await stepNames(await folder.open())).toHaveLength(4);
  });

  it('knows what nothing can be made of again, until it is another', async () => {
    folder = stepsFolder({ 'broken.yaml': 'steps: []', 'none.yaml': '\tx: [', 'move.yaml': rest });
    const known = new Map();
    const first = await findSteps(await folder.open(), known);
    expect([...known.keys()]).toEqual(['broken', 'none']);
    const again = await findSteps(await folder.open(), known);
    expect(again).toEqual(first);
    expect([again[0] === first[0], again[1] === first[1]]).toEqual([true, false]);
    folder.write('broken.yaml', rest);
    const [mended] = await findSteps(await folder.open(), known);
    expect(mended?.mistake).toBeNull();
  });

  it('reads nothing that links lead out to, and what they lead to within it', async () => {
    folder = stepsFolder({ 'move.yaml': sql, 'targets.yaml': targets, 'data/a.sql': 'select 1' });
    const path = join(folder.path, 'sql');
    symlinkSync('data', path);
    expect(await mistakes()).toEqual([]);
    folder.write('other.yaml', sql.replace('sql/a.sql', 'out.sql'));
    symlinkSync('/etc/passwd', join(folder.path, 'out.sql'));
    expect(await mistakes('other')).toEqual(['other.yaml:1 out.sql leads out of the folder']);
    symlinkSync('/etc', join(folder.path, 'etc'));
    folder.write('third.yaml', sql.replace('sql/a.sql', 'etc/passwd'));
    expect(await mistakes('third')).toEqual(['third.yaml:1 etc/passwd leads out of the folder']);
    symlinkSync('/etc/hosts', join(folder.path, 'linked.yaml'));
    await expect(inspectSteps(await folder.open(), 'linked')).rejects.toMatchObject({
      code: 'steps-not-found',
    });
  });

  it('lets no program run in a folder that links lead out to, or that others can write to', async () => {
    const move = 'steps: [{ name: a, command: { argv: [ls], folder: app } }]\n';
    folder = stepsFolder({ 'move.yaml': move, 'real/x': '' });
    const app = join(folder.path, 'app');
    symlinkSync('real', app);
    expect(await mistakes()).toEqual([]);
    rmSync(app);
    symlinkSync('/etc', app);
    expect(await mistakes()).toEqual(['move.yaml:1 app is no folder there']);
    rmSync(app);
    mkdirSync(app);
    chmodSync(app, 0o775);
    await expect(inspectSteps(await folder.open(), 'move')).rejects.toMatchObject({ code: 'steps-exposed' });
  });

  it.each(['../move', '/etc/passwd', 'a/b', '', '.', 'targets', 'a\nb', 'a\0b'])(
    'has no step file %j, whoever asks for it',
    async (name) => {
      folder = stepsFolder({ 'targets.yaml': targets });
      await expect(inspectSteps(await folder.open(), name)).rejects.toMatchObject({ code: 'bad-steps' });
    },
  );

  it('waits for no pipe, and takes no folder, nothing binary and nothing huge for a file', async () => {
    folder = stepsFolder({ 'move.yaml': sql, 'targets.yaml': targets });
    expect(await mistakes()).toEqual(['move.yaml:1 sql/a.sql does not exist']);
    mkdirSync(join(folder.path, 'sql/a.sql'), { recursive: true, mode: 0o755 });
    expect(await mistakes()).toEqual(['move.yaml:1 sql/a.sql is not a file']);
    folder.write('other.yaml', sql.replace('sql/a.sql', 'b.sql'));
    const file = join(folder.path, 'b.sql');
    execFileSync('mkfifo', ['-m', '644', file]);
    expect(await mistakes('other')).toEqual(['other.yaml:1 b.sql is not a file']);
    execFileSync('rm', [file]);
    folder.write('b.sql', new Uint8Array([0xff, 0xfe, 0x00]));
    expect(await mistakes('other')).toEqual(['other.yaml:1 b.sql is not text in UTF-8']);
    folder.write('b.sql', 'select 1;\0drop table orders');
    expect(await mistakes('other')).toEqual(['other.yaml:1 b.sql holds a NUL']);
    truncateSync(file, 5 * 1024 ** 2);
    expect(await mistakes('other')).toEqual(['other.yaml:1 b.sql is larger than 4096 KiB']);
  });

  it.skipIf(process.platform === 'win32')('takes nothing for a program that cannot be executed', async () => {
    folder = stepsFolder({ 'move.yaml': 'steps: [{ name: a, command: [./run.sh] }]', 'run.sh': '' });
    expect(await mistakes()).toEqual([]);
    chmodSync(join(folder.path, 'run.sh'), 0o644);
    expect(await mistakes()).toEqual(['move.yaml:1 run.sh cannot be executed: chmod +x']);
  });

  it('has the folder that a program runs in', async () => {
    const steps = 'steps: [{ name: a, command: { argv: [ls], folder: app } }]';
    folder = stepsFolder({ 'move.yaml': steps });
    expect(await mistakes()).toEqual(['move.yaml:1 app is no folder there']);
    mkdirSync(join(folder.path, 'app'));
    expect(await mistakes()).toEqual([]);
  });

  it('says of every file together what is wrong', async () => {
    folder = stepsFolder({
      'move.yaml': 'steps: [{ name: a, slep: 5s }]',
      'targets.yaml': 'db: { kind: sq }',
    });
    expect(await mistakes()).toEqual([
      expect.stringContaining('targets.yaml:1 "sq" is no kind of target'),
      expect.stringContaining('move.yaml:1 is not a field here'),
      expect.stringContaining('move.yaml:1 says nothing of what is done'),
    ]);
    await expect(loadTargets(await folder.open())).rejects.toMatchObject({ code: 'bad-steps' });
  });

  it('is no folder, or is not there', async () => {
    folder = stepsFolder({ 'move.yaml': rest });
    const { openFolder } = await import('../../../src/run/steps/folder.ts');
    for (const path of [join(folder.path, 'nope'), join(folder.path, 'move.yaml')]) {
      await expect(openFolder(path, true)).rejects.toMatchObject({ code: 'steps-not-found' });
    }
  });
});

describe.skipIf(process.getuid === undefined)('who may write step files may run anything, so that', () => {
  const files = { 'move.yaml': sql, 'targets.yaml': targets, 'sql/a.sql': 'select 1' };
  const refused = { code: 'steps-exposed' };

  it.each([
    ['move.yaml', 0o664],
    ['move.yaml', 0o646],
    ['sql/a.sql', 0o666],
    ['sql', 0o777],
    ['sql', 0o775],
    ['targets.yaml', 0o664],
  ])('%s of mode %o is refused where it is run, and read where it is only looked at', async (name, mode) => {
    folder = stepsFolder(files);
    chmodSync(join(folder.path, name), mode);
    await expect(loadSteps(await folder.open(), 'move')).rejects.toMatchObject(refused);
    expect((await loadSteps(await folder.open(false), 'move')).hash).toMatch(/^[0-9a-f]{64}$/);
    const [found] = await findSteps(await folder.open());
    expect(found).toMatchObject({ outline: null, mistake: expect.stringContaining('could run anything') });
  });

  it('a folder that others can write to is refused, and one above it, unless only owners rename there', async () => {
    folder = stepsFolder({ 'steps/move.yaml': rest });
    const inner = join(folder.path, 'steps');
    const { openFolder } = await import('../../../src/run/steps/folder.ts');
    chmodSync(inner, 0o775);
    await expect(openFolder(inner, true)).rejects.toMatchObject(refused);
    chmodSync(inner, 0o755);
    chmodSync(folder.path, 0o777);
    await expect(openFolder(inner, true)).rejects.toMatchObject(refused);
    chmodSync(folder.path, 0o1777);
    expect((await openFolder(inner, true)).path).toBe(inner);
  });

  it.skipIf(process.getuid?.() !== 0)('a file of somebody else is refused', async () => {
    folder = stepsFolder(files);
    chownSync(join(folder.path, 'sql/a.sql'), 65_534, 65_534);
    await expect(loadSteps(await folder.open(), 'move')).rejects.toMatchObject(refused);
  });
});
