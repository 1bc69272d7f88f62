import { LullError } from '../errors.ts';
import { type Instant, parseInstant } from '../time/instant.ts';
import { parseMoment } from '../time/recurrence.ts';
import { wallClock } from '../time/wallclock.ts';
import type { DstRemark } from '../time/zone.ts';

/** A time that a person wrote. */
export interface When {
  readonly instant: Instant;
  /** What a change of the clocks did to a wall time. */
  readonly remark: DstRemark;
}

const wall = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?$/;

/**
 * A time as people write it: an instant with an offset, or a time on the wall clock of the service's zone.
 *
 * @throws LullError `bad-instant`
 * @example whenWritten('2026-12-01 02:00', 'Europe/Berlin').instant === Date.UTC(2026, 11, 1, 1)
 */
export function whenWritten(text: string, zone: string): When {
  if (wall.test(text)) return parseMoment(text.replace(' ', 'T'), wallClock(zone));
  try {
    return { instant: parseInstant(text), remark: null };
  } catch {
    throw new LullError(
      'bad-instant',
      `"${text}" is not a time`,
      `Write 2026-12-01T02:00 for the clock of ${zone}, or an instant such as 2026-12-01T02:00+01:00.`,
    );
  }
}
