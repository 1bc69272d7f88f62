import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRule } from '../../../lull/src/time/rrule.ts';
import {
  type Ends,
  readRepeat,
  type Simple,
  weekdays,
  writeRepeat,
} from '../../src/pages/rules/rule/repeat.ts';

const ends: fc.Arbitrary<Ends> = fc.oneof(
  fc.constant({ kind: 'never' as const }),
  fc.integer({ min: 1, max: 9_999 }).map((count) => ({ kind: 'count' as const, count })),
  fc
    .date({ min: new Date('2026-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
    .map((date) => ({ kind: 'until' as const, date: date.toISOString().slice(0, 10) })),
);
const common = { every: fc.integer({ min: 1, max: 99 }), ends };
const simple: fc.Arbitrary<Simple> = fc.oneof(
  fc.record({ kind: fc.constant('daily' as const), ...common }),
  fc.record({
    kind: fc.constant('weekly' as const),
    days: fc.subarray([...weekdays]),
    ...common,
  }),
  fc.record({
    kind: fc.constant('monthly-day' as const),
    date: fc.option(fc.constantFrom(-1, 1, 15, 31)),
    ...common,
  }),
  fc.record({
    kind: fc.constant('monthly-weekday' as const),
    place: fc.constantFrom(1, 2, 3, 4, 5, -1, -2),
    day: fc.constantFrom(...weekdays),
    ...common,
  }),
  fc.record({ kind: fc.constant('yearly' as const), ...common }),
);

describe('what the simple fields say', () => {
  test('is written as a rule that is read back as the same', () => {
    fc.assert(
      fc.property(simple, (repeat) => {
        const text = writeRepeat(repeat)!;
        expect(readRepeat(text)).toEqual(repeat);
        expect(() => parseRule(text)).not.toThrow();
      }),
    );
  });

  test.each([
    'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
    'FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=MO',
    'FREQ=DAILY;BYHOUR=2,14',
    'FREQ=DAILY;UNTIL=20261231T235959Z',
    'FREQ=MONTHLY;BYDAY=1SU,3SU',
    'FREQ=MONTHLY;BYMONTHDAY=1,15',
    'FREQ=HOURLY;INTERVAL=6',
    'FREQ=DAILY;FREQ=DAILY',
    'FREQ=DAILY;COUNT=3;UNTIL=20261231',
    'nonsense',
  ])('is not said of %s, which stays as it is written', (text) => {
    expect(readRepeat(text)).toEqual({ kind: 'own', text });
    expect(writeRepeat(readRepeat(text))).toBe(text);
  });

  test('is read however it is written', () => {
    const sundays = { kind: 'weekly', days: ['SU'], every: 1, ends: { kind: 'never' } };
    for (const text of [
      'FREQ=WEEKLY;BYDAY=SU',
      'rrule:freq=weekly;byday=su',
      'BYDAY=SU;FREQ=WEEKLY;WKST=MO',
    ]) {
      expect(readRepeat(text), text).toEqual(sundays);
    }
    expect(readRepeat(null)).toEqual({ kind: 'once' });
  });
});
