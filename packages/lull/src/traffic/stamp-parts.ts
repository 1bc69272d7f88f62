import { HOUR, MINUTE, SECOND } from '../time/instant.ts';
import { wallClock } from '../time/wallclock.ts';

/** Years that a stamp can name: others are a mistake. */
const firstYear = 1970;
const lastYear = 2199;
/** From 1973 on: what a count of seconds since 1970 must reach to be taken for a time. */
const firstEpochSecond = 1e8;
const lastEpochSecond = Date.UTC(lastYear + 1, 0, 1) / SECOND;
/** No clock was ever further from UTC (ISO 8601 sets no limit; java.time sets this one). */
const longestOffset = 18 * HOUR;

/**
 * Milliseconds since 1970 of a wall time taken as UTC, NaN when there is no such time (31 February, 24:30) or
 * it is not in the years 1970 to 2199. A leap second (60) counts as the second before it, as the system clock
 * does.
 *
 * @example wallMs(2026, 1, 5, 2, 0, 7) === Date.UTC(2026, 0, 5, 2, 0, 7)
 */
export function wallMs(y: number, mo: number, d: number, h: number, mi: number, s: number): number {
  if (!(y >= firstYear && y <= lastYear && mo >= 1 && mo <= 12 && d >= 1)) return Number.NaN;
  if (!(h < 24 && mi < 60 && s < 61)) return Number.NaN;
  const day = Date.UTC(y, mo - 1, d);
  if (new Date(day).getUTCDate() !== d) return Number.NaN;
  return day + h * HOUR + mi * MINUTE + Math.min(s, 59.999) * SECOND;
}

/**
 * The instant of a count since 1970, told apart by its size: seconds, milliseconds, microseconds or
 * nanoseconds. NaN when it is none from 1973 to 2199.
 *
 * @example epochInstant(1_767_571_200) === epochInstant(1_767_571_200_000)
 */
export function epochInstant(count: number): number {
  for (const perSecond of [1, 1e3, 1e6, 1e9]) {
    const seconds = count / perSecond;
    if (seconds >= firstEpochSecond && seconds < lastEpochSecond) return Math.round(seconds * SECOND);
  }
  return Number.NaN;
}

/**
 * Milliseconds of an offset from UTC: `+0530`, `-07:00`, `+02`, or a word for none (`Z`, `UTC`). NaN for one
 * that no clock has.
 *
 * @param text in one of these forms
 * @example offsetMs('+05:30') === 19_800_000
 */
export function offsetMs(text: string): number {
  if (!/^[+-]/.test(text)) return 0;
  const [hours, minutes] = [Number(text.slice(1, 3)), Number(text.slice(3).replace(':', ''))];
  const size = hours * HOUR + minutes * MINUTE;
  if (!(minutes < 60 && size <= longestOffset)) return Number.NaN;
  return text.startsWith('-') ? -size : size;
}

/**
 * Places wall times (as if UTC, milliseconds) in a zone. An hour that happens twice is taken the first time,
 * one that is left out moves on; what is no time stays NaN.
 *
 * @throws LullError `unknown-zone`
 * @example placeIn('Europe/Berlin')(Date.UTC(2026, 0, 5, 2)) === Date.UTC(2026, 0, 5, 1)
 */
export function placeIn(zone: string): (wall: number) => number {
  const clock = wallClock(zone);
  return (wall) => (Number.isNaN(wall) ? wall : clock.at(wall).instant);
}
