import { LullError } from '../errors.ts';
import type { Duration } from './duration.ts';
import type { Instant } from './instant.ts';
import type { Interval } from './interval.ts';
import { Temporal } from './temporal.ts';

/**
 * What the clocks did to a wall time when it was resolved: nothing, moved over a gap, or taken the first of
 * two.
 */
export type DstRemark = 'moved' | 'twice' | null;

/** A stretch of time in which a zone keeps one offset from UTC (`local = instant + offset`, milliseconds). */
export interface OffsetSpan extends Interval {
  readonly offset: number;
}

const known = new Map<string, string>();

/**
 * The zone's name in the case of the IANA database, once it is certain that it exists. A link such as
 * Asia/Calcutta stays the name that was given.
 *
 * @throws LullError `unknown-zone`, never a silent UTC; offsets such as +02:00 are no zones of a service and
 * refused.
 * @example parseZone('europe/berlin') === 'Europe/Berlin'
 */
export function parseZone(name: string): string {
  const seen = known.get(name);
  if (seen) return seen;
  const zone = zoneNamed(name);
  // Temporal takes a whole timestamp for the zone that it ends with.
  if (zone?.toLowerCase() !== name.toLowerCase() || /^[+-]/.test(name)) {
    throw new LullError(
      'unknown-zone',
      `"${name}" is not a time zone`,
      'Use a name of the IANA time zone database, for example Europe/Berlin, America/New_York or UTC.',
    );
  }
  known.set(name, zone);
  return zone;
}

function zoneNamed(name: string): string | undefined {
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId;
  } catch {
    return undefined;
  }
}

/**
 * The instant at which a wall clock in the zone shows this time. A time that a change of the clocks leaves
 * out moves on by the gap; one that happens twice is taken the first time (Temporal's `compatible`).
 */
export function atWallTime(
  wall: Temporal.PlainDateTime,
  zone: string,
): { instant: Instant; remark: DstRemark } {
  const resolved = wall.toZonedDateTime(zone, { disambiguation: 'compatible' });
  const instant = resolved.epochMilliseconds;
  if (!resolved.toPlainDateTime().equals(wall)) return { instant, remark: 'moved' };
  const later = wall.toZonedDateTime(zone, { disambiguation: 'later' }).epochMilliseconds;
  return { instant, remark: later === instant ? null : 'twice' };
}

/**
 * What a wall clock in the zone shows at the instant.
 *
 * @example wallTime(Date.UTC(2026, 0, 5, 1), 'Europe/Berlin').toString() === '2026-01-05T02:00:00'
 */
export function wallTime(instant: Instant, zone: string): Temporal.PlainDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).toPlainDateTime();
}

/** Adds nominal days on the wall clock, then exact time (rule 3: days are nominal, hours are exact). */
export function addDuration(wall: Temporal.PlainDateTime, zone: string, duration: Duration): Instant {
  return atWallTime(wall.add({ days: duration.days }), zone).instant + duration.ms;
}

/**
 * Milliseconds that the zone's clocks are ahead of UTC at the instant.
 *
 * @example offsetAt(Date.UTC(2026, 0, 5), 'Europe/Berlin') === 3_600_000
 */
export function offsetAt(instant: Instant, zone: string): number {
  return Math.round(
    Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).offsetNanoseconds / 1e6,
  );
}

/**
 * The zone's offsets over a period, in order and without gaps: what a loop over many instants needs to know
 * of the zone without asking it for each.
 *
 * @example offsetSpans('UTC', { start: 0, end: 9 }) // [{ start: 0, end: 9, offset: 0 }]
 */
export function offsetSpans(zone: string, { start, end }: Interval): OffsetSpan[] {
  const spans: OffsetSpan[] = [];
  let at = Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO(zone);
  while (at.epochMilliseconds < end) {
    const next = at.getTimeZoneTransition('next');
    const until = Math.min(next?.epochMilliseconds ?? end, end);
    spans.push({ start: at.epochMilliseconds, end: until, offset: Math.round(at.offsetNanoseconds / 1e6) });
    if (!next) break;
    at = next;
  }
  return spans;
}

/**
 * Local time with its offset, for people and JSON.
 *
 * @example
 * formatLocal(Date.UTC(2026, 0, 5, 1), 'Europe/Berlin') === '2026-01-05T02:00:00+01:00[Europe/Berlin]'
 */
export function formatLocal(instant: Instant, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(instant)
    .toZonedDateTimeISO(zone)
    .toString({ smallestUnit: 'second' });
}
