/** Figures on a grid of buckets; `start` UTC milliseconds, `step` milliseconds. */
export interface Figures {
  readonly start: number;
  readonly step: number;
  readonly values: readonly number[];
}

/**
 * What figures sum up to over any time, parts of buckets by their share; asked often, so that sums are kept.
 * Outside of them is nothing.
 *
 * @example summing({ start: 0, step: 10, values: [4, 2] })(5, 15) === 3
 */
export function summing({ start, step, values }: Figures): (from: number, to: number) => number {
  const sums = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i++) sums[i + 1] = sums[i]! + values[i]!;
  const upTo = (at: number): number => {
    const place = Math.min(values.length, Math.max(0, (at - start) / step));
    const whole = Math.floor(place);
    return sums[whole]! + (place - whole) * (values[whole] ?? 0);
  };
  return (from, to) => upTo(to) - upTo(from);
}

/** How many shades harm has, nothing left out. */
export const shades = 7;

/**
 * The shade of a figure, 0 to 6. Shades are of equal steps of the root: otherwise a busy evening would make
 * all nights look the same.
 */
export function shadeOf(value: number, most: number): number {
  if (!(most > 0)) return 0;
  return Math.min(shades - 1, Math.floor(Math.sqrt(Math.max(0, value) / most) * shades));
}

/** Where a shade begins. */
export function shadeFrom(shade: number, most: number): number {
  return (shade / shades) ** 2 * most;
}

const digits = { maximumSignificantDigits: 3, useGrouping: true } as const;
const plain = new Map<string, Intl.NumberFormat>();

/** A figure as people read it: three digits, no false exactness. */
export function shownFigure(value: number, language: string): string {
  const known = plain.get(language) ?? new Intl.NumberFormat(language === 'de' ? 'de-DE' : 'en-GB', digits);
  plain.set(language, known);
  return known.format(Math.abs(value) < 0.05 ? 0 : value);
}
