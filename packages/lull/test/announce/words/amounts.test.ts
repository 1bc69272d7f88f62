import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lengthIn, listIn, relativeIn } from '../../../src/announce/words/amounts.ts';
import { ownWords } from '../../../src/announce/words/own.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/time/instant.ts';

const [en, de] = [ownWords.en!, ownWords.de!];

describe('a length', () => {
  it.each([
    [0, '0 minutes', '0 Minuten'],
    [20 * SECOND, '20 seconds', '20 Sekunden'],
    [MINUTE, '1 minute', '1 Minute'],
    [89 * MINUTE + 40 * SECOND, '1 hour and 30 minutes', '1 Stunde und 30 Minuten'],
    [2 * HOUR, '2 hours', '2 Stunden'],
    [59 * MINUTE + 59 * SECOND, '1 hour', '1 Stunde'],
    [DAY + HOUR + MINUTE, '1 day, 1 hour and 1 minute', '1 Tag, 1 Stunde und 1 Minute'],
  ])('of %d ms is %s', (length, english, german) => {
    expect([lengthIn(en, length), lengthIn(de, length)]).toEqual([english, german]);
  });
});

describe('how far off a moment is', () => {
  it.each([
    [10 * SECOND, 'now', 'jetzt'],
    [MINUTE, 'in 1 minute', 'in 1 Minute'],
    [HOUR - SECOND, 'in 1 hour', 'in 1 Stunde'],
    [95 * MINUTE, 'in 95 minutes', 'in 95 Minuten'],
    [2 * HOUR - SECOND, 'in 2 hours', 'in 2 Stunden'],
    [2.3 * HOUR, 'in about 2 hours', 'in etwa 2 Stunden'],
    [DAY - 2 * SECOND, 'in 1 day', 'in 1 Tag'],
    [30 * HOUR, 'in 30 hours', 'in 30 Stunden'],
    [2 * DAY, 'in 2 days', 'in 2 Tagen'],
    [2.4 * DAY, 'in about 2 days', 'in etwa 2 Tagen'],
    [7 * DAY - HOUR, 'in 7 days', 'in 7 Tagen'],
    [-90 * MINUTE, '90 minutes ago', 'vor 90 Minuten'],
    [-3 * DAY, '3 days ago', 'vor 3 Tagen'],
  ])('%d ms is %s', (off, english, german) => {
    expect([relativeIn(en, off, 0), relativeIn(de, off, 0)]).toEqual([english, german]);
  });

  it('is never said to be more than a third from what it is, and says so where it isn’t near', () => {
    const size = { minute: MINUTE, hour: HOUR, day: DAY };
    fc.assert(
      fc.property(fc.integer({ min: MINUTE, max: 400 * DAY }), (off) => {
        const [, about, count, unit] = /^in (about )?([\d,]+) (minute|hour|day)s?$/.exec(
          relativeIn(en, off, 0),
        )!;
        const said = Number(count!.replace(',', '')) * size[unit as keyof typeof size];
        expect(Math.abs(said - off)).toBeLessThan(off / 3);
        if (about === undefined) expect(Math.abs(said - off)).toBeLessThanOrEqual(off * 0.03);
      }),
    );
  });
});

describe('a list of names', () => {
  const names = ['Shop', 'Search', 'Mail', 'Wiki', 'Chat'];

  it('is written as the language does', () => {
    expect([1, 2, 3].map((count) => listIn(en, names.slice(0, count)))).toEqual([
      'Shop',
      'Shop and Search',
      'Shop, Search and Mail',
    ]);
    expect(listIn(de, names.slice(0, 3))).toBe('Shop, Search und Mail');
  });

  it('of many says how many more there are, and never that it is one', () => {
    expect(listIn(en, names, 3)).toBe('Shop, Search, Mail and 2 more');
    expect(listIn(de, names, 2)).toBe('Shop, Search und 3 weitere');
    expect(listIn(en, names, 4)).toBe('Shop, Search, Mail, Wiki and Chat');
  });
});
