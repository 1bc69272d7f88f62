/** The days of a week as a rule names them. */
export const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
export type Weekday = (typeof weekdays)[number];

/** Which of a month's days of the week, as they are mostly meant; -1 is the last. */
export const places = [1, 2, 3, 4, -1] as const;

/** When it happens last. */
export type Ends =
  | { readonly kind: 'never' }
  | { readonly kind: 'count'; readonly count: number }
  /** The day is included; as 2026-12-31. */
  | { readonly kind: 'until'; readonly date: string };

/** A rule that simple fields can say. */
export type Simple = { readonly every: number; readonly ends: Ends } & (
  | { readonly kind: 'daily' }
  /** Without days it is the weekday of the start. */
  | { readonly kind: 'weekly'; readonly days: readonly Weekday[] }
  /** Null is the day of the start; -1 the last of the month. */
  | { readonly kind: 'monthly-day'; readonly date: number | null }
  | { readonly kind: 'monthly-weekday'; readonly place: number; readonly day: Weekday }
  | { readonly kind: 'yearly' }
);

/** What the fields of the form say; a rule that they can't say stays its text. */
export type Repeat = { readonly kind: 'once' } | Simple | { readonly kind: 'own'; readonly text: string };

/** The parts of a rule by their names; null where it is not written as one. */
export function partsOf(text: string): ReadonlyMap<string, string> | null {
  const parts = new Map<string, string>();
  const bare = text
    .trim()
    .toUpperCase()
    .replace(/^RRULE:/, '');
  for (const part of bare.split(';')) {
    const [, name, value] = /^([A-Z]+)=(.+)$/.exec(part) ?? [];
    if (!name || !value || parts.has(name)) return null;
    parts.set(name, value);
  }
  return parts;
}

/**
 * A rule as the form shows it. What it gives is written back as the same rule, or is kept as text.
 *
 * @example
 * readRepeat('FREQ=WEEKLY;BYDAY=SU') // { kind: 'weekly', days: ['SU'], every: 1, ends: { kind: 'never' } }
 */
export function readRepeat(text: string | null | undefined): Repeat {
  if (text === null || text === undefined || text === '') return { kind: 'once' };
  const own = { kind: 'own', text } as const;
  const parts = partsOf(text);
  if (!parts) return own;
  const every = countIn(parts.get('INTERVAL') ?? '1');
  const ends = endsIn(parts);
  if (every === null || ends === null) return own;
  if ((parts.get('WKST') ?? 'MO') !== 'MO') return own;
  const named = [...parts.keys()].filter((name) => name.startsWith('BY'));
  if ([...parts.keys()].some((name) => !known.has(name)) || named.length > 1) return own;
  const common = { every, ends };
  const byDay = parts.get('BYDAY');
  const byMonthDay = parts.get('BYMONTHDAY');
  switch (parts.get('FREQ')) {
    case 'DAILY':
      return named.length === 0 ? { kind: 'daily', ...common } : own;
    case 'WEEKLY': {
      const days = byDay?.split(',') ?? [];
      if (byMonthDay !== undefined || !days.every(isWeekday)) return own;
      return { kind: 'weekly', days: weekdays.filter((day) => days.includes(day)), ...common };
    }
    case 'MONTHLY': {
      if (byDay !== undefined) {
        const [, place, day] = /^([+-]?[1-5])([A-Z]{2})$/.exec(byDay) ?? [];
        if (!place || !day || !isWeekday(day)) return own;
        return { kind: 'monthly-weekday', place: Number(place), day, ...common };
      }
      if (byMonthDay === undefined) return { kind: 'monthly-day', date: null, ...common };
      const date = /^(\d{1,2}|-1)$/.test(byMonthDay) ? Number(byMonthDay) : 0;
      return date === -1 || (date >= 1 && date <= 31) ? { kind: 'monthly-day', date, ...common } : own;
    }
    case 'YEARLY':
      return named.length === 0 ? { kind: 'yearly', ...common } : own;
    default:
      return own;
  }
}

const known = new Set(['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'WKST', 'BYDAY', 'BYMONTHDAY']);

const isWeekday = (text: string): text is Weekday => (weekdays as readonly string[]).includes(text);

function countIn(text: string): number | null {
  return /^\d{1,6}$/.test(text) && Number(text) > 0 ? Number(text) : null;
}

function endsIn(parts: ReadonlyMap<string, string>): Ends | null {
  const [count, until] = [parts.get('COUNT'), parts.get('UNTIL')];
  if (count !== undefined && until !== undefined) return null;
  if (count !== undefined) {
    const many = countIn(count);
    return many === null ? null : { kind: 'count', count: many };
  }
  if (until === undefined) return { kind: 'never' };
  const found = /^(\d{4})(\d\d)(\d\d)$/.exec(until);
  return found ? { kind: 'until', date: found.slice(1).join('-') } : null;
}

const frequencies = {
  daily: 'DAILY',
  weekly: 'WEEKLY',
  'monthly-day': 'MONTHLY',
  'monthly-weekday': 'MONTHLY',
  yearly: 'YEARLY',
} as const;

/**
 * The rule that the form says; undefined for once.
 *
 * @example writeRepeat({ kind: 'monthly-weekday', place: 1, day: 'SU', every: 1, ends: { kind: 'never' } })
 * // 'FREQ=MONTHLY;BYDAY=1SU'
 */
export function writeRepeat(repeat: Repeat): string | undefined {
  if (repeat.kind === 'once') return undefined;
  if (repeat.kind === 'own') return repeat.text;
  const { every, ends } = repeat;
  const parts = [`FREQ=${frequencies[repeat.kind]}`];
  if (every !== 1) parts.push(`INTERVAL=${every}`);
  if (repeat.kind === 'weekly' && repeat.days.length > 0) parts.push(`BYDAY=${repeat.days.join(',')}`);
  if (repeat.kind === 'monthly-weekday') parts.push(`BYDAY=${repeat.place}${repeat.day}`);
  if (repeat.kind === 'monthly-day' && repeat.date !== null) parts.push(`BYMONTHDAY=${repeat.date}`);
  if (ends.kind === 'count') parts.push(`COUNT=${ends.count}`);
  if (ends.kind === 'until') parts.push(`UNTIL=${ends.date.replaceAll('-', '')}`);
  return parts.join(';');
}
