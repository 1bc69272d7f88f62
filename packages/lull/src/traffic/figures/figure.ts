const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
const missing = new Set(['', 'nan', 'null', 'na', 'n/a', 'none', '-', '\\n']);
const infinite = /^[+-]?inf(?:inity)?$/i;

/** More than anybody ever counted: sums of such figures would stop being exact. */
const MOST = 1e15;
/** A figure that is longer is none. */
const LONGEST_FIGURE = 64;

/** What a figure that stands in no row is read as. */
export const MISSING = 'missing';

/** Why a number is no figure of traffic. */
export const unusable = ['negative', 'infinite', 'too large'] as const;
type Unusable = (typeof unusable)[number];

/**
 * The number that a field holds, `missing` for an empty one, NaN, null or NA, or why it is neither.
 *
 * @param decimalComma whether `12,5` is twelve and a half
 * @example readFigure('12.5', false) // 12.5
 * @example readFigure('-3', false) // { reason: 'negative' }
 */
export function readFigure(
  field: string,
  decimalComma: boolean,
): number | typeof MISSING | { reason: 'not a number' | Unusable } {
  if (field.length > LONGEST_FIGURE) return { reason: 'not a number' };
  const text = decimalComma && !field.includes('.') ? field.replace(',', '.') : field;
  if (decimal.test(text)) {
    const figure = Number(text);
    if (figure < 0) return { reason: 'negative' };
    return figure <= MOST ? Math.abs(figure) : { reason: 'too large' };
  }
  if (missing.has(text.toLowerCase())) return MISSING;
  return { reason: infinite.test(text) ? 'infinite' : 'not a number' };
}
