import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCatalog } from '../../src/catalog/load.ts';
import { calendarsOf } from '../../src/plan/calendar.ts';
import { may, nextOpenStart } from '../../src/plan/may.ts';
import type { Calendar, Work } from '../../src/plan/rules.ts';
import { DAY, HOUR } from '../../src/time/instant.ts';
import { freezeTime, over, takenTime, windowTime, work } from './calendar.ts';

const hours = fc
  .tuple(fc.integer({ min: 0, max: 30 * 24 }), fc.integer({ min: 1, max: 60 }))
  .map(([start, length]) => ({ start: start * HOUR, end: (start + length) * HOUR }));
const calendars = fc.array(
  fc.record({
    windows: fc.option(fc.array(hours, { maxLength: 8 })),
    freezes: fc.array(hours, { maxLength: 2 }),
    taken: fc.array(hours, { maxLength: 2 }),
    cutoff: fc.integer({ min: 0, max: 10 }),
  }),
  { minLength: 1, maxLength: 3 },
);

describe('may for several services at once', () => {
  it('is open where each by itself is, and changes exactly when that does', () => {
    fc.assert(
      fc.property(
        calendars,
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 0, max: 30 * 24 * 60 }),
        (given, takes, minute) => {
          const all = given.map(({ windows, freezes, taken, cutoff }, i): Partial<Calendar> => {
            const limits = { cutoff: { days: 0, ms: cutoff * HOUR } };
            return {
              windows: windows?.map((each) => windowTime({ ...each, ...limits, window: `w${i}` })) ?? null,
              freezes: freezes.map((each) => freezeTime({ ...each, window: `f${i}` })),
              taken: taken.map((each) => takenTime({ ...each, name: `d${i}` })),
            };
          });
          const asked = work({ takes: takes * HOUR });
          const at = minute * 60_000;
          const isOpen = (when: number) => all.every((one) => may(over(one), asked, when, 'UTC').open);
          const answer = may(all.map(over), asked, at, 'UTC');
          expect(answer.open).toBe(isOpen(at));
          const { changesAt } = answer;
          for (const edge of edgesOf(all, asked)) {
            if (edge <= at) continue;
            const same = isOpen(edge) === answer.open;
            if (changesAt === null || edge < changesAt) expect({ edge, same }).toEqual({ edge, same: true });
            if (edge === changesAt) expect({ edge, same }).toEqual({ edge, same: false });
          }
          if (changesAt !== null) {
            expect(edgesOf(all, asked)).toContain(changesAt);
            expect(isOpen(changesAt)).toBe(!answer.open);
          }
          const next = nextOpenStart(all.map(over), asked, at);
          expect(next).toBe(answer.open ? at : changesAt);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('gives the reasons of all, each once', () => {
    const freeze = freezeTime({ start: 0, end: DAY, window: 'sale' });
    const one = { windows: [windowTime({ start: 0, end: HOUR, window: 'short' })], freezes: [freeze] };
    const two = { windows: [], freezes: [freeze], taken: [takenTime({ start: 0, end: DAY })] };
    const { reasons } = may([over(one), over(two)], work({ takes: 2 * HOUR }), 0, 'UTC');
    expect(reasons.map(({ rule, name }) => [rule, name])).toEqual([
      ['freeze', 'sale'],
      ['length', 'short'],
      ['window', null],
      ['people', 'd'],
    ]);
    expect(reasons.at(-1)!.message).toBe(
      'the same people are needed for "D", from Thu 1970-01-01 00:00 UTC to Fri 1970-01-02 00:00 UTC',
    );
  });

  it('names the windows of each when it is open', () => {
    const day = { start: 0, end: DAY };
    const both = [
      over({ windows: [windowTime(day)] }),
      over({ windows: [windowTime({ ...day, window: 'b' })] }),
    ];
    const { open, reasons } = may(both, work({ takes: HOUR }), 0, 'UTC');
    expect({ open, names: reasons.map(({ name }) => name) }).toEqual({ open: true, names: ['a', 'b'] });
  });
});

/** Every instant at which an answer could change. */
function edgesOf(all: readonly Partial<Calendar>[], { takes }: Work): number[] {
  return all.flatMap(({ windows, freezes, taken }) => [
    ...(windows ?? []).flatMap(({ start, end, cutoff }) => [start, end, end - cutoff.ms, end - takes + 1]),
    ...[...freezes!, ...taken!].flatMap(({ start, end }) => [start - takes + 1, end]),
  ]);
}

describe('calendars of a catalog', () => {
  const catalog = parseCatalog(
    `
services:
  shop: { zone: Europe/Berlin, windows: [nightly], dependsOn: [db] }
  db: { zone: UTC, windows: [week] }
  wiki: { zone: UTC }
windows:
  nightly: { zone: Europe/Berlin, start: 2026-01-05T02:00, duration: PT4H, rrule: FREQ=DAILY }
  week: { zone: UTC, start: 2026-01-05T00:00, duration: P7D, rrule: FREQ=WEEKLY, cutoff: P6D }
freezes:
  sale: { zone: Europe/Berlin, start: 2026-03-02, duration: P1D, scope: { services: [shop] } }
`,
    'lull.yaml',
  );
  const ask = (services: string[], at: string, takes = 2 * HOUR) =>
    may(calendarsOf(catalog, services), work({ takes }), Date.parse(at), 'UTC');

  it('are those of each service, and joined', () => {
    expect(ask(['shop', 'db', 'shop'], '2026-03-01T02:00:00Z').open).toBe(true);
    expect(ask(['shop', 'db'], '2026-03-02T02:00:00Z')).toMatchObject({
      open: false,
      reasons: [{ rule: 'freeze', name: 'sale' }],
      changesAt: Date.parse('2026-03-03T01:00:00Z'),
    });
    expect(ask(['db', 'wiki'], '2026-03-02T02:00:00Z').open).toBe(true);
  });

  it('say whose window is missing where several are asked', () => {
    const [reason] = ask(['shop', 'wiki'], '2026-03-01T12:00:00Z').reasons;
    expect(reason!.message).toBe('no window of "shop" is open at Sun 2026-03-01 12:00 UTC');
  });

  it('know the cutoff of windows that join, however long it is', () => {
    for (let day = 0; day < 30; day++) {
      const at = new Date(Date.UTC(2026, 2, 1 + day, 12)).toISOString();
      expect({ at, ...ask(['db'], at) }).toMatchObject({ at, open: true, changesAt: null });
    }
  });

  it('refuse a service that is not there', () => {
    expect(() => calendarsOf(catalog, ['shop', 'shpo'])).toThrow(
      expect.objectContaining({ code: 'unknown-service' }),
    );
  });
});
