import { LullError } from '../errors.ts';
import { DAY, type Instant, MINUTE } from '../time/instant.ts';
import type { Interval } from '../time/interval.ts';
import { Temporal } from '../time/temporal.ts';

/** A public holiday: a date on the wall calendar, and its name. */
export interface HolidayDay {
  /** YYYY-MM-DD, local. */
  readonly date: string;
  readonly name: string;
}

/** Days on which shops and offices are closed; observances and school holidays are none. */
const closing = new Set(['public', 'bank']);

async function calendars() {
  try {
    return (await import('date-holidays')).default;
  } catch {
    throw new LullError(
      'missing-package',
      'Holidays need the package date-holidays, which is not installed',
      'Run npm install date-holidays, or plan without --holidays.',
    );
  }
}

/**
 * The public and bank holidays of a country, or of one of its regions, sorted by date. The dates come from
 * date-holidays (CC BY-SA 3.0), which is loaded only when this is called.
 *
 * @param country ISO 3166 code such as `US`, with the region where there is one: `US-CA`, `DE-BY`
 * @throws LullError `unknown-country` with the codes that are known, `missing-package`
 * @example await holidaysOf('DE', [2026]) // [{ date: '2026-01-01', name: 'Neujahr' }, …]
 */
export async function holidaysOf(country: string, years: readonly number[]): Promise<HolidayDay[]> {
  const Calendar = await calendars();
  const [code = '', state] = country.trim().toUpperCase().split('-');
  const countries: Record<string, string> = new Calendar().getCountries();
  if (!Object.hasOwn(countries, code)) {
    throw new LullError(
      'unknown-country',
      `"${country}" is not a country whose holidays are known`,
      'Use an ISO 3166 code such as US, GB or DE-BY.',
      { known: Object.keys(countries).sort() },
    );
  }
  const states: Record<string, string> = new Calendar().getStates(code) ?? {};
  if (state !== undefined && !Object.hasOwn(states, state)) {
    const codes = Object.keys(states).map((each) => `${code}-${each}`);
    throw new LullError(
      'unknown-country',
      `"${country}" is not a region of ${countries[code]} whose holidays are known`,
      codes.length ? `Use ${code}, or one of ${codes.join(', ')}.` : `Use ${code}: it has no regions.`,
    );
  }
  const calendar = state === undefined ? new Calendar(code) : new Calendar(code, state);
  const names = new Map<string, string>();
  for (const year of years) {
    for (const { date, start, end, name, type } of calendar.getHolidays(year)) {
      if (!closing.has(type)) continue;
      const days = Math.max(1, Math.round((end.getTime() - start.getTime()) / DAY));
      const first = Temporal.PlainDate.from(date.slice(0, 10));
      for (let day = 0; day < days; day++) {
        const at = first.add({ days: day }).toString();
        if (!names.has(at)) names.set(at, name);
      }
    }
  }
  return [...names].map(([date, name]) => ({ date, name })).sort((a, b) => (a.date < b.date ? -1 : 1));
}

/**
 * The instants at which local days begin and end.
 *
 * @throws RangeError when the date is none, or the zone is unknown
 * @example dayInterval('2026-01-01', 'UTC') // { start: Date.UTC(2026, 0, 1), end: Date.UTC(2026, 0, 2) }
 */
export function dayInterval(date: string, zone: string): Interval {
  const day = Temporal.PlainDate.from(date);
  const startOf = (each: Temporal.PlainDate): Instant => each.toZonedDateTime(zone).epochMilliseconds;
  return { start: startOf(day), end: startOf(day.add({ days: 1 })) };
}

/**
 * The years on the wall calendar that a period touches, with a margin of a day for any zone.
 *
 * @example yearsOf({ start: Date.UTC(2026, 4, 1), end: Date.UTC(2026, 5, 1) }) // [2026]
 */
export function yearsOf({ start, end }: Interval): number[] {
  const first = new Date(start - DAY).getUTCFullYear();
  const last = new Date(end + DAY - MINUTE).getUTCFullYear();
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
