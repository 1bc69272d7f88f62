/** Minutes and so on in milliseconds. */
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const two = '2-digit' as const;
  const day = { year: 'numeric', month: two, day: two } as const;
  const options = { ...day, hour: two, minute: two, second: two, hourCycle: 'h23', timeZone } as const;
  const made = new Intl.DateTimeFormat('en-US', options);
  formats.set(timeZone, made);
  return made;
}

/**
 * What the clocks of a zone show then, as if they were UTC, in milliseconds.
 *
 * @example wallOf(Date.UTC(2026, 11, 5, 1), 'Europe/Berlin') === Date.UTC(2026, 11, 5, 2)
 */
export function wallOf(at: number, zone: string): number {
  const read: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(at)) read[type] = Number(value);
  const { year, month, day, hour, minute, second } = read;
  const millis = ((at % 1_000) + 1_000) % 1_000;
  return Date.UTC(year!, month! - 1, day!, hour!, minute!, second!) + millis;
}

/** How far the clocks of a zone are ahead of UTC then, milliseconds. */
export function offsetAt(at: number, zone: string): number {
  return wallOf(at, zone) - at;
}

/**
 * When the clocks of a zone show that. A time that does not exist moves on by the gap, one that comes twice
 * is the first.
 *
 * @param wall as `wallOf` gives it
 */
export function instantOf(wall: number, zone: string): number {
  const [before, after] = [offsetAt(wall - DAY, zone), offsetAt(wall + DAY, zone)];
  const fits = [wall - before, wall - after].filter((at) => wallOf(at, zone) === wall);
  return fits.length === 0 ? wall - before : Math.min(...fits);
}

/** The same time of day so many days later; nominal, so that a day may have 23 or 25 hours. */
export function daysLater(at: number, days: number, zone: string): number {
  return instantOf(wallOf(at, zone) + days * DAY, zone);
}

/**
 * When the clocks of a zone were changed in a time that holds at most one change; null when they were not.
 */
export function changeWithin(start: number, end: number, zone: string): number | null {
  const first = offsetAt(start, zone);
  if (offsetAt(end - 1, zone) === first) return null;
  let [low, high] = [start, end - 1];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle, zone) === first) low = middle;
    else high = middle;
  }
  return high;
}
