import { epochInstant, offsetMs, wallMs } from '../../stamp-parts.ts';

const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Month number (1 to 12) by its English short name. */
const months: ReadonlyMap<string, number> = new Map(monthNames.map((name, i) => [name, i + 1]));

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
  return m[7] ? wall - offsetMs(m[7]) : toInstant(wall);
}

/** The instant of a text in any of the ways above. */
export function anyStamp(text: string, toInstant: (wall: number) => number): number {
  if (/^\d+(?:\.\d+)?(?:e\+?\d+)?$/i.test(text)) return epochInstant(Number(text));
  const instant = isoStamp(text, toInstant);
  return Number.isNaN(instant) ? clfStamp(text, toInstant) : instant;
}
