import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diffEntries, sameWritten } from '../../src/catalog/diff.ts';
import { catalogFromEntries, entriesOf } from '../../src/catalog/entries.ts';
import type { Entry } from '../../src/catalog/entry.ts';
import { documentOf } from '../../src/catalog/export.ts';
import { parseEntry } from '../../src/catalog/read-entry.ts';
import { configTemplate } from '../../src/catalog/template.ts';
import { errorOf, mistakesOf } from './support.ts';

const root = new URL('../../../../', import.meta.url);
const example = await readFile(new URL('examples/lull.yaml', root), 'utf8');

const service = (name: string, body: object = {}): Entry => ({
  kind: 'service',
  name,
  body: { zone: 'UTC', ...body },
});
const window = (name: string, body: object = {}): Entry => ({
  kind: 'window',
  name,
  body: { zone: 'UTC', start: '2026-01-05T02:00', duration: 'PT2H', ...body },
});

describe('a lull.yaml as entries', () => {
  test('as it is written: no comments, no defaults, nothing that says nothing', () => {
    const text = `
organisation: { name: Shop Ltd, team: }
teams: { web: { zone: UTC } }
services:
  shop: { zone: europe/berlin, windows: [w], holidays: } # ours
windows: { w: { zone: UTC, start: 2026-01-05T02:00, duration: 2h, rrule: } }
`;
    expect(entriesOf(text, 'lull.yaml')).toEqual([
      { kind: 'organisation', name: 'organisation', body: { name: 'Shop Ltd' } },
      { kind: 'team', name: 'web', body: { zone: 'UTC' } },
      { kind: 'service', name: 'shop', body: { zone: 'europe/berlin', windows: ['w'] } },
      { kind: 'window', name: 'w', body: { zone: 'UTC', start: '2026-01-05T02:00', duration: '2h' } },
    ]);
  });

  test('a mistake is told with its line', () => {
    expect(errorOf(() => entriesOf('services:\n  shop: {}', 'lull.yaml')).message).toContain('lull.yaml:2:3');
  });

  test.each([
    ['what lull init writes', configTemplate],
    ['examples/lull.yaml', example],
    ['an empty file', ''],
  ])('%s means the same as entries, and as a file made of them', (_title, text) => {
    const entries = entriesOf(text, 'lull.yaml');
    expect(entriesOf(documentOf(entries), 'export.yaml')).toEqual(entries);
    const [file, rows] = [entries, JSON.parse(JSON.stringify(entries))].map((each) =>
      catalogFromEntries(each),
    );
    for (const part of ['organisation', 'team', 'policy', 'teams', 'services', 'entries'] as const) {
      expect(rows![part]).toEqual(file![part]);
    }
    expect([...rows!.windows.keys()]).toEqual([...file!.windows.keys()]);
    expect([...rows!.freezes.keys()]).toEqual([...file!.freezes.keys()]);
  });

  test('whatever names and words are in it, a file made of entries reads back as them', () => {
    const names = fc.uniqueArray(
      fc.oneof(
        fc.constantFrom('null', 'true', '1', '10', '0x1', '1e3', 'yes', 'constructor', 'y', '2026-01-05'),
        fc.stringMatching(/^[a-zäß0-9][a-z0-9._-]{0,8}$/),
      ),
      { maxLength: 5 },
    );
    const words = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 20 }),
      fc.constantFrom('- a', '# b', 'a: b', '*a', '&a', '!x', '"', "'", '\n\n', ' x ', '~', '1', '{}', '<<'),
    );
    fc.assert(
      fc.property(names, words, (some, description) => {
        fc.pre(!description.includes('\0'));
        const entries = some.map((name) => parseEntry('service', name, service(name, { description }).body));
        const sorted = (list: Entry[]) => list.toSorted((a, b) => (a.name < b.name ? -1 : 1));
        expect(sorted(entriesOf(documentOf(entries), 'x.yaml'))).toEqual(sorted(entries));
      }),
      { numRuns: 300 },
    );
  });
});

describe('one entry by itself', () => {
  test('is given back in its normal form', () => {
    const body = { zone: 'UTC', team: null, windows: ['cafe\u0301'], traffic: ['/var/cafe\u0301.log'] };
    expect(parseEntry('service', 'cafe\u0301', body)).toEqual({
      kind: 'service',
      name: 'caf\u00e9',
      body: { zone: 'UTC', windows: ['caf\u00e9'], traffic: ['/var/cafe\u0301.log'] },
    });
  });

  test('tells every mistake with its field in the body', () => {
    const body = { zone: 'Mars/X', start: 'soon', duration: 90, risk: 'hihg', rule: 'FREQ=DAILY' };
    const refused = () => parseEntry('window', 'w', body);
    expect(errorOf(refused)).toMatchObject({ code: 'bad-request' });
    expect(errorOf(refused).message).toContain('the window "w" has 5 mistakes:');
    const [zone, start, duration, risk, rule] = mistakesOf(refused);
    expect(zone).toContain('zone: "Mars/X" is not a time zone');
    expect(start).toContain('start: "soon" is not a time');
    expect(duration).toContain('duration: 90 is not text; write for example PT4H');
    expect(risk).toBe('risk: "hihg" is not one of low, high, downtime ("high")');
    expect(rule).toContain('rule: is not a field here; the fields are zone, start, duration, rrule');
  });

  test.each<[unknown, string]>([
    [null, ': null is not a block of fields'],
    [[], ': [] is not a block of fields'],
    ['zone', ': "zone" is not a block of fields'],
    [JSON.parse('{ "zone": "UTC", "__proto__": { "x": 1 } }'), '__proto__: is not a field here'],
    [{ zone: 'UTC', constructor: 1 }, 'constructor: is not a field here'],
    [{ zone: 'UTC', description: 'x'.repeat(2001) }, 'description: is longer than 2000 characters'],
    [{ zone: 'UTC', description: 'a\0b' }, 'description: holds a NUL'],
    [{ zone: 'UTC', description: 'a\ud800' }, 'description: holds a NUL or half of a character'],
    [{ zone: 'UTC', policy: { verify: 'yes' } }, 'policy.verify: "yes" is neither true nor false'],
    [
      { zone: 'UTC', policy: { extendBy: '0m' } },
      'policy.extendBy: "0m" is not within limits. Write PT1S to',
    ],
    [{ zone: 'UTC', policy: { atOnce: {} } }, 'policy.atOnce: is not a field here'],
  ])('%j is refused', (body, message) => {
    expect(mistakesOf(() => parseEntry('service', 'shop', body))[0]).toContain(message);
  });

  test('of any depth is refused and not followed', () => {
    const deep = (levels: number) => JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`);
    for (const levels of [1, 40, 5_000]) {
      for (const place of ['zone', 'traffic', 'policy', 'a']) {
        const refused = () => parseEntry('service', 'shop', { zone: 'UTC', [place]: deep(levels) });
        expect(mistakesOf(refused)).not.toEqual([]);
      }
    }
  });

  test('of nothing but nonsense gets no more nonsense back', () => {
    const fields = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`f${i}`, i]));
    const error = errorOf(() => parseEntry('service', 'shop', { zone: 'UTC', ...fields }));
    expect(error.message).toContain('has 20000 mistakes');
    expect(JSON.stringify(error).length).toBeLessThan(20_000);
  });

  test('is only the organisation where that is meant, and has its one name', () => {
    expect(parseEntry('organisation', 'organisation', { name: 'Shop Ltd' }).body).toEqual({
      name: 'Shop Ltd',
    });
    expect(mistakesOf(() => parseEntry('organisation', 'acme', {}))).toEqual([
      'name: is called "organisation", for there is one',
    ]);
    expect(mistakesOf(() => parseEntry('organisation', 'organisation', { nam: 'x' }))).toEqual([
      'nam: is not a field here; the fields are name, announce, page, team, policy (name)',
    ]);
  });

  test('whatever JSON is sent: an entry or a bad-request, never another error', () => {
    const kind = fc.constantFrom('organisation', 'team', 'service', 'window', 'freeze' as const);
    const names = fc.oneof(fc.constant('organisation'), fc.string({ unit: 'binary', maxLength: 10 }));
    const fields = [
      'zone',
      'start',
      'duration',
      'rrule',
      'policy',
      'scope',
      'secondPerson',
      'traffic',
      'people',
    ];
    const values = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.constantFrom('UTC', 'PT1H', '2026-01-05T02:00'),
    );
    const bodies = fc.oneof(fc.dictionary(fc.constantFrom(...fields), values), fc.jsonValue());
    fc.assert(
      fc.property(kind, names, bodies, (some, name, body) => {
        try {
          const entry = parseEntry(some, name, body);
          expect(parseEntry(some, entry.name, entry.body)).toEqual(entry);
          expect(JSON.parse(JSON.stringify(entry))).toEqual(entry);
        } catch (error) {
          expect(error).toMatchObject({ code: 'bad-request' });
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('names', () => {
  test.each(['shop', 'Shop 2', 'api.v2', 'größe', '店舗', 'दुकान', 'a_b-c', '1'])('%j is one', (name) => {
    expect(parseEntry('service', name, { zone: 'UTC' }).name).toBe(name);
  });

  test.each([
    ['', 'nothing'],
    ['a/b', 'a slash'],
    ['__proto__', 'no letter first'],
    ['shop ', 'a space at the end'],
    ['my  shop', 'two spaces'],
    ['a\u200bb', 'a space without width'],
    ['a\u200db', 'a joiner'],
    ['a\u202eb', 'a reversal'],
    ['a\u00adb', 'a soft hyphen'],
    ['\u3164', 'a filler that counts as a letter'],
    ['a\ufe0f', 'a variation selector'],
    ['a\u{e0061}', 'a tag'],
    ['a\nb', 'a line'],
    ['a\u0000', 'a NUL'],
    ['a\ud800', 'half of a character'],
    ['x'.repeat(101), 'a hundred and one letters'],
  ])('%j is none: %s', (name) => {
    expect(mistakesOf(() => parseEntry('service', name, { zone: 'UTC' }))).toHaveLength(1);
    expect(
      mistakesOf(() => entriesOf(JSON.stringify({ services: { [name]: { zone: 'UTC' } } }), 'x')),
    ).not.toEqual([]);
  });

  test('are the same in whatever form they are written, in a file too', () => {
    const [composed, apart] = ['caf\u00e9', 'cafe\u0301'];
    const text = `services: { ${apart}: { zone: UTC, windows: [${composed}] } }
windows: { "cafe\\u0301": { zone: UTC, start: 2026-01-05T02:00, duration: 2h } }`;
    expect(entriesOf(text, 'x').map(({ name }) => name)).toEqual([composed, composed]);
    const twice = `services:\n  ${composed}: { zone: UTC }\n  ${apart}: { zone: UTC }`;
    expect(mistakesOf(() => entriesOf(twice, 'x'))).toEqual([
      `services.${apart}: "${apart}" is written twice`,
    ]);
    const wrong = `services:\n  x: { zone: UTC }\n  ${apart}: { zone: UTC, colour: red }`;
    expect(errorOf(() => entriesOf(wrong, 'x')).message).toContain('x:3:');
  });
});

describe('a catalog from entries', () => {
  test('refers only to what is there, and says where it does not', () => {
    const refused = () =>
      catalogFromEntries([
        service('shop', { windows: ['nightyl'], team: 'wbe', dependsOn: ['db'] }),
        window('nightly'),
        { kind: 'team', name: 'web', body: { zone: 'UTC' } },
        { kind: 'freeze', name: 'f', body: { ...window('f').body, scope: { services: ['shpo'] } } },
        service('self', { dependsOn: ['self'] }),
      ]);
    expect(errorOf(refused).code).toBe('bad-config');
    expect(mistakesOf(refused)).toEqual([
      'services.shop.team: "wbe" is not one of the teams ("web")',
      'services.shop.windows.0: "nightyl" is not one of the windows ("nightly")',
      'services.shop.dependsOn.0: "db" is not one of the services',
      'freezes.f.scope.services.0: "shpo" is not one of the services ("shop")',
      'services.self.dependsOn: depends on itself: self -> self',
    ]);
  });

  test('holds no name twice, and only what is right', () => {
    expect(mistakesOf(() => catalogFromEntries([service('a'), service('a')]))).toEqual([
      'services.a: is there twice',
    ]);
    expect(mistakesOf(() => catalogFromEntries([window('w', { risk: 'no' })]))).toEqual([
      'windows.w.risk: "no" is not one of low, high, downtime',
    ]);
  });

  test('takes over what has not changed, and is as if made anew', () => {
    const before = [
      { kind: 'organisation', name: 'organisation', body: { name: 'A' } } as Entry,
      ...[1, 2, 3].map((i) => window(`w${i}`)),
      service('shop', { windows: ['w1'] }),
    ];
    const first = catalogFromEntries(before);
    const after: Entry[] = JSON.parse(JSON.stringify(before));
    after[0] = { ...after[0]!, body: { name: 'B', policy: { atOnce: { team: 3 } } } };
    after[2] = window('w2', { duration: 'PT3H' });
    after.splice(3, 1);
    const second = catalogFromEntries(after, first);
    expect(second.windows.get('w1')).toBe(first.windows.get('w1'));
    expect(second.windows.get('w2')).not.toBe(first.windows.get('w2'));
    expect(second.windows.has('w3')).toBe(false);
    expect(second.organisation).toBe('B');
    expect(second.policy.atOnce).toEqual({ team: 3, chain: 2 });
    expect(second.entries).toEqual(catalogFromEntries(after).entries);
    expect(second.rulesOf('shop').windows).toEqual([first.windows.get('w1')]);
    expect(first.organisation).toBe('A');
  });
});

describe('what changes between entries', () => {
  test('is told by kind and name, field by field', () => {
    const before = [
      service('shop', { windows: ['a'], policy: { verify: true } }),
      service('gone'),
      window('w'),
      service('same', { team: 'x', windows: ['a', 'b'] }),
    ];
    const after: Entry[] = [
      window('w', { risk: 'high', duration: 'PT3H' }),
      { kind: 'service', name: 'same', body: { windows: ['a', 'b'], team: 'x', zone: 'UTC' } },
      service('shop', { windows: ['a', 'b'], policy: { verify: true, atTurnBack: 'ask' } }),
      { kind: 'organisation', name: 'organisation', body: {} },
    ];
    expect(diffEntries(before, after)).toEqual([
      { kind: 'organisation', name: 'organisation', change: 'added', fields: [] },
      {
        kind: 'service',
        name: 'gone',
        change: 'removed',
        fields: [{ field: 'zone', before: 'UTC', after: null }],
      },
      {
        kind: 'service',
        name: 'shop',
        change: 'changed',
        fields: [
          { field: 'windows', before: ['a'], after: ['a', 'b'] },
          { field: 'policy.atTurnBack', before: null, after: 'ask' },
        ],
      },
      {
        kind: 'window',
        name: 'w',
        change: 'changed',
        fields: [
          { field: 'duration', before: 'PT2H', after: 'PT3H' },
          { field: 'risk', before: null, after: 'high' },
        ],
      },
    ]);
  });

  test('is nothing exactly where they say the same', () => {
    const leaf = fc.oneof(
      fc.constantFrom('a', 'b', true, 1),
      fc.array(fc.constantFrom('a', 'b'), { maxLength: 2 }),
    );
    const inner = fc.dictionary(fc.constantFrom('x', 'y', '__proto__'), leaf, {
      maxKeys: 3,
      noNullPrototype: true,
    });
    const body = fc.dictionary(fc.constantFrom('p', 'q', 'r'), fc.oneof(leaf, inner), {
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(body, body, (a, b) => {
        const [change] = diffEntries(
          [{ kind: 'team', name: 't', body: a }],
          [{ kind: 'team', name: 't', body: b }],
        );
        expect(change === undefined).toBe(sameWritten(a, b));
        expect(sameWritten(a, b)).toBe(sameWritten(b, a));
        expect(sameWritten(a, structuredClone(a))).toBe(true);
        for (const { before, after } of change?.fields ?? []) expect(sameWritten(before, after)).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});
