import { z } from 'zod';
import { LullError } from '../errors.ts';
import { oneLine } from '../printable.ts';
import { exactLength, formatDuration, parseDuration } from '../time/duration.ts';
import { parseZone } from '../time/zone.ts';
import { shown } from './mistakes.ts';

/** No field of a configuration is longer text than this many characters. */
const MOST_TEXT = 2_000;
const MOST_NAME = 100;

/** A field that is text; what is wrong with it is said with an example of what is right. */
export const text = (example: string) =>
  z
    .string({
      error: ({ input }) =>
        input === undefined || input === null
          ? `is missing; write for example ${example}`
          : `${shown(input)} is not text; write for example ${example}`,
    })
    .max(MOST_TEXT, `is longer than ${MOST_TEXT} characters`)
    .refine((value) => value.isWellFormed() && !value.includes('\0'), {
      error: 'holds a NUL or half of a character',
    });

/** Text that a function of `time` reads; its error becomes the mistake. */
export const read = <T>(example: string, parse: (value: string) => T) =>
  text(example).transform((value, context) => attempt(context, value, () => parse(value)));

/** What `make` gives; its LullError becomes a mistake at the path. */
export function attempt<T>(
  context: z.RefinementCtx,
  input: unknown,
  make: () => T,
  path: PropertyKey[] = [],
): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof LullError)) throw error;
    context.addIssue({ code: 'custom', message: `${error.message}. ${error.todo}`, input, path });
    return z.NEVER;
  }
}

/** A field that is a list. */
export const list = <T extends z.ZodType>(item: T, example: string) =>
  z.array(item, {
    error: ({ input }) =>
      input === undefined
        ? `is missing; write for example ${example}`
        : `${shown(input)} is not a list; write for example ${example}`,
  });

/** A few words of a person, as one line that a terminal can show. */
export const words = read('a few words', oneLine);

export const zone = read('Europe/Berlin', parseZone).meta({ description: 'IANA time zone' });

/** A length of nominal days and exact hours. */
export const duration = (description: string) => read('PT4H', parseDuration).meta({ description });

/** A length in milliseconds, a day being 24 hours, within limits that are milliseconds too. */
export const lengthWithin = (description: string, [least, most]: readonly [number, number]) =>
  read('PT15M', (value) => {
    const length = exactLength(parseDuration(value));
    if (length >= least && length <= most) return length;
    const [from, to] = [least, most].map((ms) => formatDuration({ days: 0, ms }));
    throw new LullError('bad-duration', `"${value}" is not within limits`, `Write ${from} to ${to}.`);
  }).meta({ description });

/** What is wrong with a key that names nothing. */
export const notAName = (key: unknown): string =>
  `${shown(key)} is not a name; it begins with a letter or digit; spaces, ".", "_" and "-" may follow`;

/** A name in the form that names are compared in (NFC): visible, on one line, without doubled spaces. */
export const name = z
  .string()
  .max(MOST_NAME, `is longer than ${MOST_NAME} characters`)
  .regex(/^(?!.*\p{Default_Ignorable_Code_Point})[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}._-]| (?=[^ ]))*$/u, {
    error: ({ input }) => notAName(input),
  });
