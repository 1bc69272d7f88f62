import type { Language } from './language.ts';
import { day, lengthIn, sayLength } from './length.ts';
import { sayDate, sayRule } from './say-rule.ts';
import { timeOf, wallOf } from './wall.ts';

/** When a window or freeze is, as lull.yaml has it. */
export interface Recurring {
  readonly zone?: unknown;
  readonly start?: unknown;
  readonly duration?: unknown;
  readonly rrule?: unknown;
  readonly exdate?: unknown;
  readonly rdate?: unknown;
}

/**
 * When a window or freeze is, in a sentence without the zone; null while it is not whole.
 *
 * @example
 * saySpan({ zone, start: '2026-01-04T02:00', duration: 'PT2H', rrule: 'FREQ=WEEKLY;BYDAY=SU' }, 'en')
 * // 'every Sunday, 02:00–04:00'
 */
export function saySpan(written: Recurring, language: Language): string | null {
  const { zone, start, duration, rrule } = written;
  if (typeof zone !== 'string' || typeof start !== 'string' || typeof duration !== 'string') return null;
  const wall = wallOf(start, zone);
  const length = lengthIn(duration);
  if (wall === null || length === null) return null;
  const say = spans[language];
  const when = typeof rrule === 'string' && rrule !== '' ? (sayRule(rrule, wall, language) ?? rrule) : null;
  const often = when ?? say.once(sayDate(wall, language));
  return `${often}, ${hours(wall, length, language)}${besides(written, language)}`;
}

function hours(wall: number, length: { days: number; ms: number }, language: Language): string {
  const say = spans[language];
  const isMidnight = wall % day === 0;
  if (length.days === 0 && length.ms < day) {
    const end = wall + length.ms;
    const isNextDay = Math.floor(end / day) > Math.floor(wall / day) && end % day !== 0;
    const until = end % day === 0 ? '24:00' : timeOf(end);
    return `${timeOf(wall)}–${until}${isNextDay ? say.nextDay : ''}`;
  }
  return isMidnight && length.ms === 0
    ? say.whole(sayLength(length, language))
    : say.from(timeOf(wall), sayLength(length, language));
}

function besides({ exdate, rdate }: Recurring, language: Language): string {
  const count = (list: unknown) => (Array.isArray(list) ? list.length : 0);
  const [out, more] = [count(exdate), count(rdate)];
  const say = spans[language];
  return `${more > 0 ? say.more(more) : ''}${out > 0 ? say.out(out) : ''}`;
}

const spans = {
  en: {
    once: (date: string) => `once, ${date}`,
    nextDay: ' the next day',
    whole: (length: string) => `for ${length}`,
    from: (time: string, length: string) => `from ${time} for ${length}`,
    more: (count: number) => (count === 1 ? '; and once more' : `; and ${count} more times`),
    out: (count: number) => (count === 1 ? '; one time left out' : `; ${count} times left out`),
  },
  de: {
    once: (date: string) => `einmal, ${date}`,
    nextDay: ' am nächsten Tag',
    whole: (length: string) => `Dauer ${length}`,
    from: (time: string, length: string) => `ab ${time}, Dauer ${length}`,
    more: (count: number) => (count === 1 ? '; und noch einmal' : `; und noch ${count}-mal`),
    out: (count: number) => (count === 1 ? '; ein Mal ausgelassen' : `; ${count}-mal ausgelassen`),
  },
} as const;
