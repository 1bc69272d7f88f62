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
  HOURLY: {
    BYMONTH: someOf(1, 12, 8),
    BYMONTHDAY: signed(31, 8),
    BYDAY: plainDays,
    BYYEARDAY: signed(366, 8),
  },
  MINUTELY: { BYMONTH: someOf(1, 12, 10), BYDAY: plainDays, BYMONTHDAY: signed(31, 12) },
  SECONDLY: { BYMONTH: someOf(1, 12, 11), BYDAY: plainDays },
};

const timeParts: Record<string, Part> = {
  BYHOUR: someOf(0, 23),
  BYMINUTE: someOf(0, 59),
  BYSECOND: someOf(0, 59, 2),
};

/** Rules that RFC 5545 allows, with up to three parts about days in any mixture; some of them never occur. */
export const ruleTexts = (frequencies: readonly string[]): fc.Arbitrary<string> =>
  fc.constantFrom(...frequencies).chain((freq) => {
    const dayParts = fc
      .shuffledSubarray(Object.keys(partsOf[freq]!))
      .map((names) => names.slice(0, 3))
      .chain((names) => fc.record<Lists>(pick(partsOf[freq]!, names)));
    return fc
      .tuple(
        fc.oneof({ weight: 2, arbitrary: fc.constant(1) }, fc.integer({ min: 1, max: 5 })),
        fc.option(fc.constantFrom(...weekdays)),
        dayParts,
        fc.record<Lists>(timeParts, { requiredKeys: [] }),
        fc.option(signed(3, 2), { freq: 2 }),
      )
      .map(([interval, wkst, days, times, positions]) => {
        const parts: Lists = { ...days, ...times };
        if (/\d/.test(String(parts.BYDAY ?? ''))) delete parts.BYWEEKNO;
        if (positions && Object.keys(parts).length > 0) parts.BYSETPOS = positions;
        const lists = Object.entries(parts).map(([name, list]) => `${name}=${list.join(',')}`);
        const start = [`FREQ=${freq}`, `INTERVAL=${interval}`];
        return [...start, ...(wkst ? [`WKST=${wkst}`] : []), ...lists].join(';');
      });
  });

type Lists = Record<string, readonly (string | number)[]>;

const pick = (parts: Record<string, Part>, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, parts[name]!]));

/** Wall times between 1995 and 2030, to the second. */
export const wallStarts = fc
  .integer({ min: Date.UTC(1995, 0, 1) / 1000, max: Date.UTC(2030, 0, 1) / 1000 })
  .map((seconds) => seconds * 1000);
