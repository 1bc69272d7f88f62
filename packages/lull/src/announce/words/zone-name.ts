import type { Instant } from '../../time/instant.ts';
import { offsetAt } from '../../time/zone.ts';
import type { Words } from './contract.ts';
import { localeFor } from './locale.ts';

/** A zone as people call it at an instant. */
export interface ZoneName {
  /** As in `CET`, `Japan Time`, `UTC−3`. */
  readonly name: string;
  /** The same with the offset, as in `CET (UTC+1)`. */
  readonly full: string;
}

// CLDR gives each language the abbreviations of its own region; these are known elsewhere too.
const others = ['en-GB', 'en-US'];
const bareOffset = /^(?:GMT|UTC)(?:[+\u2212-]\d|$)/;
const names = new Map<string, ZoneName>();

/**
 * What people call a zone at an instant: by its abbreviation where the reader's language or English has one,
 * else by its place (CLDR), else by its offset.
 *
 * @example zoneName(words, 'Europe/Berlin', Date.UTC(2026, 11, 1)).full === 'CET (UTC+1)'
 */
export function zoneName(words: Words, zone: string, at: Instant): ZoneName {
  const locale = localeFor(words);
  const offset = offsetAt(at, zone);
  const key = `${locale} ${zone} ${offset}`;
  const seen = names.get(key);
  if (seen) return seen;
  const made = named(locale, zone, at, spokenOffset(offset));
  names.set(key, made);
  return made;
}

function named(locale: string, zone: string, at: Instant, offset: string): ZoneName {
  const part = (language: string, style: 'short' | 'shortGeneric'): string =>
    new Intl.DateTimeFormat(language, { timeZone: zone, timeZoneName: style })
      .formatToParts(at)
      .find(({ type }) => type === 'timeZoneName')!.value;
  const short = [locale, ...others].map((language) => part(language, 'short'));
  if (short.includes('UTC')) return { name: 'UTC', full: 'UTC' };
  const name = [...short, part(locale, 'shortGeneric')].find((one) => !bareOffset.test(one) || one === 'GMT');
  if (name === undefined) return { name: offset, full: offset };
  // CLDR's names of places may end in brackets themselves: `Japan (Ortszeit)`.
  return { name, full: name.endsWith(')') ? `${name.slice(0, -1)}, ${offset})` : `${name} (${offset})` };
}

/**
 * An offset from UTC as people write it.
 *
 * @param offset milliseconds ahead of UTC
 * @example spokenOffset(-19_800_000) === 'UTC−5:30'
 */
export function spokenOffset(offset: number): string {
  const minutes = Math.round(Math.abs(offset) / 60_000);
  const rest = minutes % 60 === 0 ? '' : `:${String(minutes % 60).padStart(2, '0')}`;
  return `UTC${offset < 0 ? '−' : '+'}${Math.floor(minutes / 60)}${rest}`;
}
