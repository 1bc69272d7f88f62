import { describe, expect, test } from 'vitest';
import { parseDuration } from '../../../lull/src/time/duration.ts';
import { lengthIn } from '../../src/pages/rules/rule/length.ts';
import { saySpan } from '../../src/pages/rules/rule/say.ts';
import { wallOf } from '../../src/pages/rules/rule/wall.ts';

const zone = 'Europe/Berlin';
const night = { zone, start: '2026-01-04T02:00', duration: 'PT2H' };

describe('a window or freeze in words', () => {
  test.each([
    ['FREQ=DAILY', 'every day, 02:00–04:00', 'jeden Tag, 02:00–04:00'],
    ['FREQ=DAILY;INTERVAL=2', 'every 2 days, 02:00–04:00', 'alle 2 Tage, 02:00–04:00'],
    ['FREQ=WEEKLY', 'every Sunday, 02:00–04:00', 'jeden Sonntag, 02:00–04:00'],
    [
      'FREQ=WEEKLY;BYDAY=WE,MO',
      'every Monday and Wednesday, 02:00–04:00',
      'jeden Montag und Mittwoch, 02:00–04:00',
    ],
    [
      'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR',
      'Monday to Friday, 02:00–04:00',
      'montags bis freitags, 02:00–04:00',
    ],
    [
      'FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;COUNT=10',
      'every 2 weeks on Sunday, 10 times in all, 02:00–04:00',
      'alle 2 Wochen am Sonntag, insgesamt 10-mal, 02:00–04:00',
    ],
    [
      'FREQ=MONTHLY;BYDAY=-1SA;UNTIL=20261231',
      'every month on the last Saturday, until 31 December 2026, 02:00–04:00',
      'jeden Monat am letzten Samstag, bis 31. Dezember 2026, 02:00–04:00',
    ],
    [
      'FREQ=MONTHLY;BYMONTHDAY=1,22,-1',
      'every month on the 1st, 22nd and last day, 02:00–04:00',
      'jeden Monat am 1., 22. und letzten Tag, 02:00–04:00',
    ],
    ['FREQ=MONTHLY', 'every month on the 4th, 02:00–04:00', 'jeden Monat am 4., 02:00–04:00'],
    [
      'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
      'every month on the last working day (Mon–Fri), 02:00–04:00',
      'jeden Monat am letzten Werktag (Mo–Fr), 02:00–04:00',
    ],
    [
      'FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU',
      'every year on the last Sunday of March, 02:00–04:00',
      'jedes Jahr am letzten Sonntag im März, 02:00–04:00',
    ],
    ['FREQ=HOURLY;INTERVAL=6', 'every 6 hours, 02:00–04:00', 'alle 6 Stunden, 02:00–04:00'],
  ])('says %s', (rrule, en, de) => {
    expect(saySpan({ ...night, rrule }, 'en')).toBe(en);
    expect(saySpan({ ...night, rrule }, 'de')).toBe(de);
  });

  test.each([
    'FREQ=YEARLY;BYWEEKNO=20',
    'FREQ=DAILY;BYHOUR=2,14',
    'FREQ=WEEKLY;WKST=SU;INTERVAL=2',
    'FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13',
    'FREQ=MONTHLY;BYDAY=SA,SU;BYSETPOS=1',
    'nonsense',
  ])('shows %s itself, for words can not say it', (rrule) => {
    expect(saySpan({ ...night, rrule }, 'en')).toBe(`${rrule}, 02:00–04:00`);
  });

  test('says how long it is, across midnight and over days, and what is beside the rule', () => {
    const late = { zone, start: '2026-01-05T23:00', duration: '4h', rrule: 'FREQ=WEEKLY' };
    expect(saySpan(late, 'en')).toBe('every Monday, 23:00–03:00 the next day');
    expect(saySpan({ ...late, duration: '1h' }, 'en')).toBe('every Monday, 23:00–24:00');
    const weeks = { zone, start: '2026-12-18', duration: 'P17D', rrule: 'FREQ=YEARLY' };
    expect(saySpan(weeks, 'en')).toBe('every year on 18 December, for 17 days');
    expect(saySpan(weeks, 'de')).toBe('jedes Jahr am 18. Dezember, Dauer 17 Tage');
    const once = { zone, start: '2026-05-12T20:00:00Z', duration: 'PT6H', rdate: ['2026-06-09T22:00'] };
    expect(saySpan(once, 'en')).toBe('once, 12 May 2026, 22:00–04:00 the next day; and once more');
    expect(saySpan({ ...once, exdate: ['a', 'b'] }, 'de')).toBe(
      'einmal, 12. Mai 2026, 22:00–04:00 am nächsten Tag; und noch einmal; 2-mal ausgelassen',
    );
  });

  test('says nothing while it is not whole', () => {
    for (const broken of [{ duration: 'soon' }, { start: '2026-02-30T02:00' }, { zone: 7 }]) {
      expect(saySpan({ ...night, ...broken }, 'en')).toBeNull();
    }
  });
});

test.each([
  '4h',
  '1h 30m',
  '1.5h',
  '90 min',
  '7d',
  'PT4H',
  'P7D',
  '1w 2d',
  'P1DT2H',
  'PT0S',
  'soon',
  '',
  '1 month',
  'P1M',
])('the length %s is read as the server reads it', (text) => {
  let served = null;
  try {
    served = parseDuration(text);
  } catch {}
  expect(lengthIn(text)).toEqual(served);
});

test('a start is read on the clock of its zone', () => {
  expect(wallOf('2026-01-05T01:00:00Z', zone)).toBe(Date.UTC(2026, 0, 5, 2));
  expect(wallOf('20260105T0200', zone)).toBe(Date.UTC(2026, 0, 5, 2));
  expect(wallOf('2026-01-05', zone)).toBe(Date.UTC(2026, 0, 5));
  expect(wallOf('2026-01-05T01:00:00Z', 'Mars')).toBeNull();
});
