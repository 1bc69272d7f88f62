import type { Instant } from './instant.ts';
import { Temporal } from './temporal.ts';
import { type WallMs, wallClock } from './wallclock.ts';

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

/**
 * A time as people read it, never without its zone.
 *
 * @example spokenTime(Date.UTC(2026, 0, 5, 1), 'Europe/Berlin') === 'Mon 2026-01-05 02:00 Europe/Berlin'
 */
export function spokenTime(instant: Instant, zone: string): string {
  const clock = wallClock(zone);
  const wall = clock.shows(instant);
  // In the hour that the clocks repeat, the zone alone does not say which one is meant.
  const offset = clock.at(wall).remark === 'twice' ? ` (UTC${offsetAt(instant, zone)})` : '';
  return `${written(wall)} ${zone}${offset}`;
}

/**
 * The same without the zone, for tables whose heading names it.
 *
 * @example spokenClock(Date.UTC(2026, 0, 5, 1), 'Europe/Berlin') === 'Mon 2026-01-05 02:00'
 */
export function spokenClock(instant: Instant, zone: string): string {
  return written(wallClock(zone).shows(instant));
}

function written(wall: WallMs): string {
  const shown = new Date(wall);
  const [date, time] = shown.toISOString().split('T') as [string, string];
  return `${weekdays[shown.getUTCDay()]} ${date} ${time.slice(0, shown.getUTCSeconds() ? 8 : 5)}`;
}

function offsetAt(instant: Instant, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).offset;
}

/**
 * A length as people say it.
 *
 * @example spokenLength(5_400_000) === '1h30m'
 */
export function spokenLength(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor((seconds % 86_400) / 3600), 'h'],
    [Math.floor((seconds % 3600) / 60), 'm'],
    [seconds % 60, 's'],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count}${unit}`);
  return said.join('') || '0s';
}
