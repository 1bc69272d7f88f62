import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Action, CommandAction, HttpAction, SqlAction } from '../../../src/run/steps/contract.ts';
import { filledSteps } from '../../../src/run/steps/filled.ts';
import { valuesOf } from '../../../src/run/steps/parameters.ts';
import { parsed, saidOf, stepsOf } from './support.ts';

const anything = `parameters: { x: { pattern: '.*' }, n: { pattern: '[0-9]+', default: '7' } }`;
const step = (rest: string, around = anything): string => stepsOf(`  - { name: a, ${rest} }`, around);

/** What the first step does with values for its parameters. */
function filled<A extends Action>(rest: string, values: Readonly<Record<string, string>>): A {
  return filledSteps(parsed(step(rest)), values).steps[0]!.action as A;
}

/** What a value may be at all: one line of whole characters. */
const value = fc
  .string({ unit: 'binary', maxLength: 30 })
  .filter((text) => text.isWellFormed() && !/\p{Cc}|\p{Zl}|\p{Zp}/u.test(text));

describe('a parameter', () => {
  it('stays within the word that it stands in, whatever it is', () => {
    fc.assert(
      fc.property(value, (x) => {
        const { argv } = filled<CommandAction>('command: [tool, "--name=${x}", "${x}", "$${x}"]', { x });
        expect(argv).toEqual(['tool', `--name=${x}`, x, '${x}']);
      }),
    );
  });

  it('stays within the segment or the value of a path that it stands in', () => {
    fc.assert(
      fc.property(
        value.filter((x) => !/^\.{0,2}$/.test(x)),
        (x) => {
          const { path } = filled<HttpAction>(
            'http: { target: app, path: "/jobs/${x}/run?id=${x}&n=${n}" }',
            { x },
          );
          const url = new URL(`http://app${path}`);
          expect(url.host).toBe('app');
          expect(url.pathname.split('/').map(decodeURIComponent)).toEqual(['', 'jobs', x, 'run']);
          expect([...url.searchParams]).toEqual([
            ['id', x],
            ['n', '7'],
          ]);
        },
      ),
    );
  });

  it.each(['', '.', '..'])('leads a path nowhere else: %j', (x) => {
    const path = x === '' ? '/${x}/evil.example' : '/jobs/${x}/run';
    const call = () => filled(`http: { target: app, path: "${path}" }`, { x });
    expect(call).toThrow(expect.objectContaining({ code: 'bad-parameter' }));
  });

  it('is put in once: what looks like a name within a value stays', () => {
    const { argv } = filled<CommandAction>('command: [tool, "${x}-${n}"]', { x: '${n}$&$1', n: '1' });
    expect(argv[1]).toBe('${n}$&$1-1');
  });

  it('is a text inside JSON, whatever it is', () => {
    fc.assert(
      fc.property(value, (x) => {
        const call =
          'http: { target: app, method: POST, path: /, json: { a: ["${x}", { b: "<${x}>" }], n: 5 } }';
        const { body } = filled<HttpAction>(call, { x });
        expect(JSON.parse(body!)).toEqual({ a: [x, { b: `<${x}>` }], n: 5 });
      }),
    );
  });

  it('is a value of SQL and never its text', () => {
    const { text, values } = filled<SqlAction>('sql: { target: db, text: "select $1", values: ["${x}"] }', {
      x: "'; drop table orders; --",
    });
    expect([text, values]).toEqual(['select $1', ["'; drop table orders; --"]]);
  });

  it.each([
    ['command: ["${x}"]', 'the program is the same every time'],
    ['command: { argv: [x], folder: "a${x}" }', 'only in an argument'],
    ['sql: { target: db, text: "select ${x}" }', 'write $1 in the SQL'],
    ['sql: { target: db, file: "${x}.sql" }', 'write $1 in the SQL'],
    ['http: { target: app, path: /, method: POST, body: "${x}" }', 'only in path and json'],
    ['http: { target: app, path: /, headers: { a: "${x}" } }', 'only in path and json'],
    ['http: { target: app, path: /, method: POST, json: { "${x}": 1 } }', 'no parameter can stand in a name'],
    ['command: [a], secrets: { A: { file: "/etc/${x}" } }', 'no parameter can stand here'],
    ['command: [a], environment: { LD_PRELOAD: "${x}" }', 'decides what is run'],
    ['command: [a], environment: { PATH: "/bin:${x}" }', 'decides what is run'],
    ['command: [a, "${y}"]', "${y} is none of the file's parameters"],
    ['command: [a, "${}"]', "${} is none of the file's parameters"],
    ['command: [a, "${__proto__}"]', "is none of the file's parameters"],
    ['command: [bash, -c, "rm ${x}"]', 'bash reads the value of ${x} as part of a program'],
    ['command: [sudo, /bin/sh, -ec, "rm ${x}"]', 'sh reads the value of ${x}'],
    ['command: [ssh, host, "${x}"]', 'ssh reads the value of ${x}'],
    ['command: [psql, "--command=select ${x}"]', 'psql reads the value of ${x}'],
    ['waitUntil: { command: [python3, -c, "print(${x})"] }', 'python3 reads the value of ${x}'],
  ])('cannot stand in %s', (rest, why) => {
    expect(saidOf(step(rest)).join('\n')).toContain(why);
  });

  it('may stand in the text of a shell where its pattern leaves nothing to read', () => {
    expect(saidOf(step('command: [bash, -c, "rm -- ${n}"]'))).toEqual([]);
    expect(saidOf(step('command: [bash, -c, \'rm -- "$1"\', sh, "${x}"]'))).toEqual([]);
  });

  it('has the value that is given, or its default, and each that is wrong is named', () => {
    const declared = {
      id: { description: null, pattern: '[0-9]+', default: null },
      kind: { description: null, pattern: 'a|b', default: 'a' },
    };
    expect(valuesOf(declared, { id: '7' })).toEqual({ id: '7', kind: 'a' });
    const call = () => valuesOf(declared, { id: '7\n', kind: 'ab', idd: '1' });
    expect(call).toThrow(
      'Parameters of the step file: "idd" is none of them; did you mean id?; "id" "7\\n" holds a control character; "kind" "ab" does not match a|b',
    );
    expect(() => valuesOf(declared, {})).toThrow('"id" is missing');
    expect(() => valuesOf(declared, { id: '1'.repeat(1_001) })).toThrow('longer than 1000 characters');
    expect(() => valuesOf(declared, JSON.parse('{"id":"1","__proto__":"x"}'))).toThrow('"__proto__" is none');
  });

  it('is refused by a pattern that is none, as a host could tell one to the server', () => {
    const declared = { id: { description: null, pattern: '(a+)+\\1', default: null } };
    expect(() => valuesOf(declared, { id: 'a' })).toThrow('has a pattern that is none');
  });

  it('is one of few: each is a pattern that somebody else may have written', () => {
    const names = Array.from({ length: 21 }, (_, i) => `p${i}`);
    const around = `parameters: { ${names.map((name) => `${name}: `).join(', ')} }`;
    expect(saidOf(step('sleep: 1s', around))).toEqual(['1 parameters: are more than 20']);
    const declared = Object.fromEntries(
      names.map((name) => [name, { description: null, pattern: 'a', default: 'a' }]),
    );
    expect(() => valuesOf(declared, {})).toThrow('more than 20 parameters');
  });

  it('has a default that its pattern takes', () => {
    const around = "parameters: { x: { pattern: '[0-9]+', default: one } }";
    expect(saidOf(step('command: [a, "${x}"]', around))).toEqual([
      '1 parameters.x.default: "one" does not match [0-9]+',
    ]);
  });

  it('is no option, path or sentence where nothing is said of it', () => {
    const { x } = parsed(step('command: [a, "${x}"]', 'parameters: { x: }')).parameters;
    for (const value of ['--force', '../x', '/etc', 'a b', '', 'a;b']) {
      expect(() => valuesOf({ x: x! }, { x: value })).toThrow('does not match');
    }
    expect(valuesOf({ x: x! }, { x: 'release-2026.12_1' })).toEqual({ x: 'release-2026.12_1' });
  });
});
