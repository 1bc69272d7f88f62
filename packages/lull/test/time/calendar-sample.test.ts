import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseDuration } from '../../src/time/duration.ts';
import { formatInstant, parseInstant } from '../../src/time/instant.ts';
import { recurrence } from '../../src/time/recurrence.ts';

interface CalendarCase {
  id: string;
  timezone: string;
  dtstart: string;
  rrule: string | null;
  exdate: string[];
  rdate: string[];
  duration: string;
  from: string;
  to: string;
  expected: { start: string; end: string }[];
}

const sample = new URL('../../../../../shared/cases/calendar.json', import.meta.url);
const cases: CalendarCase[] = existsSync(sample) ? JSON.parse(readFileSync(sample, 'utf8')).cases : [];

describe.skipIf(!existsSync(sample))('the calendar cases of ../shared/cases (skipped when absent)', () => {
  test.each(cases)('$id', ({ timezone, dtstart, duration, from, to, expected, rrule, exdate, rdate }) => {
    const rule = recurrence({
      zone: timezone,
      start: dtstart,
      rrule,
      exdate,
      rdate,
      duration: parseDuration(duration),
    });
    const found = rule.between({ start: parseInstant(from), end: parseInstant(to) });
    expect(found.map(({ start, end }) => ({ start: formatInstant(start), end: formatInstant(end) }))).toEqual(
      expected,
    );
  });
});
