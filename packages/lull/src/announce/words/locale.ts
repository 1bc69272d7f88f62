import { localeOf } from '@lull/gate/page';
import type { Words } from './contract.ts';

/**
 * The locale that dates and numbers of a language are written in. English without a region is written as most
 * of the world does: 24 hours, the day before the month.
 *
 * @example localeFor({ language: 'en' }) === 'en-GB'
 */
export function localeFor({ language }: Pick<Words, 'language'>): string {
  return language === 'en' ? 'en-GB' : localeOf(language);
}

/**
 * What a function gives for a key, remembered: making a format of `Intl` takes longer than using it. Only for
 * keys of which there are few.
 */
export function remembered<T>(make: (key: string) => T): (key: string) => T {
  const made = new Map<string, T>();
  return (key) => {
    if (!made.has(key)) made.set(key, make(key));
    return made.get(key)!;
  };
}
