import { describe, expect, it } from 'vitest';
import { lengthsOf } from '../../../src/run/steps/lengths.ts';
import { outlineOf } from '../../../src/run/steps/outline.ts';
import { withoutSecrets } from '../../../src/run/steps/secrets-in.ts';
import { parsed, stepsOf } from './support.ts';

describe('an outline', () => {
  it('tells what each step does, and no secret and nothing of the environment', () => {
    const outline = outlineOf(
      parsed(
        stepsOf(
          `  - name: a
    command: [psql, "postgres://u:hunter2@db/shop", --token=hunter2, "a b"]
    environment: { MODE: hunter2 }
    secrets: { KEY: { file: /etc/hunter2 } }
    verify: { sql: { target: db, text: "select 'hunter2'" } }
    rollback: { command: [tool, "\${id}"], timeLimit: 1m }
  - { name: b, waitUntil: { tcp: port }, retries: 3, timeLimit: 10s }
  - { name: c, sql: { target: db, text: "alter role x password 'hunter2'" }, pointOfNoReturn: true }
  - { name: d, http: { target: app, path: "/\${id}" } }
  - { name: e, confirm: "Well, \${id}?" }
  - { name: f, sleep: 90s }`,
          'parameters: { id: { description: Which } }',
        ),
      ),
    );
    expect(JSON.stringify(outline)).not.toContain('hunter2');
    expect(outline.steps.map(({ kind, shows }) => [kind, shows])).toEqual([
      ['command', "psql postgres://u:…@db/shop --token=… 'a b'"],
      ['waitUntil', 'until well: connect to port'],
      ['sql', 'SQL on db: alter role x password …'],
      ['http', 'GET /${id} of app'],
      ['confirm', 'ask: Well, ${id}?'],
      ['sleep', 'wait 1m30s'],
    ]);
    expect(outline.steps[0]).toMatchObject({
      hasVerify: true,
      rollback: { shows: 'tool ${id}', timeLimit: 60_000 },
      pointOfNoReturn: false,
    });
    expect(outline.parameters.id).toMatchObject({ description: 'Which', default: null });
  });

  it('says for which goals something of it passes closed gates', () => {
    const call = '{ http: { target: app, path: /, bypass: true } }';
    const named = call.replace('{ http', '{ name: a, http');
    const passing = (steps: string, more = ''): readonly string[] =>
      outlineOf(parsed(stepsOf(steps, more))).bypass;
    expect(passing('  - { name: a, http: { target: app, path: / } }')).toEqual([]);
    expect(passing(`  - ${named}`)).toEqual(['forward']);
    expect(passing(`  - { name: a, command: [x], verify: { waitUntil: ${call} } }`)).toEqual(['forward']);
    expect(passing(`  - { name: a, command: [x], rollback: ${call} }`)).toEqual(['back']);
    const looks = `verify: [${named}]\nwatch: [${named.replace('name: a', 'name: c').replace(/}$/, ', over: 1m }')}]`;
    expect(passing('  - { name: b, sleep: 1s }', looks)).toEqual(['verify', 'watch']);
  });

  it('is one short line for each step, whatever stands there', () => {
    const { steps } = outlineOf(
      parsed(stepsOf(`  - { name: a, command: [x, "${'y'.repeat(15_000)}", "\\e[2J\\n"] }`)),
    );
    expect(steps[0]!.shows.length).toBeLessThanOrEqual(201);
    const control = outlineOf(parsed(stepsOf('  - { name: a, command: [x, "\\e[2J\\n\\u202e"] }')));
    expect(control.steps[0]!.shows).not.toMatch(/\p{Cc}|\u202e/u);
  });

  it('takes no secret for text and no text for a secret, whatever its length', () => {
    for (const text of [
      'systemctl stop shop',
      'pg_dump --no-password',
      'tool --token ${token}',
      'pass the test',
    ]) {
      expect(withoutSecrets(text)).toBe(text);
    }
    const pieces = [
      '://',
      ':',
      '@',
      '-',
      "password '",
      'eyJ',
      '-----BEGIN PRIVATE KEY-----',
      'token=',
      'x',
      ' ',
    ];
    for (const [a, b] of pieces.flatMap((a) => pieces.map((b) => [a, b] as const))) {
      // What takes quadratic time with a text of this length is never through with it.
      expect(withoutSecrets(`${a.repeat(20_000)}${b.repeat(20_000)}`)).toEqual(expect.any(String));
    }
  });
});

describe('the longest that it can take', () => {
  it('counts every retry, its pause and its verify; of rollbacks those that there are', () => {
    const steps = parsed(
      stepsOf(
        `  - name: a
    command: [x]
    timeLimit: 10s
    retries: 2
    retryAfter: 3s
    verify: { sleep: 1s }
    rollback: { command: [y], timeLimit: 7s }
  - { name: b, sleep: 20s }`.replace(
          '{ sleep: 1s }',
          '{ command: [z], timeLimit: 4s, retries: 1, retryAfter: 1s }',
        ),
        `verify: [{ name: v, http: { target: app, path: / }, timeLimit: 5s }]
watch: [{ name: w, http: { target: app, path: / }, over: 10m }, { name: x, http: { target: app, path: / }, over: 5m }]`,
      ),
    );
    expect(lengthsOf(steps)).toEqual({
      forward: 3 * (10_000 + 9_000) + 2 * 3_000 + 30_000,
      verify: 5_000,
      back: 7_000,
      watch: 600_000,
    });
  });
});
