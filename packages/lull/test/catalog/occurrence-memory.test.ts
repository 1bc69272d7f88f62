import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OccurrenceMemory } from '../../src/catalog/occurrence-memory.ts';
import { parseDuration } from '../../src/time/duration.ts';
import { DAY, HOUR } from '../../src/time/instant.ts';
import { type Occurrence, recurrence } from '../../src/time/recurrence.ts';

const written = [
  ['Europe/Berlin', 'FREQ=DAILY', '4h'],
  ['America/New_York', 'FREQ=WEEKLY;BYDAY=SU,WE', '1d'],
  ['Australia/Lord_Howe', 'FREQ=MONTHLY;BYDAY=1SU', '45d'],
  ['UTC', 'FREQ=YEARLY', '300d'],
  ['UTC', 'FREQ=HOURLY', '30m'],
  ['UTC', 'FREQ=WEEKLY;COUNT=3', '8d'],
] as const;
const rules = written.map(([zone, rrule, length]) => ({
  recurrence: recurrence({ zone, start: '2025-01-05T02:30', rrule, duration: parseDuration(length) }),
}));
const same = (_: object, occurrence: Occurrence) => occurrence;

describe('what was worked out of a recurrence', () => {
  test('is what the recurrence says, however it is asked', () => {
    const memory = new OccurrenceMemory();
    const from = Date.UTC(2025, 0, 1);
    const period = fc
      .tuple(fc.integer({ min: -100 * 24, max: 800 * 24 }), fc.integer({ min: -1, max: 200 * 24 }))
      .map(([start, length]) => ({ start: from + start * HOUR, end: from + (start + length) * HOUR }));
    fc.assert(
      fc.property(fc.constantFrom(...rules), period, (rule, asked) => {
        expect(memory.between(rule, asked, same)).toEqual(rule.recurrence.between(asked));
      }),
      { numRuns: 500 },
    );
  });

  test('is made once while it is asked for, and goes when much else was asked since', () => {
    const memory = new OccurrenceMemory();
    const [daily] = rules;
    let made = 0;
    const asked = () =>
      memory.between(daily!, { start: Date.UTC(2026, 0, 5), end: Date.UTC(2026, 0, 6) }, (_, occurrence) => {
        made++;
        return occurrence;
      });
    asked();
    const once = made;
    asked();
    expect(made).toBe(once);
    const hourly = rules[4]!;
    for (let day = 0; day < 32 * 300; day += 32) {
      const start = Date.UTC(2026, 0, 1) + day * DAY;
      memory.between(hourly, { start, end: start + 1 }, same);
    }
    asked();
    expect(made).toBe(2 * once);
  });
});
