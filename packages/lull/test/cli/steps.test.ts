import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { workplace } from './lull.ts';

const move = `description: Orders move
parameters:
  release: { pattern: '[0-9.]+' }
steps:
  - name: stop
    command: [systemctl, stop, "worker@\${release}"]
    timeLimit: 1m
    environment: { MODE: quiet }
    secrets: { KEY: { file: /etc/lull/key } }
    rollback: { command: [systemctl, start, worker], timeLimit: 30s }
  - { name: widen, sql: { target: db, file: widen.sql, values: ["\${release}"] }, timeLimit: 10m, pointOfNoReturn: true }
verify:
  - { name: answers, http: { target: app, path: /health }, timeLimit: 10s, retries: 2, retryAfter: 1s }
watch:
  - { name: errors, http: { target: app, path: / }, every: 0.5s, over: 5m, slowest: 0.3s }
`;
const files = {
  'steps/move.yaml': move,
  'steps/widen.sql': 'select $1',
  'steps/targets.yaml':
    'db: { kind: sql, url: { variable: DB } }\napp: { kind: http, url: "http://localhost:1" }\n',
  'wrong/move.yaml': 'steps:\n  - { name: a, slep: 5s }\n  - { name: b, command: x }\n',
  'wrong/rest.yaml': 'steps: [{ name: a, command: [x] }]\n',
  'empty/readme.md': '',
};
const place = workplace(files);
chmodSync(join(place.folder, 'steps'), 0o755);
afterAll(place.remove);

const json = async (...args: string[]) => {
  const { code, stdout } = await place.run(['steps', ...args, '--json']);
  return { code, said: JSON.parse(stdout) };
};

const hash = () => {
  const command = 'sha256sum move.yaml widen.sql | sha256sum';
  return execFileSync('sh', ['-c', command], { cwd: join(place.folder, 'steps'), encoding: 'utf8' }).slice(
    0,
    64,
  );
};

describe('lull steps lint', () => {
  it('has nothing to say of files that are well', async () => {
    expect(await json('lint', 'steps')).toEqual({
      code: 0,
      said: { files: ['steps/move.yaml'], mistakes: [], warnings: [] },
    });
    const { stdout } = await place.run(['steps', 'lint', 'steps/move.yaml']);
    expect(stdout).toBe('steps/move.yaml: nothing to say\n');
  });

  it('lists mistakes and warnings with their places, and says by its exit code that there are mistakes', async () => {
    const { code, stdout, stderr } = await place.run(['steps', 'lint', 'wrong']);
    expect([code, stderr]).toEqual([2, '']);
    expect(stdout.match(/^\S+ \w+/gm)).toEqual([
      'wrong/move.yaml:2:5: mistake',
      'wrong/move.yaml:2:16: mistake',
      'wrong/move.yaml:3:16: mistake',
      'wrong/rest.yaml:1:1: warning',
      'wrong/rest.yaml:1:9: warning',
      'wrong/rest.yaml:1:9: warning',
    ]);
  });

  it('ends well where there are only warnings, unless it is to be strict', async () => {
    expect((await json('lint', 'wrong/rest.yaml')).code).toBe(0);
    expect((await json('lint', 'wrong/rest.yaml', '--strict')).code).toBe(2);
  });

  it('holds the limits against a downtime', async () => {
    const { said } = await json('lint', 'steps', '--takes', '5m', '--rollback', '10s', '--mode', 'hold');
    expect(said.warnings.map(({ message }: { message: string }) => message)).toEqual([
      'its steps and checks can take 11m32s by their time limits and retries, and the downtime is 5m',
      'its rollbacks can take 30s by their time limits and retries, and its rollback is 10s',
      expect.stringContaining('what requests can be held for is 30s'),
    ]);
  });

  it.each([
    ['empty', 'steps-not-found'],
    ['nowhere.yaml', 'steps-not-found'],
    ['steps/targets.yaml', 'bad-option'],
  ])('says what is wrong with %s', async (path, code) => {
    const { said } = await json('lint', path);
    expect(said.error.code).toBe(code);
  });
});

describe('lull steps list', () => {
  it('gives names and hashes as lull downtime schedule takes them', async () => {
    const { stdout } = await place.run(['steps', 'list', 'steps']);
    expect(stdout).toBe(`move=${hash()}\n  Orders move; 2 steps; no way back from "widen" on\n`);
    const { said } = await json('list', 'wrong');
    expect(
      said.items.map(({ name, outline }: { name: string; outline: unknown }) => [name, outline !== null]),
    ).toEqual([
      ['move', false],
      ['rest', true],
    ]);
  });

  it.skipIf(process.getuid === undefined)('says where an agent would refuse them', async () => {
    const exposed = workplace(files);
    chmodSync(join(exposed.folder, 'steps/move.yaml'), 0o666);
    const { code, stdout, stderr } = await exposed.run(['steps', 'list', 'steps']);
    exposed.remove();
    expect([code, stdout.split('=')[0]]).toEqual([0, 'move']);
    expect(stderr).toMatch(/nothing of it would be run: .*move\.yaml can be written by everybody/);
  });
});

describe('lull steps show and dry-run', () => {
  it('show what happens, with limits, the way back and the point of no return, and run nothing', async () => {
    const call = ['steps', 'dry-run', 'steps/move.yaml', '--parameter', 'release=2.1'];
    const { code, stdout, stderr } = await place.run(call, { env: { COLUMNS: '140' } });
    expect([code, stderr]).toEqual([0, 'Nothing was run.\n']);
    expect(stdout.split('\n')).toEqual([
      `move  ${hash()}`,
      'Orders move',
      '',
      'While it is down',
      ' 1. stop  at most 1m; not run again unless a person says so',
      '    systemctl stop worker@2.1',
      '    finds MODE, KEY (from /etc/lull/key)',
      '    undone by: systemctl start worker (at most 30s)',
      '   from here on nothing is rolled back',
      ' 2. widen  at most 10m; not run again unless a person says so',
      '    SQL on db: widen.sql',
      '    with $1 = "2.1"',
      '',
      'Checks while visitors are still out',
      ' 1. answers  at most 10s; again up to 2 times, after 1s',
      '    GET /health of app',
      '',
      'While visitors come back',
      '  - errors: GET / of app, every 500 ms for 5m; bad when more than 5 % fail or take longer than 300 ms',
      '    When that goes badly it is closed again.',
      '',
      expect.stringMatching(/^When a step fails for good, what was done is undone/),
      'At most 11m of steps and 32s of checks by their time limits, 30s back, 5m of watching.',
      '',
    ]);
  });

  it('give the same as data', async () => {
    const { said } = await json('dry-run', 'steps/move.yaml', '--parameter', 'release=2.1');
    expect(said).toMatchObject({
      name: 'move',
      hash: hash(),
      parameters: { release: '2.1' },
      atMost: { forward: 'PT11M', verify: 'PT32S', back: 'PT30S', watch: 'PT5M' },
      steps: [
        { name: 'stop', kind: 'command', shows: 'systemctl stop worker@2.1', timeLimit: 'PT1M' },
        { pointOfNoReturn: true },
      ],
    });
    const shown = await json('show', 'steps/move.yaml');
    expect(shown.said).toMatchObject({
      hash: hash(),
      outline: { parameters: { release: { default: null } } },
    });
    expect(JSON.stringify([said, shown.said])).not.toContain('quiet');
  });

  it('say which parameters are wrong', async () => {
    const { code, said } = await json(
      'dry-run',
      'steps/move.yaml',
      '--parameter',
      'release=a;b',
      '--parameter',
      'x=1',
    );
    expect(code).toBe(2);
    expect(said.error).toMatchObject({
      code: 'bad-parameter',
      parameters: [{ name: 'x' }, { name: 'release' }],
    });
  });

  it('show no file with a mistake', async () => {
    const { code, said } = await json('show', 'wrong/move.yaml');
    expect([code, said.error.code, said.error.mistakes.length]).toEqual([2, 'bad-steps', 3]);
  });
});
