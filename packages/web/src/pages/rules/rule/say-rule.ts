import type { Language } from './language.ts';
import { partsOf, type Weekday, weekdays } from './repeat.ts';
import { type Wall, wallOf } from './wall.ts';

/**
 * A recurrence rule in plain words; null where it says more than these words can.
 *
 * @param start the first start, on the wall clock
 * @example sayRule('FREQ=MONTHLY;BYDAY=1SU', start, 'en') === 'every month on the first Sunday'
 */
export function sayRule(text: string, start: Wall, language: Language): string | null {
  const parts = partsOf(text);
  if (!parts) return null;
  const { FREQ, INTERVAL = '1', COUNT, UNTIL, WKST = 'MO', ...by } = Object.fromEntries(parts);
  const every = Number(INTERVAL);
  if (FREQ === undefined || !(every >= 1) || WKST !== 'MO') return null;
  const words = speech[language];
  const said = { FREQ, every, by, start, language };
  const repeated = repeatedly(said);
  if (repeated === null) return null;
  const until = UNTIL === undefined ? '' : sayUntil(UNTIL, language);
  if (until === null) return null;
  return `${repeated}${COUNT === undefined ? '' : words.count(Number(COUNT))}${until}`;
}

interface Said {
  readonly FREQ: string;
  readonly every: number;
  readonly by: Readonly<Record<string, string>>;
  readonly start: Wall;
  readonly language: Language;
}

function repeatedly(said: Said): string | null {
  const { FREQ, every, by, language } = said;
  const words = speech[language];
  const named = Object.keys(by);
  switch (FREQ) {
    case 'MINUTELY':
    case 'HOURLY':
      return named.length === 0 ? words.often(every, FREQ === 'HOURLY' ? 'hour' : 'minute') : null;
    case 'DAILY':
      if (named.length === 0) return words.daily(every);
      return every === 1 && isOnly(by, ['BYDAY']) ? weekly(said) : null;
    case 'WEEKLY':
      return isOnly(by, ['BYDAY']) ? weekly(said) : null;
    case 'MONTHLY': {
      const days = isOnly(by, ['BYDAY', 'BYMONTHDAY', 'BYSETPOS']) ? daysOfMonth(said) : null;
      return days === null ? null : words.monthly(every, days);
    }
    case 'YEARLY':
      return yearly(said);
    default:
      return null;
  }
}

const isOnly = (by: Said['by'], names: readonly string[]) =>
  Object.keys(by).every((name) => names.includes(name));

function weekly({ by, every, start, language }: Said): string | null {
  const words = speech[language];
  const days = (by.BYDAY?.split(',') ?? [weekdays[(new Date(start).getUTCDay() + 6) % 7]!]) as Weekday[];
  if (!days.every((day) => weekdays.includes(day))) return null;
  const sorted = weekdays.filter((day) => days.includes(day));
  if (every === 1 && sorted.length === 7) return words.daily(1);
  if (every === 1 && sorted.join() === 'MO,TU,WE,TH,FR') return words.workdays;
  const names = listOf(
    sorted.map((day) => nameOf(day, language)),
    language,
  );
  return words.weekly(every, names);
}

function yearly({ by, every, start, language }: Said): string | null {
  const words = speech[language];
  if (Object.keys(by).length === 0) {
    const date = new Intl.DateTimeFormat(locales[language], {
      timeZone: 'UTC',
      day: 'numeric',
      month: 'long',
    });
    return words.yearly(every, date.format(start));
  }
  const { BYMONTH, ...rest } = by;
  if (BYMONTH === undefined || !/^(\d\d?)(,\d\d?)*$/.test(BYMONTH)) return null;
  if (!isOnly(rest, ['BYDAY', 'BYMONTHDAY', 'BYSETPOS'])) return null;
  const days = daysOfMonth({ FREQ: 'MONTHLY', every, by: rest, start, language });
  const month = new Intl.DateTimeFormat(locales[language], { timeZone: 'UTC', month: 'long' });
  const months = BYMONTH.split(',').map((number) => month.format(Date.UTC(2026, Number(number) - 1)));
  return days === null ? null : words.yearlyOn(every, days, listOf(months, language));
}

/** Which days of a month: the first Sunday, the 1st and 15th, the last working day. */
function daysOfMonth({ by, start, language }: Said): string | null {
  const words = speech[language];
  const { BYDAY, BYMONTHDAY, BYSETPOS } = by;
  if (BYMONTHDAY !== undefined) {
    if (BYDAY !== undefined || BYSETPOS !== undefined) return null;
    const dates = BYMONTHDAY.split(',').map(Number);
    if (!dates.every((date) => date === -1 || (date >= 1 && date <= 31))) return null;
    return words.dates(dates);
  }
  if (BYDAY === undefined) return BYSETPOS === undefined ? words.dates([new Date(start).getUTCDate()]) : null;
  const found = BYDAY.split(',').map((day) => /^([+-]?\d)?([A-Z]{2})$/.exec(day));
  if (BYSETPOS !== undefined) {
    const place = Number(BYSETPOS);
    if (!(place in words.places) || BYDAY !== 'MO,TU,WE,TH,FR') return null;
    return words.workday(words.places[place]!);
  }
  const named = found.map((match) => {
    const place = Number(match?.[1] ?? Number.NaN);
    if (!match || !(place in words.places)) return null;
    return `${words.places[place]} ${nameOf(match[2] as Weekday, language)}`;
  });
  return named.includes(null) ? null : words.days(listOf(named as string[], language));
}

function sayUntil(text: string, language: Language): string | null {
  const compact = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z)?)?$/.exec(text);
  if (!compact) return null;
  const [, year, month, date, hour, minute, isUtc] = compact;
  const wall = wallOf(`${year}-${month}-${date}T${hour ?? '00'}:${minute ?? '00'}`, 'UTC');
  if (wall === null) return null;
  const at = hour === undefined ? '' : `, ${hour}:${minute}${isUtc ? ' UTC' : ''}`;
  return speech[language].until(`${sayDate(wall, language)}${at}`);
}

/** A date in words, without its weekday. */
export function sayDate(wall: Wall, language: Language): string {
  const options = { timeZone: 'UTC', day: 'numeric', month: 'long', year: 'numeric' } as const;
  return new Intl.DateTimeFormat(locales[language], options).format(wall);
}

/** The name of a day of the week. */
export function nameOf(day: Weekday, language: Language, weekday: 'long' | 'short' = 'long'): string {
  const monday = Date.UTC(2026, 0, 5);
  const format = new Intl.DateTimeFormat(locales[language], { timeZone: 'UTC', weekday });
  return format.format(monday + weekdays.indexOf(day) * 86_400_000);
}

const listOf = (items: readonly string[], language: Language) =>
  new Intl.ListFormat(locales[language], { type: 'conjunction' }).format(items);

const locales = { en: 'en-GB', de: 'de-DE' } as const;

const ordinal = (number: number) => {
  const endings = { one: 'st', two: 'nd', few: 'rd', other: 'th' } as Readonly<Record<string, string>>;
  return `${number}${endings[new Intl.PluralRules('en', { type: 'ordinal' }).select(number)]}`;
};

/** The few sentences that rules are said in. */
interface Speech {
  readonly places: Readonly<Record<number, string>>;
  readonly workdays: string;
  daily(every: number): string;
  often(every: number, unit: 'hour' | 'minute'): string;
  weekly(every: number, days: string): string;
  monthly(every: number, days: string): string;
  yearly(every: number, date: string): string;
  yearlyOn(every: number, days: string, months: string): string;
  dates(dates: readonly number[]): string;
  days(days: string): string;
  workday(place: string): string;
  count(count: number): string;
  until(date: string): string;
}

const speech: Readonly<Record<Language, Speech>> = {
  en: {
    places: {
      1: 'first',
      2: 'second',
      3: 'third',
      4: 'fourth',
      5: 'fifth',
      [-1]: 'last',
      [-2]: 'second to last',
    },
    workdays: 'Monday to Friday',
    daily: (every) => (every === 1 ? 'every day' : `every ${every} days`),
    often: (every, unit) => (every === 1 ? `every ${unit}` : `every ${every} ${unit}s`),
    weekly: (every, days) => (every === 1 ? `every ${days}` : `every ${every} weeks on ${days}`),
    monthly: (every, days) => `${every === 1 ? 'every month' : `every ${every} months`} on ${days}`,
    yearly: (every, date) => `${every === 1 ? 'every year' : `every ${every} years`} on ${date}`,
    yearlyOn: (every, days, months) =>
      `${every === 1 ? 'every year' : `every ${every} years`} on ${days} of ${months}`,
    dates: (dates) =>
      `the ${listOf(
        dates.map((date) => (date === -1 ? 'last day' : ordinal(date))),
        'en',
      )}`,
    days: (days) => `the ${days}`,
    workday: (place) => `the ${place} working day (Mon–Fri)`,
    count: (count) => (count === 1 ? ', once in all' : `, ${count} times in all`),
    until: (date) => `, until ${date}`,
  },
  de: {
    places: {
      1: 'ersten',
      2: 'zweiten',
      3: 'dritten',
      4: 'vierten',
      5: 'fünften',
      [-1]: 'letzten',
      [-2]: 'vorletzten',
    },
    workdays: 'montags bis freitags',
    daily: (every) => (every === 1 ? 'jeden Tag' : `alle ${every} Tage`),
    often: (every, unit) => {
      if (every === 1) return unit === 'hour' ? 'jede Stunde' : 'jede Minute';
      return `alle ${every} ${unit === 'hour' ? 'Stunden' : 'Minuten'}`;
    },
    weekly: (every, days) => (every === 1 ? `jeden ${days}` : `alle ${every} Wochen am ${days}`),
    monthly: (every, days) => `${every === 1 ? 'jeden Monat' : `alle ${every} Monate`} am ${days}`,
    yearly: (every, date) => `${every === 1 ? 'jedes Jahr' : `alle ${every} Jahre`} am ${date}`,
    yearlyOn: (every, days, months) =>
      `${every === 1 ? 'jedes Jahr' : `alle ${every} Jahre`} am ${days} im ${months}`,
    dates: (dates) =>
      listOf(
        dates.map((date) => (date === -1 ? 'letzten Tag' : `${date}.`)),
        'de',
      ),
    days: (days) => days,
    workday: (place) => `${place} Werktag (Mo–Fr)`,
    count: (count) => (count === 1 ? ', insgesamt einmal' : `, insgesamt ${count}-mal`),
    until: (date) => `, bis ${date}`,
  },
};
