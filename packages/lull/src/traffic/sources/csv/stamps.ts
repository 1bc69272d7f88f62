import { DAY, HOUR, type Instant, MINUTE, SECOND } from '../../../time/instant.ts';
import { Temporal } from '../../../time/temporal.ts';
import { atWallTime } from '../../../time/zone.ts';

const date = /(\d{4})-?(\d\d)-?(\d\d)/;
const time = /(\d\d):?(\d\d)(?::?(\d\d)(?:[.,](\d{1,12}))?)?/;
const offset = /(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)/;
const iso = new RegExp(`^${date.source}(?:[T ]${time.source}\\s*${offset.source}?)?$`, 'i');
const number = /^\d+(?:\.\d*)?(?:e\+?\d+)?$/i;

/** From 1973 to 2200: what a count of seconds since 1970 must lie in to be taken for a time. */
const FIRST_EPOCH_SECOND = 1e8;
const LAST_EPOCH_SECOND = 7_258_118_400;

/**
 * Reads the stamps of a file: ISO 8601, or seconds, milliseconds, microseconds or nanoseconds since 1970,
 * told apart by their size. Wall times without an offset are taken in the zone given, by the rules of time.
 */
export class StampReader {
  /** Stamps read so far that carried neither offset nor epoch. */
  zoneless = 0;
  readonly #zone: string;
  readonly #offsets = new Map<number, number | null>();
  #day = '';
  #dayMs = Number.NaN;

  constructor(zone: string) {
    this.#zone = zone;
  }

  /**
   * The instant, or NaN when the text is no time from 1970 on.
   *
   * @example new StampReader('UTC').read('2026-01-05 02:00:00+01:00') === Date.UTC(2026, 0, 5, 1)
   */
  read(text: string): Instant {
    if (text.length === 20 && text.charCodeAt(19) === 0x5a) {
      const at = this.#plainUtc(text);
      if (!Number.isNaN(at)) return at;
    }
    if (number.test(text)) {
      const at = epoch(Number(text));
      if (!Number.isNaN(at) || text.length !== 8) return at;
    }
    return this.#general(text);
  }

  /** `2026-01-05T02:00:00Z`, the form of nearly every row, without a regular expression. */
  #plainUtc(text: string): Instant {
    const middle = text.charCodeAt(10);
    if ((middle !== 0x54 && middle !== 0x20) || text[13] !== ':' || text[16] !== ':') return Number.NaN;
    const day = text.slice(0, 10);
    if (day !== this.#day) {
      this.#day = day;
      this.#dayMs = this.#general(`${day}T00:00:00Z`);
    }
    const hour = twoDigits(text, 11);
    const minute = twoDigits(text, 14);
    const second = twoDigits(text, 17);
    if (!(hour < 24 && minute < 60 && second < 60)) return Number.NaN;
    return this.#dayMs + hour * HOUR + minute * MINUTE + second * SECOND;
  }

  #general(text: string): Instant {
    const match = iso.exec(text);
    if (!match) return Number.NaN;
    const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0)) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const midnight = Date.UTC(year, month - 1, day);
    const shown = new Date(midnight);
    const real = year >= 1970 && shown.getUTCMonth() === month - 1 && shown.getUTCDate() === day;
    if (!real || hour > 23 || minute > 59 || second > 60) return Number.NaN;
    const fraction = Math.floor(Number(`0.${match[7] ?? 0}`) * SECOND);
    const wall = midnight + hour * HOUR + minute * MINUTE + Math.min(second, 59) * SECOND + fraction;
    if (match[8] === undefined) {
      this.zoneless++;
      return this.#inZone(wall);
    }
    return wall - offsetMs(match[8]);
  }

  #inZone(wall: number): Instant {
    if (this.#zone === 'UTC') return wall;
    const day = Math.floor(wall / DAY);
    let offset = this.#offsets.get(day);
    if (offset === undefined) {
      const start = instantOf(day * DAY, this.#zone);
      const end = instantOf((day + 1) * DAY, this.#zone);
      offset = end - start === DAY ? day * DAY - start : null;
      this.#offsets.set(day, offset);
    }
    return offset === null ? instantOf(wall, this.#zone) : wall - offset;
  }
}

function instantOf(wall: number, zone: string): Instant {
  const plain = Temporal.Instant.fromEpochMilliseconds(wall).toZonedDateTimeISO('UTC').toPlainDateTime();
  return atWallTime(plain, zone).instant;
}

function epoch(figure: number): Instant {
  for (const perSecond of [1, 1e3, 1e6, 1e9]) {
    const seconds = figure / perSecond;
    if (seconds >= FIRST_EPOCH_SECOND && seconds < LAST_EPOCH_SECOND) return Math.round(seconds * SECOND);
  }
  return Number.NaN;
}

function offsetMs(text: string): number {
  if (/^[a-z]/i.test(text)) return 0;
  const digits = text.replace(/\D/g, '').padEnd(4, '0');
  const size = Number(digits.slice(0, 2)) * HOUR + Number(digits.slice(2)) * MINUTE;
  const valid = size <= 18 * HOUR && Number(digits.slice(2)) < 60;
  if (!valid) return Number.NaN;
  return text.startsWith('-') ? -size : size;
}

/** The two digits at a place as a number, NaN where there are none. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 0x30;
  const ones = text.charCodeAt(at + 1) - 0x30;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}
