/**
 * The first of the languages that somebody reads among those that there are: as asked for, or without its
 * region (RFC 4647, lookup).
 *
 * @param accepted the header `Accept-Language`; null for none
 * @param languages lower-case tags; the first is for whoever reads none of them
 * @example chooseLanguage('fr-CH, de-AT;q=0.8', ['en', 'de']) === 'de'
 */
export function chooseLanguage(accepted: string | null, languages: readonly string[]): string {
  for (const wanted of preferences(accepted ?? '')) {
    for (let tag = wanted; tag !== ''; tag = tag.slice(0, Math.max(0, tag.lastIndexOf('-')))) {
      if (languages.includes(tag)) return tag;
    }
  }
  return languages[0]!;
}

/**
 * What a header such as `Accept-Language` prefers, best first, without what it excludes (RFC 9110, 12.4.2).
 *
 * @example preferences('a;q=0.1, b, c;q=0') // ['b', 'a']
 */
function preferences(header: string): readonly string[] {
  return weighted(header).map(({ value }) => value);
}

/** The values of such a header with their weights, more than 0, heaviest first; lower-case. */
export function weighted(header: string): readonly { readonly value: string; readonly weight: number }[] {
  return header
    .slice(0, 1_000)
    .toLowerCase()
    .split(',')
    .map((item) => {
      const [value = '', ...parameters] = item.split(';').map((part) => part.trim());
      const weight = Number(parameters.find((one) => one.startsWith('q='))?.slice(2) ?? 1);
      return { value, weight };
    })
    .filter(({ value, weight }) => value !== '' && weight > 0)
    .sort((a, b) => b.weight - a.weight);
}

/**
 * The tag as `Intl` takes it; English for what it doesn't know how to read.
 *
 * @example localeOf('zh-hant') === 'zh-Hant'
 */
export function localeOf(language: string): string {
  try {
    return Intl.getCanonicalLocales(language)[0] ?? 'en';
  } catch {
    return 'en';
  }
}

const rightToLeft = new Set(['ar', 'dv', 'fa', 'he', 'ku', 'ps', 'sd', 'ug', 'ur', 'yi']);

/** Which way a language is written, for `dir`. */
export function directionOf(language: string): 'ltr' | 'rtl' {
  return rightToLeft.has(language.split('-', 1)[0]!) ? 'rtl' : 'ltr';
}
