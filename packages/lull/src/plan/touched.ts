import { HOUR, WEEK } from '../time/instant.ts';
import type { Interval } from '../time/interval.ts';
import { localSpan } from '../traffic/country-zones.ts';
import type { CountryTraffic } from '../traffic/reading.ts';

/** People of one country whom a downtime touches. */
export interface Touched {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** Their share of the visitors at that time, 0 to 1. */
  readonly share: number;
  /**
   * What their clocks show at the start, a span where the country has several zones; empty where not known.
   */
  readonly local: string;
}

/** Monday 1970-01-05T00:00:00Z, where the hours of the week begin. */
const firstMonday = 4 * 24 * HOUR;

/**
 * Who is touched by a downtime in the period, the most first, from the visitors of the same hours of past
 * weeks.
 */
export function touchedBy(countries: readonly CountryTraffic[], period: Interval, most = 5): Touched[] {
  const counts = countries.map(({ country, byHourOfWeek }) => ({
    country,
    count: overHours(period, (hour, part) => byHourOfWeek[hour]! * part),
  }));
  const all = counts.reduce((sum, { count }) => sum + count, 0);
  if (all === 0) return [];
  return counts
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || (a.country < b.country ? -1 : 1))
    .slice(0, most)
    .map(({ country, count }) => ({ country, share: count / all, local: localSpan(country, period.start) }));
}

function overHours(period: Interval, figure: (hour: number, part: number) => number): number {
  let sum = 0;
  const end = Math.min(period.end, period.start + WEEK);
  for (let hour = Math.floor(period.start / HOUR) * HOUR; hour < end; hour += HOUR) {
    const part = (Math.min(hour + HOUR, end) - Math.max(hour, period.start)) / HOUR;
    sum += figure(((((hour - firstMonday) % WEEK) + WEEK) % WEEK) / HOUR, part);
  }
  return sum;
}
