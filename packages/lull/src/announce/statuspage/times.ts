import type { Instant } from '../../time/instant.ts';
import { Temporal } from '../../time/temporal.ts';

/**
 * An instant as Statuspage writes it: with milliseconds, on the page's clock.
 *
 * @example stampIn('Europe/Berlin', Date.UTC(2026, 0, 5, 1)) === '2026-01-05T02:00:00.000+01:00'
 */
export function stampIn(zone: string, instant: Instant): string {
  return Temporal.Instant.fromEpochMilliseconds(instant)
    .toZonedDateTimeISO(zone)
    .toString({ smallestUnit: 'millisecond', timeZoneName: 'never' })
    .replace(/\+00:00$/, 'Z');
}
