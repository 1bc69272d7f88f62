import fc from 'fast-check';

const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

const someOf = (from: number, to: number, most = 3) =>
  fc.uniqueArray(fc.integer({ min: from, max: to }), { minLength: 1, maxLength: most });
const signed = (to: number, most = 3) =>
  fc.uniqueArray(
    fc.integer({ min: -to, max: to }).filter((n) => n !== 0),
    { minLength: 1, maxLength: most },
  );
const plainDays = fc.uniqueArray(fc.constantFrom(...weekdays), { minLength: 1, maxLength: 4 });
const countedDays = (most: number) =>
  fc.uniqueArray(
    fc
      .tuple(fc.integer({ min: -most, max: most }), fc.constantFrom(...weekdays))
      .map(([n, day]) => (n === 0 ? day : `${n}${day}`)),
    { minLength: 1, maxLength: 3 },
  );

type Part = fc.Arbitrary<readonly (string | number)[]>;

const partsOf: Record<string, Record<string, Part>> = {
  YEARLY: {
    BYMONTH: someOf(1, 12),
    BYMONTHDAY: signed(31),
    BYYEARDAY: signed(366),
    BYWEEKNO: signed(53),
    BYDAY: fc.oneof(plainDays, countedDays(6)),
  },
  MONTHLY: { BYMONTH: someOf(1, 12, 6), BYMONTHDAY: signed(31), BYDAY: fc.oneof(plainDays, countedDays(5)) },
  WEEKLY: { BYMONTH: someOf(1, 12, 8), BYDAY: plainDays },
  DAILY: { BYMONTH: someOf(1, 12, 8), BYMONTHDAY: signed(31, 8), BYDAY: plainDays },
  HOURLY: { BYMONTH: someOf(1, 12, 8), BYMONTHDAY: signed(31, 8), BYDAY: plainDays, BYYEARDAY: signed(366, 8) },
  MINUTELY: { BYMONTH: someOf(1, 12, 10), BYDAY: plainDays, BYMONTHDAY: signed(31, 12) },
  SECONDLY: { BYMONTH: someOf(1, 12, 11), BYDAY: plainDays },
};

const timeParts: Record<string, Part> = {
  BYHOUR: someOf(0, 23),
  BYMINUTE: someOf(0, 59),
  BYSECOND: someOf(0, 59, 2),
};

/** Rules that RFC 5545 allows, with parts in any mixture; some of them never occur. */
export const ruleTexts = (frequencies: readonly string[]): fc.Arbitrary<string> =>
  fc
    .constantFrom(...frequencies)
    .chain((freq) =>
      fc.record({
        freq: fc.constant(freq),
        interval: fc.oneof({ weight: 2, arbitrary: fc.constant(1) }, fc.integer({ min: 1, max: 5 })),
        wkst: fc.option(fc.constantFrom(...weekdays)),
        parts: fc.record({ ...partsOf[freq], ...timeParts, BYSETPOS: signed(4, 2) }, { requiredKeys: [] }),
      }),
    )
    .map(({ freq, interval, wkst, parts }) => {
      const written = Object.entries(parts as Record<string, readonly (string | number)[]>);
      const others = written.filter(([name]) => name !== 'BYSETPOS');
      const ordinal = parts['BYWEEKNO'] && /\d/.test(String(parts['BYDAY'] ?? ''));
      const kept = (others.length ? written : []).filter(([name]) => !(ordinal && name === 'BYWEEKNO'));
      const lists = kept.map(([name, list]) => `${name}=${list.join(',')}`);
      return [`FREQ=${freq}`, `INTERVAL=${interval}`, ...(wkst ? [`WKST=${wkst}`] : []), ...lists].join(';');
    });

/** Wall times between 1995 and 2030, to the second. */
export const wallStarts = fc
  .integer({ min: Date.UTC(1995, 0, 1) / 1000, max: Date.UTC(2030, 0, 1) / 1000 })
  .map((seconds) => seconds * 1000);
