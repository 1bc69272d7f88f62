import { nearest, shown } from '../../catalog/mistakes.ts';
import { LullError } from '../../errors.ts';
import type { Parameter } from './contract.ts';
import { NoPattern, type Pattern, patternOf } from './pattern/pattern.ts';

/** No value is longer, in characters. */
const LONGEST = 1_000;
/** No file has more of them: each is a pattern that somebody else may have written, and takes its time. */
export const MOST_PARAMETERS = 20;

type Values = Readonly<Record<string, string>>;

/**
 * The value of each parameter that a file declares: what is given, or its default.
 *
 * @param declared as the file's outline says; it may come from a host that nobody trusts
 * @throws LullError `bad-parameter` with `details.parameters`, every one that is wrong and why
 * @example valuesOf({ id: { description: null, pattern: '[0-9]+', default: '1' } }, {}) // { id: '1' }
 */
export function valuesOf(declared: Readonly<Record<string, Parameter>>, given: Values): Values {
  const names = Object.keys(declared);
  if (names.length > MOST_PARAMETERS) {
    const what = `The step file has more than ${MOST_PARAMETERS} parameters`;
    throw new LullError('bad-parameter', what, 'Correct the file on its host.');
  }
  const wrong = [
    ...Object.keys(given)
      .filter((name) => !Object.hasOwn(declared, name))
      .map((name) => ({ name, why: undeclared(name, names) })),
    ...names.flatMap((name) => {
      const why = wrongValue(declared[name]!, ownOf(given, name));
      return why === null ? [] : [{ name, why }];
    }),
  ];
  if (wrong.length === 0) {
    return Object.fromEntries(names.map((name) => [name, ownOf(given, name) ?? declared[name]!.default!]));
  }
  const told = wrong.map(({ name, why }) => `${shown(name)} ${why}`).join('; ');
  throw new LullError('bad-parameter', `Parameters of the step file: ${told}`, whatToDo(names), {
    parameters: wrong,
  });
}

const ownOf = (values: Values, name: string): string | undefined =>
  Object.hasOwn(values, name) ? values[name] : undefined;

function undeclared(name: string, names: readonly string[]): string {
  const near = nearest(name, names);
  return `is none of them${near === null ? '' : `; did you mean ${near}?`}`;
}

const whatToDo = (names: readonly string[]): string =>
  names.length === 0 ? 'The file has no parameters: give none.' : `The file has ${names.join(', ')}.`;

/**
 * Why a text can't be the value of a parameter; null where it can.
 *
 * @example wrongValue({ description: null, pattern: '[0-9]+', default: null }, 'x')
 * // '"x" does not match [0-9]+'
 */
export function wrongValue({ pattern, default: fallback }: Parameter, given?: string): string | null {
  const value = given ?? fallback;
  if (value === null) return 'is missing';
  if (value.length > LONGEST) return `is longer than ${LONGEST} characters`;
  if (!value.isWellFormed() || /\p{Cc}/u.test(value)) return `${shown(value)} holds a control character`;
  const read = readPattern(pattern);
  if (read === null) return 'has a pattern that is none';
  return read.matches(value) ? null : `${shown(value)} does not match ${pattern}`;
}

function readPattern(text: string): Pattern | null {
  try {
    return patternOf(text);
  } catch (error) {
    if (error instanceof NoPattern) return null;
    throw error;
  }
}
