import type { Names } from '../../access/names.ts';
import type { Catalog } from '../../catalog/load.ts';
import { formatDuration } from '../../time/duration.ts';
import { formatInstant, type Instant, MINUTE } from '../../time/instant.ts';
import { wallClock } from '../../time/wallclock.ts';
import { formatLocal } from '../../time/zone.ts';

/** What a view needs beside the thing itself. */
export interface Viewing {
  readonly now: Instant;
  readonly catalog: Catalog;
  /** What those people and keys are called that it was asked for. */
  readonly names: Names;
}

/** An instant as answers have it; null stays null. */
export function told<T extends Instant | null>(instant: T): T extends null ? string | null : string {
  return (instant === null ? null : formatInstant(instant)) as T extends null ? string | null : string;
}

/** A length in milliseconds as answers have it. */
export function toldLength(ms: number): string {
  return formatDuration({ days: 0, ms });
}

/**
 * The same as `formatLocal`, for the many of a list: from the zone's table of offsets.
 *
 * @example localTime(0, 'Europe/Berlin') === '1970-01-01T01:00:00+01:00[Europe/Berlin]'
 */
export function localTime(instant: Instant, zone: string): string {
  const wall = wallClock(zone).shows(instant);
  const offset = (wall - instant) / MINUTE;
  if (!Number.isInteger(offset)) return formatLocal(instant, zone);
  const [hours, minutes] = [Math.trunc(Math.abs(offset) / 60), Math.abs(offset) % 60].map((n) =>
    String(n).padStart(2, '0'),
  );
  const shown = new Date(wall).toISOString().slice(0, 19);
  return `${shown}${offset < 0 ? '-' : '+'}${hours}:${minutes}[${zone}]`;
}

/** An instant on a zone's wall clock; null stays null. */
export function toldLocal<T extends Instant | null>(
  instant: T,
  zone: string,
): T extends null ? string | null : string {
  return (instant === null ? null : localTime(instant, zone)) as T extends null ? string | null : string;
}

/** The zone in which the times of work on these services are told: the first one's; UTC when it is gone. */
export function zoneOf(services: readonly string[], { services: known }: Catalog): string {
  return known.get(services[0] ?? '')?.zone ?? 'UTC';
}
