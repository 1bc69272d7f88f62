import type { Instant } from '../time/instant.ts';
import { Temporal } from '../time/temporal.ts';
import { offsetAt } from '../time/zone.ts';

/** What the clocks of a part of a country show. */
export interface LocalTime {
  /** IANA zones that show this time at the instant. */
  readonly zones: readonly string[];
  /** Milliseconds that they are ahead of UTC. */
  readonly offset: number;
  readonly wall: Temporal.PlainDateTime;
}

/** `getTimeZones` as it is specified, or the accessor of the engines that came before it. */
type ZonesOfLocale = Intl.Locale & { getTimeZones?(): string[] | undefined; timeZones?: string[] };

/**
 * The local times in a country at an instant, from west to east, each once; none for a country that is not
 * known.
 *
 * @param country ISO 3166-1 alpha-2
 * @example localTimesOf('IN', 0).map((time) => time.wall.toString()) // ['1970-01-01T05:30:00']
 */
export function localTimesOf(country: string, instant: Instant): LocalTime[] {
  const byOffset = Map.groupBy(zonesOf(country), (zone) => offsetAt(instant, zone));
  const utc = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO('UTC').toPlainDateTime();
  return [...byOffset]
    .sort(([a], [b]) => a - b)
    .map(([offset, zones]) => ({ zones, offset, wall: utc.add({ milliseconds: offset }) }));
}

/**
 * The local times in a country at an instant in short, from west to east; empty for a country that is not
 * known.
 *
 * @example localSpan('ES', Date.UTC(2026, 0, 5, 2)) === '02:00–03:00'
 */
export function localSpan(country: string, instant: Instant): string {
  const times = localTimesOf(country, instant).map(({ wall }) => wall.toPlainTime().toString().slice(0, 5));
  return times.length > 1 ? `${times[0]}–${times.at(-1)}` : (times[0] ?? '');
}

function zonesOf(country: string): readonly string[] {
  if (!/^[a-z]{2}$/i.test(country)) return [];
  const locale = new Intl.Locale(`und-${country}`) as ZonesOfLocale;
  return locale.getTimeZones?.() ?? locale.timeZones ?? [];
}
