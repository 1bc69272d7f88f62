import { DAY } from '../time/instant.ts';
import { type WallMs, wallClock } from '../time/wallclock.ts';
import type { Listed } from './occurrences.ts';

/** The table's head. */
export const tableColumns = ['Day', 'Time', 'Kind', 'Risk', 'Comment'] as const;

/**
 * The table that a team publishes: a row for each window and freeze that comes, in its own zone.
 *
 * @example publishedTable(listOccurrences(catalog, { start, end }))
 * // [['Mon 5 January 2026', '02:00-06:00 Europe/Berlin', 'window nightly', 'up to downtime', 'Work']]
 */
export function publishedTable(listed: readonly Listed[]): string[][] {
  return listed.map(({ start, end, zone, kind, window, risk, comment, remark }) => {
    const clock = wallClock(zone);
    const from = clock.shows(start);
    const to = clock.shows(end);
    const otherDay = Math.floor(from / DAY) !== Math.floor(to / DAY);
    const until = otherDay ? `${dayOf(to)} ${timeOf(to)}` : timeOf(to);
    const note = [comment, remark].filter((part) => part !== null).join(' — ');
    const allowed = kind === 'window' ? `up to ${risk}` : `from ${risk}`;
    return [dayOf(from), `${timeOf(from)}-${until} ${zone}`, `${kind} ${window}`, allowed, note];
  });
}

const timeOf = (wall: WallMs) => new Date(wall).toISOString().slice(11, 16);
const dayFormat = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  weekday: 'short',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
});
const dayOf = (wall: WallMs) => dayFormat.format(wall).replace(',', '');
