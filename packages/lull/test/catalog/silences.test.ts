import { describe, expect, it } from 'vitest';
import { parseCatalog } from '../../src/catalog/parse.ts';
import { parseMatcher } from '../../src/catalog/silences.ts';

const service = (silences: string) =>
  `services:\n  shop:\n    zone: UTC\n    silences:\n${silences.replace(/^/gm, '      ')}\n`;
const read = (silences: string) =>
  parseCatalog(service(silences), 'lull.yaml').services.get('shop')!.silences;

describe('what a service wants to be quiet', () => {
  it('is read by the fields of each kind of monitor', () => {
    expect(
      read(`- { by: alerts, matchers: ['service="shop"', 'severity=~"warning|critical"'] }
- { by: icinga, hosts: [web1, db1], services: [http], withChildren: true }
- { by: pager }`),
    ).toEqual([
      { by: 'alerts', scope: { matchers: ['service="shop"', 'severity=~"warning|critical"'] } },
      { by: 'icinga', scope: { hosts: ['web1', 'db1'], services: ['http'], withChildren: true } },
      { by: 'pager', scope: {} },
    ]);
    expect(parseCatalog('services: { a: { zone: UTC } }', 'f').services.get('a')!.silences).toEqual([]);
  });

  it.each([
    ['- { matchers: [a=b] }', 'lull.yaml:5:9: services.shop.silences.0.by: is missing'],
    ['- { by: a, matchers: [] }', 'silences.0.matchers: is empty, so nothing would be quiet'],
    ['- { by: a, matchers: ["a b"] }', 'silences.0.matchers.0: "a b" is no matcher'],
    ['- { by: a, matchers: [\'a!="b"\'] }', 'silences.0.matchers: say only what is not meant'],
    ['- { by: a, matchers: [a=b], hosts: [c] }', 'silences.0.hosts: and matchers exclude each other'],
    ['- { by: a, services: [c] }', 'silences.0.services: are of hosts; name these, too'],
    ['- { by: a, withChildren: true }', 'silences.0.withChildren: is of hosts'],
    ['- { by: a, hosts: ["a!b"] }', 'silences.0.hosts.0: "a!b" is no name'],
    ['- { by: a, host: [c] }', 'silences.0.host: is not a field here'],
    ['- alerts', 'silences.0: "alerts" is not a block of fields'],
  ])('%s is a mistake, with its place', (written, message) => {
    expect(() => read(written)).toThrow(message);
  });
});

it.each([
  ['a=b', { name: 'a', value: 'b', isRegex: false, isEqual: true }],
  ['a!="b"', { name: 'a', value: 'b', isRegex: false, isEqual: false }],
  [' a_1 =~ "b|c" ', { name: 'a_1', value: 'b|c', isRegex: true, isEqual: true }],
  ['a!~".+"', { name: 'a', value: '.+', isRegex: true, isEqual: false }],
  ['a="say \\"b\\" \\\\ \\n"', { name: 'a', value: 'say "b" \\ \n', isRegex: false, isEqual: true }],
  ['a=""', { name: 'a', value: '', isRegex: false, isEqual: true }],
  ['a', null],
  ['=b', null],
  ['1a=b', null],
  ['a==b"', null],
  ['a="b', null],
  ['a="b" c="d"', null],
])('the matcher %j', (written, matcher) => {
  expect(parseMatcher(written)).toEqual(matcher);
});
