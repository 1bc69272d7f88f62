import { HOUR, type Instant, MINUTE, SECOND } from '../../time/instant.ts';
import { spokenLength } from '../../time/spoken.ts';

/**
 * How far away a moment is, to the second within the hour and to the minute beyond.
 *
 * @example away(90_000, 0) === 'in 1m30s'
 */
export function away(at: Instant, now: Instant): string {
  const step = Math.abs(at - now) < HOUR ? SECOND : MINUTE;
  const length = Math.round((at - now) / step) * step;
  return length >= 0 ? `in ${spokenLength(length)}` : `${spokenLength(-length)} ago`;
}
