import type { Instant } from '../../time/instant.ts';
import type { Words } from './contract.ts';
import { localeFor, remembered } from './locale.ts';
import { say } from './say.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Farther off than this share of what is said, it is said to be about. */
const NEAR = 0.03;

const list = remembered((locale) => new Intl.ListFormat(locale, { type: 'conjunction' }));
const relative = remembered((locale) => new Intl.RelativeTimeFormat(locale));
const atOnce = remembered((locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));
const number = remembered((locale) => new Intl.NumberFormat(locale));
const unit = remembered((key) => {
  const [locale, name] = key.split(' ') as [string, string];
  return new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'long' });
});

/**
 * A length as people say it, to the minute; to the second below one.
 *
 * @param length milliseconds
 * @example lengthIn(words, 5_400_000) === '1 hour and 30 minutes'
 */
export function lengthIn(words: Words, length: number): string {
  const locale = localeFor(words);
  const rounded =
    length < minute ? Math.round(length / second) * second : Math.round(length / minute) * minute;
  const parts = [
    [Math.floor(rounded / day), 'day'],
    [Math.floor((rounded % day) / hour), 'hour'],
    [Math.floor((rounded % hour) / minute), 'minute'],
    [(rounded % minute) / second, 'second'],
  ] as const;
  const said = parts.filter(([count]) => count > 0);
  const named = said.length > 0 ? said : [[0, 'minute'] as const];
  return list(locale).format(named.map(([count, name]) => unit(`${locale} ${name}`).format(count)));
}

/**
 * How far off a moment is, as people say it.
 *
 * @example relativeIn(words, now + 3 * 86_400_000, now) === 'in 3 days'
 */
export function relativeIn(words: Words, at: Instant, now: Instant): string {
  const locale = localeFor(words);
  const off = at - now;
  const far = Math.abs(off);
  if (far < minute / 2) return atOnce(locale).format(0, 'second');
  const [size, name] = unitFor(far);
  const count = Math.max(1, Math.round(far / size));
  const parts = relative(locale).formatToParts(off < 0 ? -count : count, name);
  const isNear = Math.abs(far - count * size) <= far * NEAR;
  return parts
    .map(({ type, value }) =>
      isNear || type === 'literal' ? value : say(words, 'common.about', { number: value }),
    )
    .join('');
}

/** Minutes up to two hours and hours up to two days, but for what is close to one hour or day. */
function unitFor(far: number): readonly [number, 'minute' | 'hour' | 'day'] {
  const isNear = (length: number): boolean => Math.abs(far - length) <= length * NEAR;
  if (far < 2 * hour - minute / 2 && !isNear(hour)) return [minute, 'minute'];
  return far < 2 * day - hour / 2 && !isNear(day) ? [hour, 'hour'] : [day, 'day'];
}

/**
 * Names as one list; of very many the first, and how many more there are.
 *
 * @param most how many names to say at most; one more than that is still said
 * @example listIn(words, ['Shop', 'Search', 'Mail', 'Wiki', 'Chat'], 2) === 'Shop, Search and 3 more'
 */
export function listIn(words: Words, names: readonly string[], most = Number.POSITIVE_INFINITY): string {
  const locale = localeFor(words);
  if (names.length <= most + 1) return list(locale).format(names);
  const others = say(words, 'common.others', { count: number(locale).format(names.length - most) });
  return list(locale).format([...names.slice(0, most), others]);
}
