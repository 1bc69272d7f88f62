import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCatalog } from '../../src/catalog/load.ts';
import type { Mistake } from '../../src/catalog/mistakes.ts';
import { LullError } from '../../src/errors.ts';
import { HOUR } from '../../src/time/instant.ts';

const errorOf = (text: string): LullError => {
  try {
    parseCatalog(text, 'lull.yaml');
  } catch (error) {
    if (error instanceof LullError) return error;
    throw error;
  }
  throw new Error(`no mistake was found in ${text}`);
};

/** Mistakes as a person sees them: line, column, field, message, and what was meant. */
const mistakesIn = (text: string): string[] =>
  (errorOf(text).details.mistakes as Mistake[]).map(
    ({ line, column, field, message, hint }) =>
      `${line}:${column} ${field}: ${message}${hint ? ` (${hint})` : ''}`,
  );

const window = (fields: string) =>
  mistakesIn(`windows: { w: { zone: UTC, start: 2026-01-05T02:00, duration: PT2H, ${fields} } }`)[0];

describe('a configuration becomes a catalog', () => {
  test('with defaults where something is left out', () => {
    const { windows, freezes, services, team, organisation } = parseCatalog(
      `
services: { shop: { zone: Europe/Berlin } }
windows: { w: { zone: UTC, start: 2026-01-05T02:00, duration: PT2H, rrule: } }
freezes: { f: { zone: UTC, start: 2026-12-24T00:00:00Z, duration: P3D } }
`,
      'lull.yaml',
    );
    const nothing = { days: 0, ms: 0 };
    expect(windows.get('w')).toMatchObject({
      risk: 'downtime',
      notice: nothing,
      cutoff: nothing,
      comment: null,
    });
    expect(freezes.get('f')).toMatchObject({ leastRisk: 'low', services: null, reason: null });
    expect(services.get('shop')).toEqual({
      name: 'shop',
      zone: 'Europe/Berlin',
      description: null,
      team: null,
      traffic: [],
      dependsOn: [],
      windows: null,
      holidays: null,
      downtimes: [],
      policy: null,
      gates: null,
      silences: [],
      announce: null,
      title: null,
      public: false,
    });
    expect({ team, organisation }).toEqual({ team: null, organisation: null });
  });

  test('with a team that works past midnight, sources and past downtimes', () => {
    const { team, services } = parseCatalog(
      `
organisation: { name: Night Ltd, team: { zone: Europe/London, hours: 22:00-06:00, days: [SA, SU] } }
services:
  shop:
    zone: Europe/Berlin
    traffic: [access.log, { source: metrics.csv, series: web }]
    downtimes: [{ start: 2026-01-05T02:00, end: 2026-01-05T03:00:00Z }]
`,
      'lull.yaml',
    );
    expect(team).toEqual({ zone: 'Europe/London', hours: { from: 1320, to: 360 }, days: ['SA', 'SU'] });
    expect(services.get('shop')?.traffic).toEqual([
      { source: 'access.log' },
      { source: 'metrics.csv', series: 'web' },
    ]);
    const [downtime] = services.get('shop')!.downtimes;
    expect(downtime!.end - downtime!.start).toBe(2 * HOUR);
  });

  test('with comments and reasons on one line that a terminal can show', () => {
    const { windows, freezes, organisation } = parseCatalog(
      `
organisation: { name: "A\\e[31m" }
windows:
  w:
    zone: UTC
    start: 2026-01-05T02:00
    duration: PT2H
    comment: |
      the night
        after the backups
freezes: { f: { zone: UTC, start: 2026-12-24, duration: P3D, reason: "\\e[2Jgone\\u202e" } }
`,
      'lull.yaml',
    );
    expect(windows.get('w')?.comment).toBe('the night after the backups');
    expect(freezes.get('f')?.reason).toBe('\\u001b[2Jgone\\u202e');
    expect(organisation).toBe('A\\u001b[31m');
  });

  test('with a freeze over whole days and a zone in the case of the database', () => {
    const { freezes } = parseCatalog(
      'freezes: { f: { zone: europe/berlin, start: 2026-12-18, duration: P7D, rdate: [2027-03-01] } }',
      'lull.yaml',
    );
    const { recurrence } = freezes.get('f')!;
    expect(recurrence.zone).toBe('Europe/Berlin');
    expect(recurrence.next(0)?.start).toBe(Date.UTC(2026, 11, 17, 23));
    expect(recurrence.next(Date.UTC(2027, 0, 1))?.start).toBe(Date.UTC(2027, 1, 28, 23));
  });

  test.each(['', '# nothing yet', '---', 'windows:', '\uFEFFservices: {}'])('%j is an empty one', (text) => {
    expect(parseCatalog(text, 'lull.yaml').windows.size).toBe(0);
  });

  test('anchors and merged fields are followed', () => {
    const text = `
windows:
  a: &base { zone: UTC, start: 2026-01-05T02:00, duration: PT2H, risk: high }
  b: { <<: *base, risk: low }
`;
    expect(parseCatalog(text, 'lull.yaml').windows.get('b')?.risk).toBe('low');
  });
});

describe('each mistake is told with its line, its field and what would be right', () => {
  test('all of a file at once, in its order', () => {
    const text = `organisation: { team: { zone: Mars/X, hours: 9-17, dayz: [MO] } }
services:
  shop: { zone: UTC, windows: [nightyl], dependsOn: [pay, bank] }
  pay: { zone: UTC, dependsOn: [shop], windows: [] }
windows:
  nightly:
    zone: UTC
    start: 2026-01-0
    duration: 90
    risk: hihg
freezes:
  f: { zone: UTC, start: 2026-01-05T02:00, duration: P1D, scope: { services: [shpo] } }
`;
    const found = mistakesIn(text);
    expect(found.map((each) => each.slice(0, each.indexOf(': ')))).toEqual([
      '1:25 organisation.team.zone',
      '1:39 organisation.team.hours',
      '1:52 organisation.team.dayz',
      '3:32 services.shop.windows.0',
      '3:42 services.shop.dependsOn',
      '3:59 services.shop.dependsOn.1',
      '4:40 services.pay.windows',
      '8:5 windows.nightly.start',
      '9:5 windows.nightly.duration',
      '10:5 windows.nightly.risk',
      '12:79 freezes.f.scope.services.0',
    ]);
    expect(errorOf(text)).toMatchObject({ code: 'bad-config', exitCode: 2 });
    expect(errorOf(text).message).toContain(
      'lull.yaml:10:5: windows.nightly.risk: "hihg" is not one of low, high, downtime; did you mean "high"?',
    );
  });

  test.each([
    ['rule: FREQ=DAILY', 'is not a field here; the fields are zone, start, duration, rrule', '(rrule)'],
    ['rrule: FREQ=DAYLY', 'FREQ=DAYLY is not a frequency', 'FREQ=WEEKLY;BYDAY=SU'],
    ['rrule: FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', 'never occurs', 'w.rrule'],
    ['exdate: 2026-01-12T02:00', 'is not a list', '[2026-12-25T02:00]'],
    ['exdate: [2026-01-12]', 'w.exdate.0: "2026-01-12" is not a time', '2026-01-05T02:00'],
    ['rdate: [2026-01-12]', 'w.rdate.0: "2026-01-12" is not a time', '2026-01-05T02:00'],
    ['rrule: FREQ=SECONDLY', 'w.rrule: ', 'it starts up to 86,400 times a day and lasts 2h'],
    [
      'rrule: FREQ=MINUTELY',
      'w.rrule: ',
      'up to 1,440 times a day, and a window or freeze starts at most 288',
    ],
    ['rrule: FREQ=MINUTELY;INTERVAL=4', 'w.rrule: ', 'starts at most 288 times'],
    ['cutoff: 2h', 'w.cutoff: is not shorter than the window', 'no work'],
    ['notice: 7 days', '"7 days" is not a duration', '14d'],
    ['risk: ', 'is not one of low, high, downtime', 'w.risk'],
  ])('%s', (fields, message, more) => {
    expect(window(fields)).toContain(message);
    expect(window(fields)).toContain(more);
  });

  test('a field that is missing', () => {
    const [zone, start, duration] = mistakesIn('windows:\n  w: {}');
    expect(zone).toBe('2:3 windows.w.zone: is missing; write for example Europe/Berlin');
    expect(start).toContain('start: is missing; write for example 2026-01-05T02:00');
    expect(duration).toContain('duration: is missing; write for example PT4H');
  });

  test('a duration of nothing', () => {
    const [mistake] = mistakesIn('windows: { w: { zone: UTC, start: 2026-01-05T02:00, duration: PT0S } }');
    expect(mistake).toContain('windows.w.duration: A duration of nothing');
  });

  test('a past downtime that ends before it starts', () => {
    const shop = 'zone: UTC, downtimes: [{ start: 2026-01-05T02:00, end: 2026-01-05T01:00 }]';
    expect(mistakesIn(`services: { shop: { ${shop} } }`)[0]).toContain('is not after the start');
  });

  test('services that depend on each other in a ring, and on themselves', () => {
    const ring = 'services:\n  a: { zone: UTC, dependsOn: [b] }\n  b: { zone: UTC, dependsOn: [a, b] }';
    expect(mistakesIn(ring)).toEqual([
      '2:19 services.a.dependsOn: depends on itself: a -> b -> a',
      '3:19 services.b.dependsOn: depends on itself: b -> b',
    ]);
  });

  test('dependencies of any depth, and a ring of any length', () => {
    const chain = (last: string) =>
      Array.from({ length: 12_000 }, (_, i) => ` s${i}: { zone: UTC, dependsOn: [s${i + 1}] }`)
        .concat(` s12000: { zone: UTC, dependsOn: [${last}] }`)
        .join('\n');
    expect(parseCatalog(`services:\n${chain('')}`, 'lull.yaml').services.size).toBe(12_001);
    expect(mistakesIn(`services:\n${chain('s0')}`)).toEqual([
      '2:19 services.s0.dependsOn: depends on itself: ' +
        's0 -> s1 -> s2 -> s3 -> s4 -> … 11993 more … -> s11998 -> s11999 -> s12000 -> s0',
    ]);
  });

  test('many names that nothing has, with hints for the first of them', () => {
    const wrong = Array.from({ length: 2000 }, (_, i) => ` s${i}: { zone: UTC, dependsOn: [x${i}] }`);
    const mistakes = mistakesIn(`services:\n${wrong.join('\n')}`);
    expect(mistakes).toHaveLength(2000);
    expect(mistakes[0]).toBe('2:31 services.s0.dependsOn.0: "x0" is not one of the services ("s0")');
  });

  test.each(['services', 'windows', 'freezes'])('a name in %s that begins with no letter', (block) => {
    const rule = 'is not a name; it begins with a letter or digit';
    for (const name of ['__proto__', '-a', '.a', '" a"', '""']) {
      const found = mistakesIn(`${block}:\n  ok: {}\n  ${name}: { zone: UTC }`);
      expect(found.filter((each) => each.startsWith('3:3 ') && each.includes(rule))).toHaveLength(1);
    }
  });

  test('without anything that a terminal would obey', () => {
    const { message } = errorOf('services: { "a\\e[2J\u202e\u009b": { "zo\\ane": "\\e\u2066" } }');
    expect(message).toContain('\\u001b[2J\\u202e\\u009b');
    expect(message).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
  });

  test('a name with a slash, a list where fields belong, a number where fields belong', () => {
    expect(mistakesIn('services: { a/b: { zone: UTC } }')[0]).toContain('"a/b" is not a name');
    expect(mistakesIn('windows: []')[0]).toContain('[] is not a block of fields');
    expect(mistakesIn('windows: { w: 12 }')[0]).toContain('12 is not a block of fields');
  });
});

describe('what YAML itself refuses is told the same way', () => {
  test.each([
    ['windows:\n  a: {}\n  a: {}', '3:3 : is written twice; keys of a block are unique'],
    ['windows: [', '1:11 :'],
    ['\twindows: {}', '1:1 : Tabs are not allowed'],
    ['windows: {}\n---\nwindows: {}', '2:1 : a second document begins'],
    ['windows: *nowhere', 'Unresolved alias'],
    ['['.repeat(50_000), 'nested too deeply'],
    ['{"a":'.repeat(50_000), 'nested too deeply'],
    ['é'.repeat(2 * 1024 * 1024 + 1), 'larger than 4 MiB; apply it in parts'],
    [`services: [${'a,'.repeat(400_000)}`, 'more than 400,000 lines and brackets'],
    ['services: { a: &x [*x] }', 'is not a block of fields'],
  ])('%#', (text, message) => {
    expect(mistakesIn(text)[0]).toContain(message);
  });

  test('aliases that multiply end before they fill the memory', () => {
    const levels = 'bcdefgh'.split('');
    const bomb = levels.reduce(
      (text, name, i) => `${text}\n${name}: &${name} [${`*${'abcdefg'[i]},`.repeat(9)}]`,
      'a: &a [1,1,1,1,1,1,1,1,1]',
    );
    expect(mistakesIn(bomb)[0]).toContain('alias');
  });

  test('whatever is written: a catalog or a bad-config, never another error', () => {
    const pieces = fc.constantFrom(
      ...['windows', 'services', 'freezes', ':', ' ', '\n', '  ', '- ', '{', '}', '[', ']', '"', '&a', '*a'],
      ...[
        'zone',
        'UTC',
        'start',
        '2026-01-05T02:00',
        'duration',
        'PT1H',
        'null',
        '<<',
        '!!set',
        '|',
        '%',
        '0',
      ],
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (list) => {
        try {
          parseCatalog(list.join(''), 'lull.yaml');
        } catch (error) {
          expect(error).toMatchObject({ code: 'bad-config' });
        }
      }),
      { numRuns: 500 },
    );
  });
});
