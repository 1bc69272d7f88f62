import { LullError } from '../errors.ts';
import { DAY, HOUR, type Instant, MINUTE } from './instant.ts';
import type { Interval } from './interval.ts';
import { type Weekday, weekdays } from './weekday.ts';
import { atWallTime, wallTime } from './zone.ts';

/** When the people who do the work are at work, on their own clock. */
export interface WorkingHours {
  readonly zone: string;
  /** Minutes after local midnight; an end before the start is on the next day. */
  readonly hours: { readonly from: number; readonly to: number };
  readonly days: readonly Weekday[];
}

const dayMinutes = DAY / MINUTE;
const hourMinutes = HOUR / MINUTE;

/** The hours of a team that names none, as `parseHours` reads them. */
export const defaultHours = '09:00-17:00';

/** The working days of a team that names none. */
export const defaultDays: readonly Weekday[] = weekdays.slice(0, 5);

/**
 * Reads working hours.
 *
 * @throws LullError `bad-option`
 * @example parseHours('09:00-17:30') // { from: 540, to: 1050 }
 */
export function parseHours(text: string): WorkingHours['hours'] {
  const match = /^([01]?\d|2[0-4]):([0-5]\d)\s*[-–]\s*([01]?\d|2[0-4]):([0-5]\d)$/.exec(text.trim());
  const [from, to] = match
    ? [Number(match[1]) * hourMinutes + Number(match[2]), Number(match[3]) * hourMinutes + Number(match[4])]
    : [0, 0];
  if (from === to || Math.max(from, to) > dayMinutes) {
    throw new LullError(
      'bad-option',
      `"${text}" are not working hours`,
      `Write for example ${defaultHours}.`,
    );
  }
  return { from, to };
}

/**
 * The team's working hours that touch the period, as intervals in order.
 *
 * @example
 * const team = { zone: 'UTC', hours: parseHours('09:00-17:00'), days: defaultDays };
 * workingHours(team, { start: 0, end: 7 * DAY }) // five, from 1970-01-01T09:00Z on
 */
export function workingHours(team: WorkingHours, { start, end }: Interval): Interval[] {
  const hours: Interval[] = [];
  let date = wallTime(start - 2 * DAY, team.zone).toPlainDate();
  const last = wallTime(end, team.zone).toPlainDate();
  const at = (day: Temporal.PlainDate, minutes: number): Instant =>
    atWallTime(day.toPlainDateTime().add({ minutes }), team.zone).instant;
  while (date.until(last).days >= 0) {
    if (team.days.includes(weekdays[date.dayOfWeek - 1]!)) {
      const overnight = team.hours.to <= team.hours.from ? dayMinutes : 0;
      const shift = { start: at(date, team.hours.from), end: at(date, team.hours.to + overnight) };
      if (shift.start < end && start < shift.end) hours.push(shift);
    }
    date = date.add({ days: 1 });
  }
  return hours;
}
