import type { Words } from './contract.ts';
import type { OwnTexts } from './own.ts';

/** Where a text stands, as in `page.title`. */
export type TextKey = {
  [Group in keyof OwnTexts & string]: `${Group}.${keyof OwnTexts[Group] & string}`;
}[keyof OwnTexts & string];

/** What stands for the `{variables}` of a text. */
export type Values = Readonly<Record<string, string>>;

/** A variable in a text. */
export const variable = /\{([a-zA-Z]+)\}/g;

/**
 * A text with its variables replaced, in one pass: what a value holds is never taken for a variable. A
 * variable without a value stays as it is.
 *
 * @example fill('{a} and {b}', { a: '{b}', b: 'c' }) === '{b} and c'
 */
export function fill(text: string, values: Values): string {
  return text.replace(variable, (whole, name: string) =>
    Object.hasOwn(values, name) ? values[name]! : whole,
  );
}

/**
 * One of the texts, with its variables replaced.
 *
 * @example say(words, 'page.title', { title: 'Example' })
 */
export function say(words: Words, key: TextKey, values: Values = {}): string {
  const [group, name] = key.split('.') as [string, string];
  return fill(words.texts[group]![name]!, values);
}
