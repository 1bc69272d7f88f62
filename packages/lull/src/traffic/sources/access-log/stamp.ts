import { MINUTE } from '../../../time/instant.ts';
import { Temporal } from '../../../time/temporal.ts';
import { atWallTime } from '../../../time/zone.ts';

const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Month number (1 to 12) by its English short name. */
export const months: ReadonlyMap<string, number> = new Map(monthNames.map((name, i) => [name, i + 1]));

/**
 * Milliseconds since 1970 of a wall time taken as UTC, NaN when there is no such time (31 February, 24:30) or it is
 * not in the years 1970 to 2099. A leap second (60) counts as the second before it, as the system clock does.
 */
export function wallMs(y: number, mo: number, d: number, h: number, mi: number, s: number): number {
  if (!(y >= 1970 && y < 2100 && mo >= 1 && mo <= 12 && d >= 1 && h < 24 && mi < 60 && s < 61)) return NaN;
  const day = Date.UTC(y, mo - 1, d);
  if (new Date(day).getUTCDate() !== d) return NaN;
  return day + ((h * 60 + mi) * 60 + Math.min(s, 59.999)) * 1000;
}

/** Milliseconds of an offset such as +0530, -07:00 or Z; NaN when it is none. */
export function offsetMs(text: string): number {
  if (text === 'Z' || text === 'z') return 0;
  const match = /^([+-])(\d\d):?(\d\d)$/.exec(text);
  if (!match || Number(match[2]) > 15 || Number(match[3]) > 59) return NaN;
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) * MINUTE;
}

const clf = /^(\d\d)\/([A-Z][a-z][a-z])\/(\d{4}):(\d\d):(\d\d):(\d\d(?:\.\d+)?)(?: ([+-]\d{4}))?$/;

/** The instant of `17/May/2015:10:05:03 +0000`; without an offset `toInstant` places the wall time. */
export function clfStamp(text: string, toInstant: (wall: number) => number = () => NaN): number {
  const m = clf.exec(text);
  if (!m) return NaN;
  const month = months.get(m[2]!) ?? 0;
  const wall = wallMs(Number(m[3]), month, Number(m[1]), Number(m[4]), Number(m[5]), Number(m[6]));
  return m[7] ? wall - offsetMs(m[7]) : toInstant(wall);
}

const iso =
  /^(\d{4})[-/](\d\d)[-/](\d\d)(?:[T ](\d\d):(\d\d):(\d\d(?:[.,]\d+)?)) ?(Z|z|UTC|[+-]\d\d:?\d\d)?$/;

/** The instant of an ISO 8601 or near-ISO text; without an offset `toInstant` places the wall time. */
export function isoStamp(text: string, toInstant: (wall: number) => number): number {
  const m = iso.exec(text);
  if (!m) return NaN;
  const seconds = Number(m[6]!.replace(',', '.'));
  const wall = wallMs(Number(m[1]), Number(m[2]), Number(m[3]), Number(m[4]), Number(m[5]), seconds);
  return m[7] ? wall - offsetMs(m[7].replace('UTC', 'Z')) : toInstant(wall);
}

/** The instant of a count since 1970, told apart by its size: seconds, milliseconds, microseconds or nanoseconds. */
export function epochStamp(count: number): number {
  let ms = count * 1000;
  while (ms >= 4.2e12) ms /= 1000;
  return ms > 0 ? ms : NaN;
}

/**
 * Places wall times (as if UTC, milliseconds) in a zone. An hour that happens twice is taken the first time, one that
 * is left out moves on.
 */
export function placeIn(zone: string): (wall: number) => number {
  if (zone === 'UTC') return (wall) => wall;
  let minute = NaN;
  let shift = NaN;
  return (wall) => {
    if (Number.isNaN(wall)) return wall;
    const current = Math.floor(wall / MINUTE);
    if (current !== minute) {
      minute = current;
      const { instant } = atWallTime(
        Temporal.PlainDateTime.from(new Date(current * MINUTE).toISOString().slice(0, -1)),
        zone,
      );
      shift = instant - current * MINUTE;
    }
    return wall + shift;
  };
}

/** The instant of a text in any of the ways above. */
export function anyStamp(text: string, toInstant: (wall: number) => number): number {
  if (/^\d+(?:\.\d+)?(?:e\+?\d+)?$/i.test(text)) return epochStamp(Number(text));
  const instant = isoStamp(text, toInstant);
  return Number.isNaN(instant) ? clfStamp(text, toInstant) : instant;
}
