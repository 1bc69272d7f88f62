import type { Instant } from '../time/instant.ts';
import { atWallTime, wallTime } from '../time/zone.ts';

/** What most teams do without looking. */
export const usualRule = 'Sunday 02:00';

/**
 * The first Sunday 02:00 of the zone's clock at or after the instant.
 *
 * @example nextUsualStart(Date.UTC(2026, 0, 5), 'UTC') === Date.UTC(2026, 0, 11, 2)
 */
export function nextUsualStart(from: Instant, zone: string): Instant {
  const today = wallTime(from, zone).toPlainDate();
  for (let days = (7 - today.dayOfWeek) % 7; ; days += 7) {
    const { instant } = atWallTime(today.add({ days }).toPlainDateTime('02:00'), zone);
    if (instant >= from) return instant;
  }
}
