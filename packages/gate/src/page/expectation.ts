import type { Instant } from '../protocol/index.ts';
import { localeOf } from './language.ts';
import type { Words } from './words.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * When the service is expected back, in words: about how long from now, that it takes longer, or that it
 * isn't known. The page's script says the same of the moments that follow.
 *
 * @param retryAt null where it isn't known
 * @example expectation(words, 'en', now + 33 * 60_000, now) === 'Back in about 35 minutes.'
 */
export function expectation(words: Words, language: string, retryAt: Instant | null, now: Instant): string {
  if (retryAt === null) return words.unknown;
  const left = retryAt - now;
  if (left <= 0) return words.late;
  if (left < MINUTE) return words.soon;
  const [unit, amount] = about(left);
  const locale = localeOf(language);
  const format = { style: 'unit', unit, unitDisplay: 'long' } as const;
  return words.expected
    .replace('{length}', new Intl.NumberFormat(locale, format).format(amount))
    .replace('{in}', new Intl.RelativeTimeFormat(locale).format(amount, unit));
}

/** Rounded up as people speak: to minutes, then to 5 of them, then to hours, then to days. */
function about(left: number): readonly ['minute' | 'hour' | 'day', number] {
  const minutes = Math.ceil(left / MINUTE);
  if (minutes <= 10) return ['minute', minutes];
  if (minutes <= 90) return ['minute', Math.ceil(minutes / 5) * 5];
  return left <= 36 * HOUR ? ['hour', Math.ceil(left / HOUR)] : ['day', Math.ceil(left / DAY)];
}

/**
 * An instant in a language, with its day and its zone: UTC, because the reader's isn't known here.
 *
 * @example dateIn('en', 0) === 'Thu, Jan 1, 12:00 AM UTC'
 */
export function dateIn(language: string, at: Instant): string {
  return new Intl.DateTimeFormat(localeOf(language), {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: 'numeric',
    minute: '2-digit',
    timeZone: 'UTC',
    timeZoneName: 'short',
  }).format(at);
}
