/** A point in time: whole milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

/** ISO 8601 in UTC, as documents have it. */
const instantForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/;

/** Days, hours, minutes and seconds: what has a length of its own. */
const durationForm = /^P(?=\d|T\d)(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d{1,3})?)S)?)?$/;

/**
 * The instant of a document; null for what is none.
 *
 * @example instantOf('1970-01-01T00:00:01Z') === 1000
 */
export function instantOf(text: unknown): Instant | null {
  if (typeof text !== 'string' || !instantForm.test(text)) return null;
  const instant = Date.parse(text);
  // Engines differ on days and hours that don't exist: some take 30 February for 2 March.
  return !Number.isNaN(instant) && text.startsWith(new Date(instant).toISOString().slice(0, 19))
    ? instant
    : null;
}

/**
 * The length of a document's duration in milliseconds; null for what is none. A day is 24 hours here.
 *
 * @example durationOf('PT1M30S') === 90_000
 */
export function durationOf(text: unknown): number | null {
  const parts = typeof text === 'string' ? durationForm.exec(text) : null;
  if (parts === null) return null;
  const [days, hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0));
  const length = Math.round((((days! * 24 + hours!) * 60 + minutes!) * 60 + seconds!) * 1000);
  return Number.isSafeInteger(length) ? length : null;
}
