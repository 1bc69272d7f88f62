import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LullError } from '../../src/errors.ts';
import { expandRule } from '../../src/time/expansion.ts';
import { DAY, HOUR } from '../../src/time/instant.ts';
import { type Expansion, parseRule } from '../../src/time/rrule.ts';
import { startsByBruteForce } from './oracle.ts';
import { ruleTexts, wallStarts } from './rules.ts';

const YEAR = 366 * DAY;

/** Long enough for patterns to show, short enough to look at every day of it. */
const spans = {
  YEARLY: 9 * YEAR,
  MONTHLY: 3 * YEAR,
  WEEKLY: 2 * YEAR,
  DAILY: YEAR,
  HOURLY: 40 * DAY,
  MINUTELY: 2 * DAY,
  SECONDLY: 2 * HOUR,
};

const expand = (text: string, start: number, until = Number.POSITIVE_INFINITY): Expansion =>
  expandRule(parseRule(text), start, until);

/** The expansion, or null for a rule that is refused because it never occurs. */
const expandIfItOccurs = (text: string, start: number): Expansion | null => {
  try {
    return expand(text, start);
  } catch (error) {
    if (error instanceof LullError && error.code === 'bad-rule') return null;
    throw error;
  }
};

const fraction = fc.double({ min: 0, max: 1, noNaN: true });

describe('a rule gives what reading RFC 5545 day by day gives', () => {
  test.each(Object.entries(spans))('FREQ=%s', (freq, span) => {
    fc.assert(
      fc.property(ruleTexts([freq]), wallStarts, fraction, fraction, (text, start, a, b) => {
        const from = start + Math.floor(Math.min(a, b) * span);
        const to = start + Math.ceil(Math.max(a, b) * span);
        const expected = startsByBruteForce(parseRule(text), start, start + span);
        const expansion = expandIfItOccurs(text, start);
        const inRange = expected.filter((wall) => wall >= from && wall < to);
        expect(expansion?.between(from, to) ?? []).toEqual(expansion ? inRange : expected);
        const next = expected.find((wall) => wall >= from);
        if (next !== undefined) expect(expansion?.next(from)).toBe(next);
      }),
      { numRuns: 60 },
    );
  });

  test('COUNT takes the first so many', () => {
    const counts = fc.integer({ min: 1, max: 30 });
    fc.assert(
      fc.property(ruleTexts(['MONTHLY', 'WEEKLY', 'DAILY']), wallStarts, counts, (text, start, count) => {
        fc.pre(expandIfItOccurs(text, start) !== null);
        const expected = startsByBruteForce(parseRule(text), start, start + YEAR).slice(0, count);
        const counted = expand(`${text};COUNT=${count}`, start);
        expect(counted.between(start, start + YEAR)).toEqual(expected);
        if (expected.length === count) expect(counted.next(expected.at(-1)! + 1)).toBeNull();
      }),
      { numRuns: 40 },
    );
  });
});

describe('what a rule costs does not grow with its age', () => {
  const rules = [
    ['FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR;COUNT=500', '04-13'],
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;COUNT=20', '02-28'],
    ['FREQ=DAILY;COUNT=20000', '01-01'],
    ['FREQ=DAILY', '01-01'],
    ['FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,TU;WKST=SU', '01-01'],
    ['FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO', '01-01'],
  ];

  test.each(rules)('%s finds the same next start from 1990 and from 2026', (text, date) => {
    const phase = (year: number) => Date.parse(`${year}-${date}T03:00:00Z`);
    const young = expand(text!, phase(2026)).next(Date.UTC(2026, 10, 1));
    const old = expand(text!, phase(1990)).next(Date.UTC(2026, 10, 1));
    expect(old).not.toBeNull();
    if (!text!.includes('INTERVAL')) expect(old).toBe(young);
  });

  test('a period of centuries is asked in pieces and gives the same', () => {
    const daily = expand('FREQ=DAILY', 0);
    const starts = daily.between(0, 250 * YEAR);
    expect(starts).toEqual(Array.from({ length: (250 * YEAR) / DAY }, (_, i) => i * DAY));
  });
});

describe('a rule that nobody can follow is refused, and the error says so', () => {
  const now = Date.UTC(2026, 0, 5, 3);

  test.each([
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=YEARLY;BYWEEKNO=1;BYMONTH=6',
    'FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31;BYMONTH=6',
    'FREQ=HOURLY;INTERVAL=2;BYHOUR=0',
    'FREQ=MINUTELY;INTERVAL=2;BYMINUTE=1',
    'FREQ=SECONDLY;INTERVAL=2;BYSECOND=1',
    'FREQ=DAILY;BYHOUR=3;BYSETPOS=5',
    'FREQ=DAILY;INTERVAL=1000000000',
    'FREQ=DAILY;BYHOUR=1;COUNT=1000000000',
  ])('%s', (text) => {
    expect(() => expand(text, now)).toThrow(expect.objectContaining({ code: 'bad-rule' }));
  });

  test('an UNTIL before the first start', () => {
    const early = () => expand('FREQ=DAILY', now, now - 1);
    expect(early).toThrow(/never occurs/);
  });

  test('too many starts for one answer', () => {
    const secondly = expand('FREQ=SECONDLY;COUNT=1000000000', now);
    const decade = () => secondly.between(now, now + 10 * YEAR);
    expect(decade).toThrow(expect.objectContaining({ code: 'too-many-occurrences' }));
    expect(secondly.next(now + 5 * YEAR)).toBe(now + 5 * YEAR);
  });

  test('after year 9999 nothing comes', () => {
    const yearly = expand('FREQ=YEARLY', now);
    expect(yearly.next(Date.UTC(9999, 5, 1))).toBeNull();
    expect(yearly.between(Date.UTC(9998, 0, 1), 8.64e15)).toHaveLength(2);
  });
});
