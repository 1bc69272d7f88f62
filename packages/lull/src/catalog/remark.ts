import { DAY, MINUTE } from '../time/instant.ts';
import type { Occurrence } from '../time/recurrence.ts';
import { spokenLength } from '../time/spoken.ts';
import { type WallMs, wallClock } from '../time/wallclock.ts';

/**
 * What a change of the clocks does to an occurrence, in words, or null when it does nothing: a start that
 * does not exist or happens twice, an end that is not where the wall clock would have it.
 *
 * @example clockRemark(occurrence, 'Europe/Berlin')
 * // '02:30 does not exist on 29 March 2026 in Europe/Berlin: starts at 03:30'
 */
export function clockRemark({ start, end, wallStart, remark }: Occurrence, zone: string): string | null {
  const clock = wallClock(zone);
  const sentences: string[] = [];
  const whereAsked = `on ${dateOf(wallStart)} in ${zone}`;
  const shownAtStart = clock.shows(start);
  if (remark === 'moved') {
    const starts = sameDay(wallStart, shownAtStart) ? timeOf(shownAtStart) : momentOf(shownAtStart);
    sentences.push(`${timeOf(wallStart)} does not exist ${whereAsked}: starts at ${starts}`);
  }
  if (remark === 'twice') {
    sentences.push(`${timeOf(wallStart)} happens twice ${whereAsked}: starts at the first`);
  }
  const change = clock.shows(end) - end - (shownAtStart - start);
  // Whole days are nominal: they end where the wall clock has them, however long they were.
  const nominal = (clock.shows(end) - shownAtStart) % DAY === 0;
  if (change !== 0 && !nominal) {
    const ends = sameDay(shownAtStart, clock.shows(end))
      ? timeOf(clock.shows(end))
      : momentOf(clock.shows(end));
    const direction = change > 0 ? 'forward' : 'back';
    const moved = `the clocks go ${direction} by ${spokenLength(Math.abs(change))} meanwhile`;
    sentences.push(`${moved}: ends at ${ends} on the wall clock, after ${spokenLength(end - start)}`);
  }
  return sentences.length > 0 ? sentences.join('; ') : null;
}

const sameDay = (a: WallMs, b: WallMs) => Math.floor(a / DAY) === Math.floor(b / DAY);
const timeOf = (wall: WallMs) => new Date(wall).toISOString().slice(11, wall % MINUTE ? 19 : 16);
const dateOf = (wall: WallMs) =>
  new Date(wall).toLocaleDateString('en-GB', {
    timeZone: 'UTC',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  });
const momentOf = (wall: WallMs) => `${timeOf(wall)} on ${dateOf(wall)}`;
