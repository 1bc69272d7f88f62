import { LullError } from '../errors.ts';
import { DAY, HOUR, MINUTE, SECOND } from './instant.ts';

/** A length of time: nominal days (added on the wall clock) and exact milliseconds after them. */
export interface Duration {
  readonly days: number;
  readonly ms: number;
}

const whole = (unit: string) => `(?:(\\d+)\\s*${unit}\\s*)?`;
/** Decimals only in the last part. */
const exact = (unit: string) => `(?:(\\d+(?:\\.\\d+(?=\\s*${unit}$))?)\\s*${unit}\\s*)?`;
const short = new RegExp(`^${whole('w')}${whole('d')}${exact('h')}${exact('m(?:in)?')}${exact('s')}$`, 'i');
const iso =
  /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/i;

/**
 * Reads `90m`, `2h`, `1h 30min`, `1.5h`, `14d`, or ISO 8601 such as `PT1H30M` and `P1DT2H`. Years and months
 * are refused, because they have no length of their own, and so are fractions of a day, which the clocks make
 * unequal.
 *
 * @throws LullError `bad-duration`
 * @example parseDuration('1h30m') // { days: 0, ms: 5_400_000 }
 */
export function parseDuration(text: string): Duration {
  const trimmed = text.trim();
  const match = /\d/.test(trimmed) ? (short.exec(trimmed) ?? iso.exec(trimmed)) : null;
  if (!match) {
    throw new LullError(
      'bad-duration',
      `"${text}" is not a duration`,
      'Write for example 90m, 2h, 1h30m, 1.5h, 14d, PT1H30M or P1DT2H.',
    );
  }
  const [weeks, days, hours, minutes, seconds] = match.slice(1).map((figure) => Number(figure ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const length = {
    days: weeks * 7 + days,
    ms: Math.round(hours * HOUR + minutes * MINUTE + seconds * SECOND),
  };
  if (length.days > 36_525 || length.ms > 36_525 * DAY) {
    throw new LullError('bad-duration', `"${text}" is longer than a century`, 'Give a shorter duration.');
  }
  return length;
}

/**
 * A length in exact milliseconds, a day being 24 hours: for lengths of work and horizons, where no wall clock
 * is involved.
 *
 * @example exactLength(parseDuration('1d2h')) === 26 * 3_600_000
 */
export function exactLength(duration: Duration): number {
  return duration.days * DAY + duration.ms;
}

/**
 * ISO 8601, the shortest form.
 *
 * @example formatDuration({ days: 0, ms: 5_400_000 }) === 'PT1H30M'
 */
export function formatDuration({ days, ms }: Duration): string {
  const hours = Math.floor(ms / HOUR);
  const minutes = Math.floor((ms % HOUR) / MINUTE);
  const seconds = (ms % MINUTE) / SECOND;
  const time = `${hours ? `${hours}H` : ''}${minutes ? `${minutes}M` : ''}${seconds ? `${seconds}S` : ''}`;
  if (!days && !time) return 'PT0S';
  return `P${days ? `${days}D` : ''}${time ? `T${time}` : ''}`;
}
