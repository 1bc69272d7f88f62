import { HOUR, type Instant, MINUTE, SECOND } from '../../../time/instant.ts';
import { epochInstant, offsetMs, placeIn, wallMs } from '../../stamp-parts.ts';

const date = /(\d{4})-?(\d\d)-?(\d\d)/;
const time = /(\d\d):?(\d\d)(?::?(\d\d)(?:[.,](\d{1,12}))?)?/;
const offset = /(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)/;
const iso = new RegExp(`^${date.source}(?:[T ]${time.source}\\s*${offset.source}?)?$`, 'i');
const number = /^\d+(?:\.\d*)?(?:e\+?\d+)?$/i;

/**
 * Reads the stamps of a file: ISO 8601, or seconds, milliseconds, microseconds or nanoseconds since 1970,
 * told apart by their size. Wall times without an offset are taken in the zone given, by the rules of time.
 */
export class StampReader {
  /** Stamps read so far that carried neither offset nor epoch. */
  zoneless = 0;
  readonly #place: (wall: number) => Instant;
  #day = '';
  #dayMs = Number.NaN;

  constructor(zone: string) {
    this.#place = placeIn(zone);
  }

  /**
   * The instant, or NaN when the text is no time from 1970 to 2199.
   *
   * @example new StampReader('UTC').read('2026-01-05 02:00:00+01:00') === Date.UTC(2026, 0, 5, 1)
   */
  read(text: string): Instant {
    if (text.length === 20 && text.charCodeAt(19) === 0x5a) {
      const at = this.#plainUtc(text);
      if (!Number.isNaN(at)) return at;
    }
    if (number.test(text)) {
      const at = epochInstant(Number(text));
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
    const fraction = Math.floor(Number(`0.${match[7] ?? 0}`) * SECOND);
    const wall = wallMs(year, month, day, hour, minute, second) + fraction;
    if (Number.isNaN(wall)) return wall;
    if (match[8] === undefined) {
      this.zoneless++;
      return this.#place(wall);
    }
    return wall - offsetMs(match[8]);
  }
}

/** The two digits at a place as a number, NaN where there are none. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 0x30;
  const ones = text.charCodeAt(at + 1) - 0x30;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}
