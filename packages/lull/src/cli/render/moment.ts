import type { Instant } from '../../time/instant.ts';
import { spokenTime } from '../../time/spoken.ts';
import { offsetAt } from '../../time/zone.ts';
import type { When } from '../when.ts';

/** The zone of the person who reads: that of the machine, which TZ can change. */
export function readersZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/**
 * A time in the service's zone, and in the reader's where the clocks differ.
 *
 * @example
 * moment(Date.UTC(2026, 0, 5, 1), 'Europe/Berlin', 'UTC')
 * // 'Mon 2026-01-05 02:00 Europe/Berlin (Mon 2026-01-05 01:00 UTC)'
 */
export function moment(instant: Instant, zone: string, reader = readersZone()): string {
  const service = spokenTime(instant, zone);
  const same = offsetAt(instant, zone) === offsetAt(instant, reader);
  return same ? service : `${service} (${spokenTime(instant, reader)})`;
}

/** What a change of the clocks does to a time that was written, as a sentence; null when it does nothing. */
export function clockWarning(written: string, { instant, remark }: When, zone: string): string | null {
  const meant = moment(instant, zone);
  if (remark === 'moved') return `${written} does not exist in ${zone}; ${meant} is meant`;
  return remark === 'twice' ? `${written} happens twice in ${zone}; the first is meant: ${meant}` : null;
}
