import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ownWords } from '../../../src/announce/words/own.ts';
import { momentIn, momentsIn, shortMomentIn, spanIn, spansIn } from '../../../src/announce/words/times.ts';
import { spokenOffset, zoneName } from '../../../src/announce/words/zone-name.ts';
import { MINUTE, parseInstant } from '../../../src/time/instant.ts';

const [en, de] = [ownWords.en!, ownWords.de!];
const berlin = 'Europe/Berlin';

const span = (start: string, end: string) => ({ start: parseInstant(start), end: parseInstant(end) });

describe('a time told to people', () => {
  const evening = parseInstant('2026-12-01T22:00:00Z');

  it('has its date, weekday, zone and offset, in the reader’s language', () => {
    expect(momentIn(en, evening, berlin)).toBe('Tuesday, 1 December 2026, 23:00 CET (UTC+1)');
    expect(momentIn(de, evening, berlin)).toBe('Dienstag, 1. Dezember 2026, 23:00 Uhr MEZ (UTC+1)');
    expect(shortMomentIn(en, evening, berlin)).toBe('Tue 1 Dec, 23:00 CET');
    expect(shortMomentIn(de, evening, berlin)).toBe('Di., 1. Dez., 23:00 Uhr MEZ');
  });

  it('is written as the reader’s region writes it', () => {
    const american = { ...en, language: 'en-us' };
    expect(momentIn(american, evening, 'America/New_York')).toBe(
      'Tuesday, December 1, 2026, 05:00 PM EST (UTC−5)',
    );
  });

  it.each([
    [
      'within a day',
      '2026-12-01T20:00Z',
      '2026-12-01T21:30Z',
      'Tuesday, 1 December 2026, 21:00–22:30 CET (UTC+1)',
    ],
    [
      'to midnight',
      '2026-12-01T22:00Z',
      '2026-12-01T23:00Z',
      'Tuesday, 1 December 2026, 23:00–00:00 CET (UTC+1)',
    ],
    [
      'over midnight',
      '2026-12-01T22:00Z',
      '2026-12-01T23:01Z',
      'Tuesday, 1 December 2026, 23:00 to Wednesday, 2 December 2026, 00:01 CET (UTC+1)',
    ],
    [
      'from midnight to midnight',
      '2026-12-01T23:00Z',
      '2026-12-02T23:00Z',
      'Wednesday, 2 December 2026, 00:00 to Thursday, 3 December 2026, 00:00 CET (UTC+1)',
    ],
    [
      'over the change to summer time',
      '2026-03-29T00:00Z',
      '2026-03-29T02:00Z',
      'Sunday, 29 March 2026, 01:00 CET (UTC+1) to 04:00 CEST (UTC+2)',
    ],
    [
      'over the change from summer time, in the hour that comes twice',
      '2026-10-25T00:30Z',
      '2026-10-25T01:30Z',
      'Sunday, 25 October 2026, 02:30 CEST (UTC+2) to 02:30 CET (UTC+1)',
    ],
    [
      'over the change and midnight',
      '2026-10-24T21:00Z',
      '2026-10-25T02:00Z',
      'Saturday, 24 October 2026, 23:00 CEST (UTC+2) to Sunday, 25 October 2026, 03:00 CET (UTC+1)',
    ],
  ])('%s says both ends', (_, start, end, said) => {
    expect(spanIn(en, span(start.replace('Z', ':00Z'), end.replace('Z', ':00Z')), berlin)).toBe(said);
  });

  it('says the same in German', () => {
    expect(spanIn(de, span('2026-12-01T20:00:00Z', '2026-12-01T21:30:00Z'), berlin)).toBe(
      'Dienstag, 1. Dezember 2026, 21:00–22:30 Uhr MEZ (UTC+1)',
    );
    expect(spanIn(de, span('2026-10-24T21:00:00Z', '2026-10-25T02:00:00Z'), berlin)).toBe(
      'Samstag, 24. Oktober 2026, 23:00 Uhr MESZ (UTC+2) bis Sonntag, 25. Oktober 2026, 03:00 Uhr MEZ (UTC+1)',
    );
  });

  it('is said in each zone whose clocks show something else', () => {
    const work = span('2026-12-01T22:00:00Z', '2026-12-01T23:30:00Z');
    expect(spansIn(en, work, ['America/New_York', berlin, 'Europe/Paris']).split('\n')).toEqual([
      'Tuesday, 1 December 2026, 17:00–18:30 EST (UTC−5)',
      'that is Tuesday, 1 December 2026, 23:00 to Wednesday, 2 December 2026, 00:30 CET (UTC+1)',
    ]);
    expect(momentsIn(de, work.start, ['Europe/Vienna', berlin])).not.toContain('\n');
    expect(momentsIn(de, work.start, ['UTC', berlin]).split('\n')).toEqual([
      'Dienstag, 1. Dezember 2026, 22:00 Uhr UTC',
      'das ist Dienstag, 1. Dezember 2026, 23:00 Uhr MEZ (UTC+1)',
    ]);
  });
});

describe('a zone', () => {
  const summer = parseInstant('2026-07-01T00:00:00Z');

  it.each([
    [berlin, 'CEST (UTC+2)', 'MESZ (UTC+2)'],
    ['Europe/London', 'BST (UTC+1)', 'BST (UTC+1)'],
    ['America/New_York', 'EDT (UTC−4)', 'EDT (UTC−4)'],
    ['America/St_Johns', 'St John’s Time (UTC−2:30)', 'St. John’s (Ortszeit, UTC−2:30)'],
    ['Asia/Tokyo', 'Japan Time (UTC+9)', 'Japan (Ortszeit, UTC+9)'],
    ['Asia/Kolkata', 'India Time (UTC+5:30)', 'Indien (Ortszeit, UTC+5:30)'],
    ['UTC', 'UTC', 'UTC'],
    ['Etc/UTC', 'UTC', 'UTC'],
    ['Etc/GMT+5', 'UTC−5', 'UTC−5'],
  ])('%s is called what people call it', (zone, english, german) => {
    expect([zoneName(en, zone, summer).full, zoneName(de, zone, summer).full]).toEqual([english, german]);
  });

  it('is never without its offset, wherever it is and whenever', () => {
    const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
    const at = fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2040, 0) });
    fc.assert(
      fc.property(zones, at, fc.constantFrom(en, de), (zone, instant, words) => {
        const { name, full } = zoneName(words, zone, instant);
        expect(full).toMatch(/UTC(?:[+−]\d{1,2}(?::\d\d)?\)?)?$/);
        expect(name).not.toMatch(/GMT[+-]/);
        expect(full.startsWith(name.replace(/\)$/, ''))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    [0, 'UTC+0'],
    [5.5 * 60, 'UTC+5:30'],
    [-3.5 * 60, 'UTC−3:30'],
    [14 * 60, 'UTC+14'],
  ])('%d minutes ahead is %s', (minutes, said) => {
    expect(spokenOffset(minutes * MINUTE)).toBe(said);
  });
});
