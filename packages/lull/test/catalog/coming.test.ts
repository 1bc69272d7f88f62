import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { comingTimes, idleExceptions, timesOnClockChanges } from '../../src/catalog/coming.ts';
import { parseDuration } from '../../src/time/duration.ts';
import { DAY } from '../../src/time/instant.ts';
import { recurrence } from '../../src/time/recurrence.ts';

const made = (zone: string, start: string, length: string, rrule: string | null) =>
  recurrence({ zone, start, rrule, duration: parseDuration(length) });

const rules = [
  made('Europe/Berlin', '2025-01-05T02:30', '4h', 'FREQ=DAILY'),
  made('America/New_York', '2025-01-05T22:00', '1d', 'FREQ=WEEKLY;BYDAY=SU,WE'),
  made('Australia/Lord_Howe', '2025-01-05T02:00', '45d', 'FREQ=MONTHLY;BYDAY=1SU'),
  made('UTC', '2025-01-05T00:00', '3d', 'FREQ=YEARLY'),
  made('UTC', '2025-01-05T00:00', '8d', 'FREQ=WEEKLY;COUNT=30'),
  made('UTC', '2024-02-29T00:00', '1h', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=SU'),
  made('UTC', '2026-05-05T00:00', '1h', null),
];

describe('the times that come', () => {
  test('are those that a long period holds, whenever they are asked for', () => {
    const from = Date.UTC(2025, 5, 1);
    fc.assert(
      fc.property(
        fc.constantFrom(...rules),
        fc.nat(500 * 24),
        fc.integer({ min: 1, max: 20 }),
        (rule, hours, count) => {
          const now = from + hours * 3_600_000;
          const all = rule.between({ start: now, end: now + 1 });
          for (let next = rule.next(now); next && all.length < count; next = rule.next(next.start))
            all.push(next);
          expect(comingTimes(rule, now, count)).toEqual(all.slice(0, count));
        },
      ),
      { numRuns: 300 },
    );
  });

  test('are none when it is over', () => {
    expect(comingTimes(rules.at(-1)!, Date.UTC(2026, 5, 1), 10)).toEqual([]);
  });

  test('are found quickly even where thousands were left out', () => {
    const days = Array.from({ length: 6_000 }, (_, i) => new Date(Date.UTC(2026, 0, 1) + i * DAY));
    const exdate = days.map((day) => `${day.toISOString().slice(0, 10)}T02:00`);
    const rdate = days.map((day) => `${day.toISOString().slice(0, 10)}T05:00`);
    const written = {
      zone: 'UTC',
      start: '2026-01-01T02:00',
      rrule: 'FREQ=DAILY',
      duration: parseDuration('1h'),
    };
    const began = performance.now();
    const found = comingTimes(recurrence({ ...written, exdate, rdate }), Date.UTC(2026, 0, 1), 50);
    expect(found).toHaveLength(50);
    expect(comingTimes(recurrence({ ...written, exdate }), Date.UTC(2026, 0, 1), 50)).toHaveLength(50);
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});

describe('the times on changes of the clocks', () => {
  const now = Date.UTC(2026, 10, 24);
  const remarks = (rule: ReturnType<typeof made>) =>
    timesOnClockChanges(rule, now, 4).map(({ start, remark }) => [new Date(start).toISOString(), remark]);

  test('are the ones whose hour is missing, doubled or shifted', () => {
    expect(remarks(rules[0]!)).toEqual([
      ['2027-03-28T01:30:00.000Z', 'moved'],
      ['2027-10-31T00:30:00.000Z', 'twice'],
    ]);
    const across = made('Europe/Berlin', '2025-01-05T01:00', '4h', 'FREQ=DAILY');
    expect(remarks(across)).toEqual([
      ['2027-03-28T00:00:00.000Z', null],
      ['2027-10-30T23:00:00.000Z', null],
    ]);
  });

  test('are none where clocks never change, and none of whole days', () => {
    expect(remarks(rules[3]!)).toEqual([]);
    expect(remarks(made('Europe/Berlin', '2025-01-05T12:00', '1h', 'FREQ=DAILY'))).toEqual([]);
  });
});

test('exceptions that leave out nothing are those without a start then', () => {
  const nightly = {
    zone: 'Europe/Berlin',
    start: '2026-01-05T02:30',
    rrule: 'FREQ=DAILY',
    duration: parseDuration('2h'),
  };
  const out = [
    '2026-04-03T02:30',
    '2026-04-06T03:30',
    '2026-03-29T02:30',
    '2026-04-07T00:30:00Z',
    '2025-12-31T02:30',
  ];
  expect(idleExceptions({ ...nightly, exdate: out })).toEqual(['2026-04-06T03:30', '2025-12-31T02:30']);
  const days = {
    ...nightly,
    start: '2026-12-18',
    rrule: 'FREQ=YEARLY',
    exdate: ['2027-12-18', '2027-12-19'],
  };
  expect(idleExceptions(days)).toEqual(['2027-12-19']);
  expect(idleExceptions(nightly)).toEqual([]);
});
