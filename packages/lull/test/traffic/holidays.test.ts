import { describe, expect, test } from 'vitest';
import { HOUR } from '../../src/time/instant.ts';
import { dayInterval, holidaysOf, yearsOf } from '../../src/traffic/holidays.ts';

describe('holidays of a country', () => {
  test('public and bank holidays of the years asked for, by date', async () => {
    const days = await holidaysOf('US', [2025, 2026]);
    expect(days).toContainEqual({ date: '2026-11-26', name: 'Thanksgiving Day' });
    expect(days).toContainEqual({ date: '2025-12-25', name: 'Christmas Day' });
    expect(days.map((day) => day.name)).not.toContain("Valentine's Day");
    expect(days.map((day) => day.date)).toEqual(days.map((day) => day.date).sort());
    expect(new Set(days.map((day) => day.date)).size).toBe(days.length);
  });

  test('a region has its own, and case does not matter', async () => {
    const [country, region] = await Promise.all([holidaysOf('DE', [2026]), holidaysOf('de-by', [2026])]);
    const dates = (days: readonly { date: string }[]) => days.map((day) => day.date);
    expect(dates(region)).toContain('2026-01-06');
    expect(dates(country)).not.toContain('2026-01-06');
  });

  test.each(['XX', '', 'Germany', 'US-ZZ', 'toString', 'DE-'])(
    '"%s" is an error that says what is known',
    async (name) => {
      await expect(holidaysOf(name, [2026])).rejects.toMatchObject({ code: 'unknown-country' });
    },
  );

  test('the error for a region names the regions', async () => {
    await expect(holidaysOf('US-ZZ', [2026])).rejects.toMatchObject({
      todo: expect.stringContaining('US-CA'),
    });
  });
});

describe('local days', () => {
  test('begin and end at local midnight, however long they are', () => {
    const spring = dayInterval('2026-03-29', 'Europe/Berlin');
    expect(spring).toEqual({ start: Date.UTC(2026, 2, 28, 23), end: Date.UTC(2026, 2, 29, 22) });
    expect((spring.end - spring.start) / HOUR).toBe(23);
  });

  test('the years of a period reach a day over its ends', () => {
    expect(yearsOf({ start: Date.UTC(2026, 0, 1), end: Date.UTC(2026, 11, 31, 12) })).toEqual([
      2025, 2026, 2027,
    ]);
    expect(yearsOf({ start: Date.UTC(2026, 4, 1), end: Date.UTC(2026, 5, 1) })).toEqual([2026]);
  });
});
