import { posix } from 'node:path';
import { z } from 'zod';
import { text } from '../../catalog/fields.ts';
import { shown } from '../../catalog/mistakes.ts';

/** Text of any length up to `most` characters: a word of a program, SQL, a body. */
export const longText = (example: string, most: number) =>
  z
    .string({
      error: ({ input }) => {
        if (input === undefined || input === null) return `is missing; write for example ${example}`;
        // YAML takes 1.10 for the number 1.1: only the writer knows what was meant.
        const isBare = typeof input === 'number' || typeof input === 'boolean';
        return `${shown(input)} is not text; write ${isBare ? `"${input}"` : `for example ${example}`}`;
      },
    })
    .max(most, `is longer than ${most.toLocaleString('en')} characters`)
    .refine((value) => value.isWellFormed() && !value.includes('\0'), {
      error: 'holds a NUL or half of a character',
    });

/** What a target is called in targets.yaml. */
export const targetName = text('shop-db')
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, {
    error: ({ input }) => `${shown(input)} is not a name of a target: letters, digits, ".", "_" and "-"`,
  })
  .meta({ description: 'A target that targets.yaml in the same folder names' });

/** A path under the folder of the step files. */
export const beside = (example: string, description: string) =>
  text(example)
    .refine(isBeside, {
      error: ({ input }) => `${shown(input)} is not a path under the folder of the step files`,
    })
    .transform((path) => posix.normalize(path))
    .meta({ description });

/**
 * Whether a path stays under the folder that it is relative to.
 *
 * @example isBeside('sql/widen.sql') && !isBeside('../etc/passwd') && !isBeside('/etc/passwd')
 */
export function isBeside(path: string): boolean {
  const isPlain = path !== '' && !posix.isAbsolute(path) && !/[\\\p{Cc}]/u.test(path);
  return isPlain && !path.split('/').includes('..');
}

/** Yes or no. */
export const flag = (description: string) =>
  z.boolean({ error: ({ input }) => `${shown(input)} is neither true nor false` }).meta({ description });

/** A whole number within limits, which are in it. */
export const wholeWithin = (least: number, most: number, description: string) => {
  const error = ({ input }: { input?: unknown }) =>
    `${shown(input)} is not a whole number of ${least} to ${most}`;
  return z.number({ error }).int({ error }).min(least, { error }).max(most, { error }).meta({ description });
};
