import { describe, expect, it } from 'vitest';
import { parsed, saidOf, stepsOf } from './support.ts';

const step = (rest: string): string => stepsOf(`  - { name: a, ${rest} }`);

describe('a step file', () => {
  it('says what is done, with everything in place that it leaves out', () => {
    const steps = parsed(
      stepsOf(
        `  - name: stop the workers
    command: [systemctl, stop, worker]
    rollback: { command: [systemctl, start, worker] }
    timeLimit: 1m
  - name: move
    sql: { target: db, text: select 1 }
    verify: { http: { target: app, path: /health } }
    pointOfNoReturn: true
  - { name: settle, sleep: 30s }
  - { name: look, confirm: All well? }`,
        'defaults: { retries: 2, environment: { A: "1" } }\ndescription: A move',
      ),
    );
    expect(steps).toMatchObject({ description: 'A move', atFailure: 'roll-back', atBadWatch: 'close-again' });
    const [stop, move, settle, look] = steps.steps;
    expect(stop).toMatchObject({
      action: { kind: 'command', argv: ['systemctl', 'stop', 'worker'], folder: null },
      timeLimit: 60_000,
      retries: 2,
      idempotent: false,
      environment: { A: '1' },
      rollback: { timeLimit: 60_000, retries: 2 },
      pointOfNoReturn: false,
    });
    expect(move).toMatchObject({
      action: { kind: 'sql', transaction: true, expect: null, values: [] },
      timeLimit: 300_000,
      verify: { timeLimit: 60_000, retries: 0, idempotent: true },
      pointOfNoReturn: true,
    });
    expect(settle).toMatchObject({ timeLimit: 40_000, idempotent: true });
    expect(look).toMatchObject({ timeLimit: 3_600_000, idempotent: true });
  });

  it('is told all its mistakes at once, each with its line and what is right', () => {
    const text = `descrption: x
steps:
  - name: a
    command: systemctl stop x
    timeLimit: 5
  - name: b
    comand: [x]
  - { name: c, command: [sleep, 5] }
  - { name: d, sql: { target: db } }
  - { sleep: 5s }
  - { name: f, sleep: 5s, confirm: why }
`;
    expect(saidOf(text)).toEqual([
      expect.stringMatching(/^4 steps.0.command: "systemctl stop x" is not a list of words, and no shell/),
      '5 steps.0.timeLimit: 5 is not text; write for example PT15M',
      expect.stringMatching(/^7 steps.1.comand: is not a field here.*\(command\)$/),
      expect.stringMatching(/^6 steps.1: says nothing of what is done; write one of command, http/),
      '8 steps.2.command.1: 5 is not text; write "5"',
      '9 steps.3.sql: has neither text nor file',
      expect.stringMatching(/^10 steps.4.name: is missing/),
      '11 steps.5: says confirm and sleep; write one of them',
      expect.stringMatching(/^1 descrption: is not a field here.*\(description\)$/),
    ]);
  });

  it.each([
    ['command: [../x]', 'leads out of the folder'],
    ['command: [a/../../x]', 'leads out of the folder'],
    ['command: { argv: [x], folder: /etc }', 'not a path under the folder'],
    ['command: []', 'names no program'],
    ['command: ["  "]', 'names no program'],
    ['sql: { target: db, file: ../../etc/passwd }', 'not a path under the folder'],
    ['sql: { target: db, file: /etc/passwd }', 'not a path under the folder'],
    ['sql: { target: db, file: a.sql, text: select 1 }', 'has both text and file'],
    ['sql: { target: nope, text: select 1 }', '"nope" is no target'],
    ['sql: { target: app, text: select 1 }', 'is of kind http, and sql is needed'],
    ['http: { target: app, path: //evil.example }', 'is not a path'],
    ['http: { target: app, path: /a/../b }', 'holds "." or ".."'],
    ['http: { target: app, path: /a/%2E%2e/b }', 'holds "." or ".."'],
    ['http: { target: app, path: "/a b" }', 'is not a path'],
    ['http: { target: app, path: "/\\\\evil" }', 'is not a path'],
    ['http: { target: app, path: /, body: x }', 'has a body, which GET'],
    ['http: { target: app, path: /, method: get }', 'is not one of GET'],
    ['http: { target: app, path: /, headers: { Host: x } }', 'is set by whoever sends it'],
    ['http: { target: app, path: /, headers: { X: "a\\r\\nb: c" } }', 'is not one line'],
    ['waitUntil: { every: 5s }', 'write one of http, sql, command, tcp'],
    ['waitUntil: { tcp: db }', 'of kind sql, and tcp is needed'],
    ['sleep: 2d', 'not within limits'],
    ['command: [x], retries: -1', 'is not a whole number of 0 to 100'],
    ['command: [x], secrets: { A: hunter2 }', 'is no reference to a secret'],
    ['command: [x], secrets: { A: { file: relative } }', 'is not a whole path'],
    ['command: [x], environment: { "A=B": x }', 'is not a name'],
    ['command: [x], verify: { sleep: 1s }', 'is not a field here'],
  ])('refuses %s', (rest, why) => {
    expect(saidOf(step(rest)).join('\n')).toContain(why);
  });

  it('never shows what was written in the place of a secret', () => {
    expect(saidOf(step('command: [x], secrets: { A: hunter2 }')).join()).not.toContain('hunter2');
  });

  it.each([
    [
      'anchors and aliases',
      'a: &x [1]\nsteps: *x',
      ['1 : &x is an anchor; leave it out', '2 : *x is an alias; write it out'],
    ],
    [
      'aliases that multiply',
      'a: &a [x]\nb: &b [*a, *a]\nsteps: [*b, *b]',
      expect.arrayContaining(['2 : &b is an anchor; leave it out']),
    ],
    ['tags', 'steps: !!binary aGk=', ['1 : tag:yaml.org,2002:binary is a tag; leave it out']],
    ['tags of somebody', 'steps: !ruby/object x', ['1 : !ruby/object is a tag; leave it out']],
    ['directives', '%YAML 1.1\n---\nsteps: []', ['1 : begins with a directive (%YAML); leave it out']],
    ['two documents', 'steps: []\n---\nsteps: []', ['2 : a second document begins; write one document']],
    ['doubled keys', 'steps: []\nsteps: []', ['2 : is written twice; keys of a block are unique']],
    [
      'merge keys',
      'steps: []\n<<: { steps: [] }',
      expect.arrayContaining([expect.stringContaining('is not a field here')]),
    ],
    ['depth', `steps: ${'['.repeat(40)}${']'.repeat(40)}`, ['1 : is nested too deeply']],
    [
      'depth without end',
      `steps: ${'['.repeat(8_000)}${']'.repeat(8_000)}`,
      [expect.stringContaining('is nested too deeply')],
    ],
    ['size', `description: ${'x'.repeat(300_000)}`, [expect.stringContaining('is larger than 256 KiB')]],
    ['many brackets', `steps: [${'[],'.repeat(30_000)}]`, [expect.stringContaining('lines and brackets')]],
    [
      '__proto__',
      'parameters: { __proto__: { pattern: "a" } }\nsteps: [{ name: a, sleep: 1s }]',
      ['1 parameters.__proto__: is not a name'],
    ],
    ['no text', '', [expect.stringContaining('is missing')]],
    ['a list', '- a', [expect.stringContaining('is not a block of fields')]],
  ])('refuses %s', (_, text, said) => {
    expect(saidOf(text)).toEqual(said);
  });

  it('refuses names that are there twice, and a way back that is never gone', () => {
    const twice = stepsOf('  - { name: a, sleep: 1s }', 'verify: [{ name: a, sleep: 1s }]');
    expect(saidOf(twice)).toEqual(['1 verify.0.name: "a" is the name of two steps; names are unique']);
    const never = stepsOf(`  - { name: a, sleep: 1s, pointOfNoReturn: true, rollback: { sleep: 1s } }
  - { name: b, sleep: 1s, rollback: { sleep: 1s } }`);
    expect(saidOf(never)).toEqual([
      '3 steps.0.rollback: never runs: nothing is rolled back once "a" has begun',
      '4 steps.1.rollback: never runs: nothing is rolled back once "a" has begun',
    ]);
  });
});
