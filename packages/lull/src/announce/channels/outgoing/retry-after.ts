import { HOUR, SECOND } from '../../../time/instant.ts';

/** More patience than this would let a notice come when it is of no use any more. */
const LONGEST_WAIT = HOUR;

/**
 * What a Retry-After asks for (RFC 9110, 10.2.3): seconds, or a date, which is held against the same server's
 * clock.
 *
 * @param date the answer's Date
 * @returns milliseconds, an hour at most; null where it says nothing that can be understood
 * @example waitOf('30', undefined) === 30_000
 */
export function waitOf(
  given: string | string[] | undefined,
  date: string | string[] | undefined,
): number | null {
  if (typeof given !== 'string') return null;
  const isDate = /^[A-Z][a-z]{2}, /.test(given);
  if (!isDate && !/^\d+$/.test(given)) return null;
  const wait = isDate ? Date.parse(given) - Date.parse(String(date)) : Number(given) * SECOND;
  return Number.isFinite(wait) ? Math.min(Math.max(0, wait), LONGEST_WAIT) : null;
}
