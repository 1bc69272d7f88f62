import { DAY, HOUR, MINUTE, SECOND } from '../../src/time/instant.ts';
import type { RuleParts } from '../../src/time/rrule.ts';

/**
 * RFC 5545 section 3.3.10 read literally and slowly: every day (or shorter period) is looked at, kept where each part
 * of the rule agrees, and grouped into the rule's periods. COUNT and UNTIL are left to the caller.
 */
export function startsByBruteForce(rule: RuleParts, start: number, end: number): number[] {
  const candidates = periods(rule, start, end)
    .filter((period) => period.index % rule.interval === 0)
    .flatMap((period) =>
      chosen(
        rule,
        period.starts.toSorted((a, b) => a - b),
      ),
    );
  return candidates.filter((wall) => wall >= start && wall < end);
}

interface Period {
  readonly index: number;
  readonly starts: number[];
}

const weekdayNames = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
const orDefault = (list: readonly number[], value: number) => (list.length ? list : [value]);
const allows = (list: readonly number[], ...values: number[]) =>
  list.length === 0 || values.some((value) => list.includes(value));

function chosen(rule: RuleParts, starts: number[]): number[] {
  if (rule.bySetPos.length === 0) return starts;
  return starts.filter((_, i) => allows(rule.bySetPos, i + 1, i - starts.length));
}

function periods(rule: RuleParts, start: number, end: number): Period[] {
  const unit = { SECONDLY: SECOND, MINUTELY: MINUTE, HOURLY: HOUR }[rule.freq as string];
  return unit ? shortPeriods(rule, start, end, unit) : dayPeriods(rule, start, end);
}

function shortPeriods(rule: RuleParts, start: number, end: number, unit: number): Period[] {
  const first = Math.floor(start / unit);
  const found: Period[] = [];
  for (let period = first; period * unit < end; period++) {
    const at = new Date(period * unit);
    if (!dayAgrees(rule, at, start) || !allows(rule.byHour, at.getUTCHours())) continue;
    if (unit < HOUR && !allows(rule.byMinute, at.getUTCMinutes())) continue;
    if (unit < MINUTE && !allows(rule.bySecond, at.getUTCSeconds())) continue;
    const begin = new Date(start);
    const minutes = unit === HOUR ? orDefault(rule.byMinute, begin.getUTCMinutes()) : [0];
    const seconds = unit === SECOND ? [0] : orDefault(rule.bySecond, begin.getUTCSeconds());
    const starts = minutes.flatMap((m) => seconds.map((s) => period * unit + m * MINUTE + s * SECOND));
    found.push({ index: period - first, starts });
  }
  return found;
}

function dayPeriods(rule: RuleParts, start: number, end: number): Period[] {
  const begin = new Date(start);
  const times = orDefault(rule.byHour, begin.getUTCHours()).flatMap((h) =>
    orDefault(rule.byMinute, begin.getUTCMinutes()).flatMap((m) =>
      orDefault(rule.bySecond, begin.getUTCSeconds()).map((s) => h * HOUR + m * MINUTE + s * SECOND),
    ),
  );
  const byIndex = new Map<number, number[]>();
  // A period holds days before the start and after the end too: BYSETPOS counts them.
  for (let day = Math.floor(start / DAY) - 366; day * DAY < end + 366 * DAY; day++) {
    const at = new Date(day * DAY);
    if (!dayAgrees(rule, at, start)) continue;
    const index = periodIndex(rule, at, begin);
    if (index < 0) continue;
    const starts = byIndex.get(index) ?? [];
    starts.push(...times.map((time) => day * DAY + time));
    byIndex.set(index, starts);
  }
  return [...byIndex].map(([index, starts]) => ({ index, starts }));
}

function periodIndex({ freq, wkst }: RuleParts, at: Date, begin: Date): number {
  const day = Math.floor(at.getTime() / DAY);
  const first = Math.floor(begin.getTime() / DAY);
  // Day 0, 1 January 1970, was a Thursday.
  const week = (d: number) => Math.floor((d + 4 - weekdayNames.indexOf(wkst)) / 7);
  if (freq === 'DAILY') return day - first;
  if (freq === 'WEEKLY') return week(day) - week(first);
  const years = at.getUTCFullYear() - begin.getUTCFullYear();
  return freq === 'YEARLY' ? years : years * 12 + at.getUTCMonth() - begin.getUTCMonth();
}

function dayAgrees(rule: RuleParts, at: Date, start: number): boolean {
  const begin = new Date(start);
  const { freq, byDay, byMonth, byMonthDay, byYearDay, byWeekNo } = rule;
  const year = at.getUTCFullYear();
  const month = at.getUTCMonth();
  const daysInMonth = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const daysInYear = (Date.UTC(year + 1, 0, 1) - Date.UTC(year, 0, 1)) / DAY;
  const yearDay = Math.floor((at.getTime() - Date.UTC(year, 0, 1)) / DAY) + 1;
  const dayOfMonth = at.getUTCDate();
  const noDayPart = !byDay.length && !byMonthDay.length && !byYearDay.length;
  if (freq === 'WEEKLY' && noDayPart && at.getUTCDay() !== begin.getUTCDay()) return false;
  if (freq === 'MONTHLY' && noDayPart && dayOfMonth !== begin.getUTCDate()) return false;
  if (freq === 'YEARLY' && noDayPart) {
    if (byWeekNo.length && at.getUTCDay() !== begin.getUTCDay()) return false;
    if (!byWeekNo.length && dayOfMonth !== begin.getUTCDate()) return false;
    if (!byWeekNo.length && !byMonth.length && month !== begin.getUTCMonth()) return false;
  }
  if (!allows(byMonth, month + 1)) return false;
  if (!allows(byMonthDay, dayOfMonth, dayOfMonth - daysInMonth - 1)) return false;
  if (!allows(byYearDay, yearDay, yearDay - daysInYear - 1)) return false;
  if (byWeekNo.length && !weekAgrees(rule, at)) return false;
  if (byDay.length === 0) return true;
  const inMonth = freq === 'MONTHLY' || byMonth.length > 0;
  const [position, length] = inMonth ? [dayOfMonth, daysInMonth] : [yearDay, daysInYear];
  return byDay.some((text) => {
    const ordinal = Number(text.slice(0, -2));
    if (text.slice(-2) !== weekdayNames[at.getUTCDay()]) return false;
    if (ordinal === 0) return true;
    return ordinal > 0
      ? Math.ceil(position / 7) === ordinal
      : Math.ceil((length - position + 1) / 7) === -ordinal;
  });
}

/** Week 1 is the first that has four days in its year. */
function weekAgrees({ wkst, byWeekNo }: RuleParts, at: Date): boolean {
  const shift = (at.getUTCDay() - weekdayNames.indexOf(wkst) + 7) % 7;
  const middle = new Date(at.getTime() + (3 - shift) * DAY);
  const weekOf = (date: number) =>
    Math.floor((date - Date.UTC(new Date(date).getUTCFullYear(), 0, 1)) / DAY / 7) + 1;
  const week = weekOf(middle.getTime());
  let last = week;
  for (
    let date = middle.getTime();
    new Date(date).getUTCFullYear() === middle.getUTCFullYear();
    date += 7 * DAY
  ) {
    last = weekOf(date);
  }
  return allows(byWeekNo, week, week - last - 1);
}
