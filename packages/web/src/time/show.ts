import type { Language } from '../words/words.tsx';

/** The reader's own zone, by its IANA name. */
export const ownZone: string = Intl.DateTimeFormat().resolvedOptions().timeZone;

const locales = { en: 'en-GB', de: 'de-DE' } as const;

const formats = new Map<string, Intl.DateTimeFormat>();

function format(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${JSON.stringify(options)}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locales[language], options);
  formats.set(key, made);
  return made;
}

/**
 * A day and time of a zone, without its name: the zone is said beside it.
 *
 * @param at UTC milliseconds or ISO 8601
 * @example showTime('2026-12-05T01:00:00Z', 'Europe/Berlin', 'en') === 'Sat 5 Dec 2026, 02:00'
 */
export function showTime(at: string | number, timeZone: string, language: Language): string {
  return `${showDay(at, timeZone, language)}, ${showClock(at, timeZone, language)}`;
}

/** The day alone. */
export function showDay(at: string | number, timeZone: string, language: Language): string {
  const options = { timeZone, weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' } as const;
  return format(language, options).format(new Date(at)).replace(',', '');
}

/** The time of day alone; with seconds where they are asked for. */
export function showClock(
  at: string | number,
  timeZone: string,
  language: Language,
  { seconds = false }: { readonly seconds?: boolean } = {},
): string {
  const second = seconds ? ({ second: '2-digit' } as const) : {};
  return format(language, {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...second,
  }).format(new Date(at));
}

/**
 * How a zone stands to UTC at an instant, and its name.
 *
 * @example showZone('2026-12-05T01:00:00Z', 'Europe/Berlin', 'en') === 'GMT+1, Europe/Berlin'
 */
export function showZone(at: string | number, timeZone: string, language: Language): string {
  if (timeZone === 'UTC') return 'UTC';
  return `${offsetOf(at, timeZone, language)}, ${timeZone}`;
}

function offsetOf(at: string | number, timeZone: string, language: Language): string {
  const parts = format(language, { timeZone, timeZoneName: 'shortOffset' }).formatToParts(new Date(at));
  return parts.find(({ type }) => type === 'timeZoneName')!.value;
}

/** Whether clocks of two zones show the same then. */
export function isSameClock(at: string | number, one: string, other: string): boolean {
  return one === other || offsetOf(at, one, 'en') === offsetOf(at, other, 'en');
}

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;

/**
 * A length as people say it, in its two largest units.
 *
 * @param ms milliseconds
 * @example showLength(5_400_000) === '1 h 30 min'
 */
export function showLength(ms: number): string {
  let left = Math.round(Math.abs(ms) / 1_000) * 1_000;
  const parts: string[] = [];
  for (const [unit, size] of units) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0) parts.push(`${count} ${unit}`);
    if (parts.length === 2 || (parts.length === 1 && count === 0)) break;
  }
  return parts.join(' ') || '0 s';
}

/**
 * The milliseconds of an ISO 8601 length of days, hours, minutes and seconds.
 *
 * @example lengthOf('PT1H30M') === 5_400_000
 */
export function lengthOf(iso: string): number {
  const found = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(iso);
  if (found === null) throw new RangeError(`${iso} is no length`);
  const [days, hours, minutes, seconds] = found.slice(1).map((part) => Number(part ?? 0));
  return ((days! * 24 + hours!) * 60 + minutes!) * 60_000 + seconds! * 1_000;
}
