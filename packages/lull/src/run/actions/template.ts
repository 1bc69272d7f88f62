/** `${name}`, and `$${` for the characters `${` themselves. */
const reference = /\$(\$?)\{([^{}]*)\}/g;

/** Puts the value of a parameter where its name stands; `encode` says how a value is written there. */
export type Fill = (text: string, encode?: (value: string) => string) => string;

/**
 * The names that stand as `${name}` in a text, in order.
 *
 * @example namesIn('${from}-${to}') // ['from', 'to']
 */
export function namesIn(text: string): string[] {
  return [...text.matchAll(reference)].filter(([, doubled]) => !doubled).map(([, , name]) => name!);
}

/**
 * Fills texts with values. A value is put in once and as it is: what looks like a name inside of it stays.
 *
 * @param values by name; each name in a text has one, which the reading of the file sees to
 * @example fillingWith({ id: '7' })('order ${id}') === 'order 7'
 */
export function fillingWith(values: Readonly<Record<string, string>>): Fill {
  return (text, encode = asItIs) =>
    text.replaceAll(reference, (written, doubled: string, name: string) => {
      if (doubled) return written.slice(1);
      return Object.hasOwn(values, name) ? encode(values[name]!) : written;
    });
}

const asItIs = (value: string): string => value;
