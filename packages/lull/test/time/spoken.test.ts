import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY } from '../../src/time/instant.ts';
import { spokenClock, spokenTime } from '../../src/time/spoken.ts';
import { Temporal } from '../../src/time/temporal.ts';
import { offsetSpans } from '../../src/time/zone.ts';

/** Around the changes of a zone's clocks, where mistakes live; anywhere in a zone that has none. */
const nearAChange = fc
  .tuple(
    fc.constantFrom(...Intl.supportedValuesOf('timeZone'), 'UTC'),
    fc.integer({ min: Date.UTC(1890, 0), max: Date.UTC(2100, 0) }),
    fc.integer({ min: -2 * DAY, max: 2 * DAY }),
  )
  .map(([zone, from, distance]) => {
    const [span] = offsetSpans(zone, { start: from, end: from + 400 * DAY });
    return { zone, at: span!.end + distance };
  });

describe('a time as people read it', () => {
  it('says which of two when the clocks repeat an hour', () => {
    const [first, second] = [Date.UTC(2026, 9, 25, 0, 30), Date.UTC(2026, 9, 25, 1, 30)];
    expect(spokenTime(first, 'Europe/Berlin')).toBe('Sun 2026-10-25 02:30 Europe/Berlin (UTC+02:00)');
    expect(spokenTime(second, 'Europe/Berlin')).toBe('Sun 2026-10-25 02:30 Europe/Berlin (UTC+01:00)');
    expect(spokenTime(second + 1_800_000, 'Europe/Berlin')).toBe('Sun 2026-10-25 03:00 Europe/Berlin');
  });

  it('says seconds where there are some', () => {
    expect(spokenTime(Date.UTC(2026, 0, 5, 1, 0, 7), 'UTC')).toBe('Mon 2026-01-05 01:00:07 UTC');
  });

  it('is what Temporal says, in any zone at any time', () => {
    const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
    fc.assert(
      fc.property(nearAChange, ({ at, zone }) => {
        const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
        const time = local.toPlainTime().toString({ smallestUnit: local.second ? 'second' : 'minute' });
        const clock = `${days[local.dayOfWeek - 1]} ${local.toPlainDate()} ${time}`;
        const plain = local.toPlainDateTime();
        const [earlier, later] = (['earlier', 'later'] as const).map((disambiguation) =>
          plain.toZonedDateTime(zone, { disambiguation }),
        );
        const offset = earlier!.equals(later!) ? '' : ` (UTC${local.offset})`;
        expect(spokenClock(at, zone)).toBe(clock);
        expect(spokenTime(at, zone)).toBe(`${clock} ${zone}${offset}`);
      }),
      { numRuns: 500 },
    );
  });
});
