import { describe, expect, test } from 'vitest';
import { parseRule } from '../../src/time/rrule.ts';

describe('a rule is read', () => {
  test('in any case, with or without its name', () => {
    expect(parseRule('rrule:freq=weekly;byday=mo,su;wkst=su')).toMatchObject({
      freq: 'WEEKLY',
      byDay: ['MO', 'SU'],
      wkst: 'SU',
      interval: 1,
      count: null,
    });
  });

  test('with signs and leading zeros', () => {
    const { byDay, byMonthDay } = parseRule('FREQ=MONTHLY;BYDAY=+02MO,-1SU;BYMONTHDAY=+1,-01,001');
    expect(byDay).toEqual(['2MO', '-1SU']);
    expect(byMonthDay).toEqual([1, -1]);
  });

  test('a leap second is the second before it', () => {
    expect(parseRule('FREQ=DAILY;BYSECOND=59,60').bySecond).toEqual([59]);
  });

  test('UNTIL as an instant, a wall time and a day, which is included', () => {
    const until = (text: string) => parseRule(`FREQ=DAILY;UNTIL=${text}`).until;
    expect(until('20260109T030000Z')).toEqual({ instant: Date.UTC(2026, 0, 9, 3) });
    expect(until('20260109T030000')).toEqual({ wall: Date.UTC(2026, 0, 9, 3) });
    expect(until('20260109')).toEqual({ wall: Date.UTC(2026, 0, 10) - 1 });
  });
});

describe('what RFC 5545 does not allow is refused', () => {
  test.each([
    ['', 'NAME=VALUE'],
    ['FREQ=FORTNIGHTLY', 'not a frequency'],
    ['INTERVAL=2', 'no FREQ'],
    ['FREQ=DAILY;', 'NAME=VALUE'],
    ['FREQ=DAILY;FREQ=WEEKLY', 'given twice'],
    ['FREQ=DAILY;BYEASTER=1', 'BYEASTER'],
    ['FREQ=DAILY;INTERVAL=0', 'INTERVAL=0'],
    ['FREQ=DAILY;COUNT=-1', 'COUNT=-1'],
    ['FREQ=DAILY;COUNT=1;UNTIL=20270101', 'exclude'],
    ['FREQ=DAILY;UNTIL=20260230', 'UNTIL=20260230'],
    ['FREQ=DAILY;UNTIL=tomorrow', 'UNTIL=TOMORROW'],
    ['FREQ=DAILY;BYHOUR=24', 'BYHOUR=24'],
    ['FREQ=DAILY;BYMONTH=-1', 'BYMONTH=-1'],
    ['FREQ=DAILY;BYMONTHDAY=0', 'BYMONTHDAY=0'],
    ['FREQ=YEARLY;BYWEEKNO=54', 'BYWEEKNO=54'],
    ['FREQ=WEEKLY;BYDAY=XX', 'BYDAY=XX'],
    ['FREQ=WEEKLY;BYDAY=1MO', 'FREQ=MONTHLY'],
    ['FREQ=MONTHLY;BYDAY=6MO', 'too large'],
    ['FREQ=MONTHLY;BYWEEKNO=1', 'FREQ=YEARLY'],
    ['FREQ=YEARLY;BYWEEKNO=1;BYDAY=1MO', 'BYWEEKNO'],
    ['FREQ=DAILY;BYYEARDAY=1', 'BYYEARDAY'],
    ['FREQ=WEEKLY;BYMONTHDAY=1', 'BYMONTHDAY'],
    ['FREQ=DAILY;BYSETPOS=1', 'BYSETPOS'],
    ['FREQ=WEEKLY;WKST=1MO', 'WKST'],
  ])('%s', (text, why) => {
    const reading = () => parseRule(text);
    expect(reading).toThrow(expect.objectContaining({ code: 'bad-rule' }));
    expect(reading).toThrow(why);
  });
});
