import { LullError } from '../errors.ts';
import { Temporal } from './temporal.ts';

/** A point in time: whole milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const WEEK = 7 * DAY;

const earliest = Date.parse('0000-01-01T00:00:00Z');
const end = Date.parse('+010000-01-01T00:00:00Z');

/**
 * The instant that an ISO 8601 text with an offset names.
 *
 * @throws LullError `bad-instant` when it is no such text or not in the years 0 to 9999; a wall time without
 * an offset is refused, never guessed.
 * @example parseInstant('2026-01-05T02:00:00+01:00') === Date.UTC(2026, 0, 5, 1)
 */
export function parseInstant(text: string): Instant {
  const instant = read(text);
  if (instant !== null && instant >= earliest && instant < end) return instant;
  throw new LullError(
    'bad-instant',
    `"${text}" is not an instant${instant === null ? '' : ' in the years 0000 to 9999'}`,
    'Write ISO 8601 with an offset, for example 2026-01-05T02:00:00Z or 2026-01-05T02:00:00+01:00.',
  );
}

function read(text: string): Instant | null {
  try {
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch {
    return null;
  }
}

/**
 * ISO 8601 in UTC, with milliseconds only when there are some.
 *
 * @example formatInstant(0) === '1970-01-01T00:00:00Z'
 */
export function formatInstant(instant: Instant): string {
  const iso = new Date(instant).toISOString();
  return instant % SECOND === 0 ? `${iso.slice(0, -5)}Z` : iso;
}
