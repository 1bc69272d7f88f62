import { afterEach, describe, expect, it } from 'vitest';
import type { MeantFor } from '../../../src/run/steps/lint/contract.ts';
import { lintSteps } from '../../../src/run/steps/lint/lint.ts';
import { stepsFolder } from './support.ts';

const targets = `db: { kind: sql, url: { variable: DB_URL } }
app: { kind: http, url: "http://127.0.0.1:1" }
`;
const unknown: MeantFor = { takes: null, rollback: null, mode: null };

let folder: ReturnType<typeof stepsFolder>;
afterEach(() => folder.remove());

async function warnings(
  text: string,
  meantFor = unknown,
  files: Record<string, string> = {},
): Promise<string[]> {
  folder = stepsFolder({ 'x.yaml': text, 'targets.yaml': targets, ...files });
  const { mistakes, warnings } = await lintSteps(await folder.open(), 'x', meantFor);
  expect(mistakes).toEqual([]);
  return warnings.map(({ line, field, message }) => `${line} ${field}: ${message}`);
}

/** A file with one step in which nothing else is to be said. */
const sound = (step: string, around = ''): string => `${around}
steps:
  - { name: a, timeLimit: 5s, ${step} }
verify:
  - { name: well, timeLimit: 5s, http: { target: app, path: / } }
`;
const undone = 'rollback: { sleep: 1s }';

describe('lint', () => {
  it('has nothing to say of a file that says everything', async () => {
    expect(await warnings(sound(`command: [x], ${undone}`))).toEqual([]);
    folder.remove();
    expect(await warnings(sound('command: [x], pointOfNoReturn: true'))).toEqual([]);
    folder.remove();
    expect(await warnings(sound('command: [x], idempotent: true'))).toEqual([]);
  });

  it('wants a time limit, a way back and a check', async () => {
    const said = await warnings('steps:\n  - name: a\n    command: [x]\n  - { name: b, sleep: 5s }\n');
    expect(said).toEqual([
      expect.stringMatching(/^1 : has no verify/),
      expect.stringMatching(/^2 steps.0: has no timeLimit of its own, and may take 5m/),
      expect.stringMatching(/^2 steps.0: has no rollback; write one, or pointOfNoReturn: true/),
    ]);
  });

  it('takes a limit of the whole file, and wants no way back after the point of no return', async () => {
    const text = `defaults: { timeLimit: 1m }
steps:
  - { name: a, command: [x], pointOfNoReturn: true }
  - { name: b, command: [x] }
verify: [{ name: well, http: { target: app, path: / } }]
`;
    expect(await warnings(text)).toEqual([]);
  });

  it('adds the limits up, retries and all, and holds them against the downtime', async () => {
    const text = sound(`command: [x], retries: 2, retryAfter: 10s, ${undone}`);
    const meantFor = { takes: 39_000, rollback: 4_000, mode: 'hold' } as const;
    expect(await warnings(text, meantFor)).toEqual([
      '2 : its steps and checks can take 40s by their time limits and retries, and the downtime is 39s',
      '2 : its rollbacks can take 5s by their time limits and retries, and its rollback is 4s',
      '2 : its steps and checks can take 40s by their time limits and retries, and what requests can be held for is 30s',
    ]);
    folder.remove();
    expect(await warnings(text, { takes: 40_000, rollback: 5_000, mode: 'full' })).toEqual([]);
  });

  it('lets nobody be asked while requests are held', async () => {
    const said = await warnings(sound('confirm: Well?'), { ...unknown, mode: 'hold' });
    expect(said).toEqual([expect.stringContaining('asks a person while requests are held')]);
  });

  it.each([
    ['command: [psql, "postgres://shop:hunter2@db/shop"]', 'steps.0.command'],
    ['command: [tool, --password, hunter2]', 'steps.0.command'],
    ['command: [tool, --api-key=hunter2]', 'steps.0.command'],
    ['command: [x], environment: { PGPASSWORD: hunter2 }', 'steps.0.environment.PGPASSWORD'],
    ['http: { target: app, path: /?token=hunter2 }', 'steps.0.http'],
    ['http: { target: app, path: /, headers: { Authorization: Bearer hunter2hunter2 } }', 'steps.0.http'],
    ['http: { target: app, path: /, headers: { x-api-key: hunter2 } }', 'steps.0.http'],
    ['sql: { target: db, text: "alter role a password \'hunter2\'" }', 'steps.0.sql'],
    ['waitUntil: { command: [curl, "http://a:hunter2@b/"] }', 'steps.0.waitUntil'],
  ])('finds the secret in %s, and does not repeat it', async (step, field) => {
    const said = await warnings(sound(`${step}, ${undone}`));
    expect(said).toEqual([expect.stringContaining(` ${field}: seems to`)]);
    expect(said.join()).not.toContain('hunter2');
  });

  it('finds secrets in files and parameters', async () => {
    const around = 'parameters: { token: , x: { default: y } }';
    const step = 'sql: { target: db, file: a.sql }, environment: { A: "${token}", B: "${x}" }';
    const said = await warnings(sound(`${step}, ${undone}`, around), unknown, {
      'a.sql': "create role a password 'hunter2'; select '${x}'",
    });
    expect(said).toEqual([
      expect.stringContaining('a.sql holds ${x}, which stays as it is'),
      expect.stringContaining('a.sql seems to hold a secret'),
      expect.stringContaining('parameters.token: seems to be a secret, and the server keeps'),
    ]);
  });

  it('finds no secret where a reference stands', async () => {
    const step = `command: [tool, --password-file, /etc/pw], secrets: { PGPASSWORD: { file: /etc/pw } }, ${undone}`;
    expect(await warnings(sound(step))).toEqual([]);
  });

  it.each([
    ['command: [a, "|", b]', 'gives a the word "|"'],
    ['command: [rm, "$HOME"]', 'gives rm the word "$HOME"'],
    ['command: [rm, "/srv/*.tmp"]', 'gives rm the word "/srv/*.tmp"'],
    ['command: [a, 2>&1]', 'gives a the word "2>&1"'],
    ['command: [bash, run.sh]', "names run.sh, which the hash doesn't cover"],
    ['command: [tool, "${loose}"]', 'could begin with "-" and be an option of tool'],
  ])('doubts %s', async (step, why) => {
    const around = "parameters: { loose: { pattern: '.+' } }";
    const used = step.includes('loose') ? around : '';
    const said = await warnings(sound(`${step}, ${undone}`, used), unknown, { 'run.sh': '' });
    expect(said).toEqual([expect.stringContaining(why)]);
  });

  it('takes what a shell reads, what -- precedes, and what the hash covers', async () => {
    const around = "files: [run.sh]\nparameters: { loose: { pattern: '.+' } }";
    const step = `command: [bash, -c, "ls | wc", run.sh, --, "\${loose}"], ${undone}`;
    expect(await warnings(sound(step, around), unknown, { 'run.sh': '' })).toEqual([]);
  });

  it('names parameters that nothing uses', async () => {
    expect(await warnings(sound(`command: [x], ${undone}`, 'parameters: { y: }'))).toEqual([
      '1 parameters.y: is a parameter that nothing uses',
    ]);
  });
});
