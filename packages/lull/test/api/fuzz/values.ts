import fc from 'fast-check';

/** Texts that have broken programs before. */
const hostile = [
  '',
  ' ',
  '\0',
  'a\0b',
  "'; drop table downtime_downtimes; --",
  '" or ""="',
  '$1',
  '%s%n',
  '%',
  '../../../etc/passwd',
  '..%2f..%2f',
  '<script>alert(1)</script>',
  '{{7*7}}',
  'a\r\nSet-Cookie: x=1',
  '\u202egnp.exe',
  'sh\u200bop',
  '\ud800',
  '\ufeff',
  '\u{e0041}',
  'cafe\u0301',
  'ﬁ',
  'İ',
  '٣',
  '1e9',
  '-0',
  'NaN',
  'null',
  'true',
  '[object Object]',
  '__proto__',
  'constructor',
  'toString',
  'W10=',
  'WyJpbmZpbml0eSIsIiJd',
  'x'.repeat(10_000),
];

const instants = [
  '2026-12-05T01:00:00Z',
  '1970-01-01T00:00:00Z',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999Z',
  '2026-03-29T02:30:00+01:00[Europe/Berlin]',
  '2027-12-05T01:00:00.123456789Z',
  '2026-12-05T24:00:00Z',
  '+275760-09-13T00:00:00Z',
  '2026-02-30T00:00:00Z',
  '2026-12-05T01:00:00',
  'infinity',
];

const lengths = [
  'PT1H',
  'PT0S',
  'PT0.001S',
  'PT0.0001S',
  'PT1S',
  'P7D',
  'P36525D',
  'P36526D',
  'PT876600H',
  '90m',
  'P1Y',
  '-PT1H',
  'PT9007199254740993S',
];

const rules = [
  'FREQ=DAILY',
  'FREQ=SECONDLY',
  'FREQ=MINUTELY;INTERVAL=1',
  'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
  'FREQ=DAILY;COUNT=999999999',
  'FREQ=WEEKLY;BYDAY=MO,TU,XX',
  'FREQ=DAILY;UNTIL=00000101T000000Z',
];

/** Values of any kind, hostile ones among them. */
export const anything: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<unknown>(...hostile) },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(null, true, 0, -1, 1.5, 1e308, 2 ** 53, [], {}, [[]]) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom(40, 5_000).map(deep) },
);

/** Texts of any kind, hostile ones among them. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...hostile) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
);

/** A schema of JSON, as far as it is looked at here. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly examples?: readonly unknown[];
}

/**
 * Values that a schema takes, at its edges and beyond, and known names where there may be some.
 *
 * @param known names and ids of things that are there
 */
export function edgesOf(schema: Schema, known: readonly string[]): fc.Arbitrary<unknown> {
  if (schema.enum) return fc.constantFrom(...schema.enum, 'none of them');
  if (schema.format === 'date-time') return fc.constantFrom(...instants);
  if (schema.format === 'duration') return fc.constantFrom(...lengths);
  const type = [schema.type ?? []].flat();
  if (type.includes('array')) {
    const items = edgesOf(schema.items ?? {}, known);
    return fc.oneof(
      { weight: 4, arbitrary: fc.array(items, { maxLength: 3 }) },
      { weight: 1, arbitrary: items.map((item) => Array(201).fill(item)) },
    );
  }
  if (type.includes('boolean')) return fc.boolean();
  if (type.includes('object')) {
    const fields = Object.entries(schema.properties ?? {}).map(([name, each]) => [
      name,
      edgesOf(each, known),
    ]);
    return fc.record(Object.fromEntries(fields), { requiredKeys: [] });
  }
  if (type.includes('string')) {
    return fc.oneof(fc.constantFrom(...known, ...rules, 'a', 'ä'.repeat(50)), fc.constantFrom(...hostile));
  }
  return anything;
}

function deep(depth: number): unknown {
  let value: unknown = 'deep';
  for (let i = 0; i < depth; i++) value = i % 2 ? [value] : { a: value };
  return value;
}
