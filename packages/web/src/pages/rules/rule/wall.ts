/** A time on a wall clock, without a zone: milliseconds as if the clock showed UTC. */
export type Wall = number;

const written = /^(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d)(?::?(\d\d))?)?$/i;

/**
 * A start as lull.yaml has it, on the wall clock of the zone; null where it is none.
 *
 * @example wallOf('2026-01-05T01:00:00Z', 'Europe/Berlin') === Date.UTC(2026, 0, 5, 2)
 */
export function wallOf(text: string, zone: string): Wall | null {
  if (/z$/i.test(text)) return shownIn(Date.parse(text), zone);
  const found = written.exec(text);
  if (!found) return null;
  const [year, month, date, hour, minute, second] = found.slice(1).map((part) => Number(part ?? 0));
  const wall = Date.UTC(year!, month! - 1, date, hour, minute, second);
  return new Date(wall).getUTCDate() === date ? wall : null;
}

function shownIn(at: number, timeZone: string): Wall | null {
  if (Number.isNaN(at) || !isZone(timeZone)) return null;
  const fields = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  const times = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
  const format = new Intl.DateTimeFormat('en', { timeZone, ...fields, ...times });
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(part.year!, part.month! - 1, part.day, part.hour, part.minute, part.second);
}

/** Whether the browser knows a zone of that name. */
export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return name !== '';
  } catch {
    return false;
  }
}

/** Every zone that the browser knows, by name. */
export const zones: readonly string[] = [
  'UTC',
  ...Intl.supportedValuesOf('timeZone').filter((one) => one !== 'UTC'),
];

/** The time of day that a wall clock shows, as 02:00. */
export function timeOf(wall: Wall): string {
  return new Date(wall).toISOString().slice(11, wall % 60_000 === 0 ? 16 : 19);
}

/**
 * What the clock of a time with offset and zone shows, as lull.yaml has it.
 *
 * @example wallIn('2026-12-05T02:00:00+01:00[Europe/Berlin]') === '2026-12-05T02:00'
 */
export function wallIn(local: string): string {
  return local.slice(0, local.slice(16, 19) === ':00' ? 16 : 19);
}
