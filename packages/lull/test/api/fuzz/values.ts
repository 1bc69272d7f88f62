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
  'Å',
  'ﬁ',
  'İ',
  '٣',
  '1e9',
  '-0',
  'NaN',
  'null',
  'undefined',
  'true',
  '[object Object]',
  '__proto__',
  'constructor',
  'toString',
  'infinity',
  '-infinity',
  '9999-12-31T23:59:59Z',
  '+275760-09-13T00:00:00Z',
  '0000-01-01T00:00:00Z',
  '2026-02-30T00:00:00Z',
  '2026-12-05T01:00:00',
  'P100Y',
  'P36525D',
  'PT9007199254740993S',
  'PT0.0001S',
  'FREQ=SECONDLY',
  'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
  'FREQ=DAILY;COUNT=999999999',
  'Europe/Nowhere',
  'W10=',
  'WyJpbmZpbml0eSIsIiJd',
  'x'.repeat(10_000),
];

/** Values of any kind, hostile ones among them. */
export const anything: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<unknown>(...hostile) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<unknown>(null, true, false, 0, -1, 1.5, 1e308, 2 ** 53, [], {}, [[]]),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom(40, 5_000).map(deep) },
);

/** Texts of any kind, hostile ones among them. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...hostile) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
);

function deep(depth: number): unknown {
  let value: unknown = 'deep';
  for (let i = 0; i < depth; i++) value = i % 2 ? [value] : { a: value };
  return value;
}
