import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LullError } from '../../src/errors.ts';
import { parseDuration } from '../../src/time/duration.ts';
import { DAY, formatInstant, HOUR, MINUTE, parseInstant } from '../../src/time/instant.ts';
import { intersects } from '../../src/time/interval.ts';
import { ANSWERED_AT_ONCE, type Occurrence, type Recurrence, recurrence } from '../../src/time/recurrence.ts';
import { ruleTexts, wallStarts } from './rules.ts';

interface Written {
  zone?: string;
  start: string;
  rrule?: string;
  exdate?: string[];
  rdate?: string[];
  duration?: string;
}

const build = ({ zone = 'Europe/Berlin', duration = 'PT1H', ...rest }: Written): Recurrence =>
  recurrence({ zone, duration: parseDuration(duration), ...rest });

/** Starts and ends between two instants, as `start/end`, minutes only. */
const periods = (written: Written, from: string, to: string): string[] =>
  build(written)
    .between({ start: parseInstant(from), end: parseInstant(to) })
    .map(({ start, end }) => `${short(start)}/${short(end)}`);

const short = (instant: number) => formatInstant(instant).replace(/:00Z$/, 'Z');

describe('changes of the clocks', () => {
  test('a start in the gap moves on by the gap, once, and says so', () => {
    const daily = build({ start: '2026-03-28T02:15', rrule: 'FREQ=DAILY' });
    const found = daily.between({
      start: parseInstant('2026-03-28T12:00Z'),
      end: parseInstant('2026-03-31T00:00Z'),
    });
    expect(found.map((each) => [short(each.start), each.remark])).toEqual([
      ['2026-03-29T01:15Z', 'moved'],
      ['2026-03-30T00:15Z', null],
    ]);
    expect(found[0]?.wallStart).toBe(Date.UTC(2026, 2, 29, 2, 15));
  });

  test('a start that happens twice is the first, and says so', () => {
    const daily = build({ start: '2026-10-24T02:15', rrule: 'FREQ=DAILY' });
    const found = daily.next(parseInstant('2026-10-24T12:00Z'));
    expect(found).toMatchObject({ start: parseInstant('2026-10-25T00:15Z'), remark: 'twice' });
  });

  test('a start that the gap moves onto another counts once', () => {
    const hours = { start: '2026-03-29T01:00', rrule: 'FREQ=HOURLY;COUNT=3' };
    expect(periods(hours, '2026-03-28T00:00Z', '2026-03-30T00:00Z')).toEqual([
      '2026-03-29T00:00Z/2026-03-29T01:00Z',
      '2026-03-29T01:00Z/2026-03-29T02:00Z',
    ]);
  });

  test('days are nominal and hours exact', () => {
    const once = (duration: string) =>
      periods({ start: '2026-03-28T12:00', duration }, '2026-03-28T00:00Z', '2026-04-01T00:00Z');
    expect(once('P1D')).toEqual(['2026-03-28T11:00Z/2026-03-29T10:00Z']);
    expect(once('PT24H')).toEqual(['2026-03-28T11:00Z/2026-03-29T11:00Z']);
    expect(once('P1DT2H')).toEqual(['2026-03-28T11:00Z/2026-03-29T12:00Z']);
  });

  test.each([
    ['Australia/Lord_Howe half an hour', 'Australia/Lord_Howe', '2026-10-04T02:10', '2026-10-03T15:40Z'],
    ['Antarctica/Troll two hours', 'Antarctica/Troll', '2026-03-29T01:30', '2026-03-29T01:30Z'],
    [
      'Pacific/Kwajalein without 21 August 1993',
      'Pacific/Kwajalein',
      '1993-08-21T10:00',
      '1993-08-21T22:00Z',
    ],
    ['Pacific/Apia without 30 December 2011', 'Pacific/Apia', '2011-12-30T10:00', '2011-12-30T20:00Z'],
    [
      'Africa/Monrovia, 44 minutes and a half behind',
      'Africa/Monrovia',
      '1970-06-01T00:00',
      '1970-06-01T00:44:30Z',
    ],
    ['Europe/Paris, local mean time', 'Europe/Paris', '1880-01-01T00:00', '1879-12-31T23:50:39Z'],
    ['America/Caracas, a half-hour step', 'America/Caracas', '2016-05-01T02:45', '2016-05-01T07:15Z'],
    ['US/Eastern, an old name', 'US/Eastern', '2026-03-08T02:30', '2026-03-08T07:30Z'],
  ])('%s', (_, zone, start, instant) => {
    const expected = parseInstant(instant);
    const [found] = build({ zone, start }).between({ start: expected - 3 * DAY, end: expected + 3 * DAY });
    expect(found?.start).toBe(expected);
  });

  test('an instant in the second of two equal hours stays there', () => {
    const second = { start: '2026-10-25T01:30:00Z', rdate: ['2026-10-25T00:30:00Z'] };
    expect(periods(second, '2026-10-24T00:00Z', '2026-10-26T00:00Z')).toEqual([
      '2026-10-25T00:30Z/2026-10-25T01:30Z',
      '2026-10-25T01:30Z/2026-10-25T02:30Z',
    ]);
    expect(short(build(second).next(parseInstant('2026-10-25T00:50Z'))!.start)).toBe('2026-10-25T01:30Z');
  });
});

describe('bounds and exceptions', () => {
  const monday = { zone: 'UTC', start: '2026-01-05T02:00', rrule: 'FREQ=WEEKLY' };

  test('the period is half-open and an occurrence that began before it is whole', () => {
    expect(periods(monday, '2026-01-05T02:59Z', '2026-01-12T02:00Z')).toEqual([
      '2026-01-05T02:00Z/2026-01-05T03:00Z',
    ]);
    expect(periods(monday, '2026-01-05T03:00Z', '2026-01-12T02:00Z')).toEqual([]);
    expect(periods(monday, '2026-01-06T00:00Z', '2026-01-06T00:00Z')).toEqual([]);
  });

  test('occurrences longer than their distance overlap and stay apart', () => {
    const long = { zone: 'UTC', start: '2026-01-01T00:00', rrule: 'FREQ=DAILY', duration: 'P3D' };
    expect(periods(long, '2026-01-10T00:00Z', '2026-01-10T01:00Z')).toEqual([
      '2026-01-08T00:00Z/2026-01-11T00:00Z',
      '2026-01-09T00:00Z/2026-01-12T00:00Z',
      '2026-01-10T00:00Z/2026-01-13T00:00Z',
    ]);
  });

  test('EXDATE beats RRULE and RDATE, in either writing, and COUNT counts before it', () => {
    const counted = {
      start: '2026-01-05T02:00',
      rrule: 'FREQ=DAILY;COUNT=3',
      exdate: ['2026-01-06T02:00', '2026-01-07T01:00:00Z', '2026-01-20T02:00'],
      rdate: ['2026-01-20T02:00', '2026-01-21T02:00', '2026-01-05T02:00'],
    };
    expect(periods(counted, '2026-01-01T00:00Z', '2026-02-01T00:00Z')).toEqual([
      '2026-01-05T01:00Z/2026-01-05T02:00Z',
      '2026-01-21T01:00Z/2026-01-21T02:00Z',
    ]);
  });

  test('without a rule: the start and what is added', () => {
    const twice = { zone: 'UTC', start: '2026-01-05T02:00', rdate: ['2025-12-01T02:00'] };
    expect(periods(twice, '2025-01-01T00:00Z', '2027-01-01T00:00Z')).toEqual([
      '2025-12-01T02:00Z/2025-12-01T03:00Z',
      '2026-01-05T02:00Z/2026-01-05T03:00Z',
    ]);
  });

  test('a start that the rule does not give does not happen', () => {
    const tuesdays = { ...monday, rrule: 'FREQ=WEEKLY;BYDAY=TU;COUNT=1' };
    expect(periods(tuesdays, '2026-01-01T00:00Z', '2026-02-01T00:00Z')).toEqual([
      '2026-01-06T02:00Z/2026-01-06T03:00Z',
    ]);
  });

  test('UNTIL is inclusive as an instant, as a wall time and as a day', () => {
    const last = (until: string) =>
      periods(
        { zone: 'Asia/Tokyo', start: '2026-01-05T05:00', rrule: `FREQ=DAILY;UNTIL=${until}` },
        '2026-01-01T00:00Z',
        '2026-02-01T00:00Z',
      ).at(-1);
    expect(last('20260107T200000Z')).toBe('2026-01-07T20:00Z/2026-01-07T21:00Z');
    expect(last('20260107T195959Z')).toBe('2026-01-06T20:00Z/2026-01-06T21:00Z');
    expect(last('20260107T050000')).toBe('2026-01-06T20:00Z/2026-01-06T21:00Z');
    expect(last('20260107')).toBe('2026-01-06T20:00Z/2026-01-06T21:00Z');
  });

  test('UNTIL in the repeated hour is compared as an instant', () => {
    const quarters = { start: '2026-10-25T02:00', rrule: 'FREQ=MINUTELY;INTERVAL=15;UNTIL=20261025T011000Z' };
    expect(periods(quarters, '2026-10-25T00:00Z', '2026-10-25T03:00Z')).toHaveLength(4);
  });

  test.each([
    ['2026-02-30', 'bad-instant'],
    ['2026-02-30T02:00', 'bad-instant'],
    ['2026-01-05T02:00+01:00', 'bad-instant'],
    ['2026-01-05T25:00', 'bad-instant'],
    ['tomorrow', 'bad-instant'],
  ])('the start %s is refused', (start, code) => {
    expect(() => build({ start })).toThrow(expect.objectContaining({ code }));
    expect(() => build({ start: '2026-01-05T02:00', exdate: [start] })).toThrow(
      expect.objectContaining({ code }),
    );
  });

  test('a zone that does not exist and a duration of nothing are refused', () => {
    const start = '2026-01-05T02:00';
    expect(() => build({ start, zone: 'Mars/Olympus' })).toThrow(
      expect.objectContaining({ code: 'unknown-zone' }),
    );
    expect(() => build({ start, duration: 'PT0S' })).toThrow(
      expect.objectContaining({ code: 'bad-duration' }),
    );
  });
});

describe('a date alone is the midnight of a whole day', () => {
  const freeze = { start: '2026-12-18', duration: 'P2D', rrule: 'FREQ=DAILY;INTERVAL=3;COUNT=3' };
  const december = (written: Written) => periods(written, '2026-12-01T00:00Z', '2027-01-01T00:00Z');

  test('for the start, and for what is left out and added beside it', () => {
    expect(december({ ...freeze, exdate: ['2026-12-21'], rdate: ['20261228'] })).toEqual([
      '2026-12-17T23:00Z/2026-12-19T23:00Z',
      '2026-12-23T23:00Z/2026-12-25T23:00Z',
      '2026-12-27T23:00Z/2026-12-29T23:00Z',
    ]);
  });

  test('also where the clocks have no midnight', () => {
    const [santiago] = build({ zone: 'America/Santiago', start: '2026-09-06', duration: 'P1D' }).between({
      start: parseInstant('2026-09-05T00:00Z'),
      end: parseInstant('2026-09-07T00:00Z'),
    });
    expect(santiago).toMatchObject({ start: parseInstant('2026-09-06T04:00Z'), remark: 'moved' });
  });

  test('and refused beside a start with a time of day, which it would not match', () => {
    for (const field of ['exdate', 'rdate']) {
      const mixed = { ...freeze, start: '2026-12-18T02:00', [field]: ['2026-12-21'] };
      expect(() => build(mixed)).toThrow(expect.objectContaining({ code: 'bad-instant' }));
    }
  });

  test.each(['FREQ=DAILY;BYHOUR=2', 'FREQ=DAILY;BYMINUTE=30', 'FREQ=HOURLY;INTERVAL=5'])(
    'and refused with %s, which sets a time of day',
    (rrule) => {
      expect(() => build({ ...freeze, rrule })).toThrow(/its start is a date alone/);
    },
  );
});

describe('a rule that starts too often to be followed is refused, and its rate is said', () => {
  const often = (rrule: string, duration = 'PT1H') => build({ start: '2026-01-05T00:00', rrule, duration });

  test.each([
    ['FREQ=SECONDLY', 'PT1H', 'up to 86,400 times a day and lasts 1h'],
    ['FREQ=MINUTELY;BYSECOND=0,30', 'PT30S', 'up to 2,880 times a day and lasts 30s'],
    ['FREQ=MINUTELY', 'P30D', 'up to 1,440 times a day and lasts 30d'],
    ['FREQ=HOURLY', 'P36500D', 'up to 24 times a day'],
  ])('%s lasting %s', (rrule, duration, said) => {
    expect(() => often(rrule, duration)).toThrow(expect.objectContaining({ code: 'bad-rule' }));
    expect(() => often(rrule, duration)).toThrow(said);
  });

  test.each([
    ['FREQ=MINUTELY', 'PT2M'],
    ['FREQ=SECONDLY;INTERVAL=60', 'PT1M'],
    ['FREQ=SECONDLY;BYHOUR=3;BYMINUTE=0', 'PT1S'],
    ['FREQ=SECONDLY;COUNT=5000', 'PT1S'],
    ['FREQ=DAILY', 'P30000D'],
  ])('%s lasting %s is followed over any period of the length that is promised', (rrule, duration) => {
    const start = Date.UTC(2040, 0, 1);
    expect(() => often(rrule, duration).between({ start, end: start + ANSWERED_AT_ONCE })).not.toThrow();
  });
});

const zones = [
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Antarctica/Troll',
  'Africa/Casablanca',
  'Pacific/Apia',
  'Asia/Kathmandu',
  'UTC',
];

describe('for any rule, zone and range', () => {
  const wallText = (wall: number) => new Date(wall).toISOString().slice(0, 19);
  const recurrences = fc
    .record({
      zone: fc.constantFrom(...zones),
      start: wallStarts,
      rrule: ruleTexts(['YEARLY', 'MONTHLY', 'WEEKLY', 'DAILY', 'HOURLY']),
      duration: fc.constantFrom('PT1H', 'P1D', 'PT26H', 'P2DT3H'),
      shifts: fc.array(fc.integer({ min: -50, max: 400 }), { maxLength: 4 }),
    })
    .map(({ zone, start, rrule, duration, shifts }) => {
      const dates = shifts.map((days) => wallText(start + days * DAY));
      const written = { zone, start: wallText(start), rrule, duration };
      try {
        return build({ ...written, exdate: dates.slice(0, 2), rdate: dates.slice(1) });
      } catch (error) {
        if (error instanceof LullError && error.code === 'bad-rule') return null;
        throw error;
      }
    })
    .filter((each) => each !== null);
  const length = fc.integer({ min: 1, max: 100 * DAY });
  const cuts = fc
    .tuple(wallStarts, length, length)
    .map(([start, first, second]) => ({ start, middle: start + first, end: start + first + second }));

  const keyOf = (each: Occurrence) => `${each.start}/${each.end}/${each.remark}`;

  test('sorted, no start twice, each touching the range; two adjacent ranges give what their union gives', () => {
    fc.assert(
      fc.property(recurrences, cuts, (rule, { start, middle, end }) => {
        const whole = rule.between({ start: start, end });
        for (const [i, each] of whole.entries()) {
          expect(intersects(each, { start: start, end })).toBe(true);
          expect(each.end).toBeGreaterThan(each.start);
          if (i > 0) expect(each.start).toBeGreaterThan(whole[i - 1]!.start);
        }
        const halves = [
          ...rule.between({ start: start, end: middle }),
          ...rule.between({ start: middle, end }),
        ];
        expect([...new Set(halves.map(keyOf))]).toEqual(whole.map(keyOf));
      }),
      { numRuns: 150 },
    );
  });

  test('next is the first start after', () => {
    fc.assert(
      fc.property(recurrences, cuts, (rule, { start: after, end }) => {
        const first = rule.between({ start: after, end }).find((each) => each.start > after);
        const next = rule.next(after);
        if (first) expect(next).toEqual(first);
        else expect(next === null || next.start >= end).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});

test('next across every quarter of an hour around both changes of the clocks is what between says', () => {
  const written = { start: '2026-01-01T00:00', rrule: 'FREQ=MINUTELY;INTERVAL=25', duration: 'PT5M' };
  for (const zone of ['Europe/Berlin', 'Australia/Lord_Howe', 'Antarctica/Troll', 'Africa/Casablanca']) {
    const rule = build({ ...written, zone });
    for (const change of [
      Date.UTC(2026, 2, 29),
      Date.UTC(2026, 9, 25),
      Date.UTC(2026, 3, 4, 12),
      Date.UTC(2026, 1, 15),
    ]) {
      for (let after = change; after < change + 6 * HOUR; after += 15 * MINUTE) {
        const first = rule
          .between({ start: after, end: after + 12 * HOUR })
          .find((each) => each.start > after);
        expect(rule.next(after)).toEqual(first);
      }
    }
  }
});
