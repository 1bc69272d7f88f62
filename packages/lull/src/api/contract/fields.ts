import { z } from 'zod';
import { name as catalogName } from '../../catalog/fields.ts';
import { LullError } from '../../errors.ts';
import { excerpt } from '../../printable.ts';
import { exactLength, parseDuration } from '../../time/duration.ts';
import { DAY, parseInstant } from '../../time/instant.ts';
import { hidden } from './hidden.ts';

/** Text that a function of `time` reads; its error becomes the mistake. */
function read<T>(parse: (value: string) => T) {
  return z
    .string()
    .max(100)
    .transform((value, context) => {
      try {
        return parse(value);
      } catch (error) {
        if (!(error instanceof LullError)) throw error;
        context.addIssue({ code: 'custom', message: `${error.message}. ${error.todo}`, input: value });
        return z.NEVER;
      }
    });
}

/** What is planned lies in here; no database and no calendar stumbles over it. */
const [earliest, latest] = [parseInstant('1970-01-01T00:00:00Z'), parseInstant('2200-01-01T00:00:00Z')];

/** Longer work, and longer waiting for it, is planned as several pieces. */
const longest = 92 * DAY;

/**
 * An instant as a request gives it: ISO 8601 with an offset. Becomes UTC milliseconds.
 *
 * @example instantIn('When it starts').parse('1970-01-01T00:00:00Z') === 0
 */
export const instantIn = (description: string) =>
  read(parseInstant)
    .refine((at) => at >= earliest && at < latest, { error: 'is not in the years 1970 to 2199' })
    .meta({ description, format: 'date-time', examples: ['2026-12-05T01:00:00Z'] });

/**
 * A length as a request gives it: ISO 8601 or 90m; a day is 24 hours. Becomes milliseconds.
 *
 * @param most milliseconds; 92 days when left out
 * @example lengthIn('How long it takes').parse('PT1H') === 3_600_000
 */
export const lengthIn = (description: string, most = longest) =>
  read((text) => exactLength(parseDuration(text)))
    .refine((ms) => ms <= most, { error: `is longer than ${most / DAY} days` })
    .meta({ description, format: 'duration', examples: ['PT1H30M'] });

/** The same, longer than nothing. */
export const someLength = (description: string, most = longest) =>
  lengthIn(description, most).refine((ms) => ms > 0, { error: 'is no length; write for example PT30M' });

/** An instant in an answer: ISO 8601 in UTC. */
export const instant = (description: string) => z.string().meta({ description, format: 'date-time' });

/** A length in an answer: ISO 8601. */
export const length = (description: string) => z.string().meta({ description, format: 'duration' });

/** The same instant on the service's wall clock, with offset and zone. */
export const local = (description: string) =>
  z.string().meta({ description, examples: ['2026-12-05T02:00:00+01:00[Europe/Berlin]'] });

/** One line of text that people read: nothing in it is invisible or turns the direction of reading. */
export const line = (description: string, longest = 200) =>
  z
    .string()
    .normalize('NFC')
    .trim()
    .min(1)
    .max(longest)
    .refine((value) => !hidden(value), { error: hiddenMistake })
    .meta({ description });

/** Text of several lines. */
export const prose = (description: string) =>
  z
    .string()
    .normalize('NFC')
    .trim()
    .min(1)
    .max(2000)
    .refine((value) => !hidden(value.replaceAll(/[\n\t]/g, ' ')), { error: hiddenMistake })
    .meta({ description });

function hiddenMistake({ input }: { readonly input?: unknown }): string {
  return `"${excerpt(String(input))}" has characters that nobody sees, or that turn the reading direction`;
}

/** A name in the catalog: of a service, a window, a freeze or a team. */
export const name = (description: string) =>
  z
    .string()
    .max(200)
    .normalize('NFC')
    .pipe(catalogName)
    .meta({ description, examples: ['shop'] });

/** An identifier that Lull gave. */
export const id = (description: string) =>
  z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, { error: 'is no identifier of ours' })
    .meta({ description });

/** Whom the ids of people and keys mean that stand beside it. */
export const names = z.record(z.string(), z.string().nullable()).meta({
  id: 'Names',
  description:
    'What the people and keys are called whose ids stand here; null for whoever is not known any more',
  examples: [{ 'kJ3s…': 'Ada', 'Zq81…': 'Ada (key ci)' }],
});

/** Yes or no in a query. */
export const flag = (description: string) =>
  z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .meta({ description });

/** A whole number in a query. */
export const count = (description: string, { least = 1, most }: { least?: number; most: number }) =>
  z
    .string()
    .regex(/^\d{1,15}$/, { error: 'is not a whole number' })
    .transform(Number)
    .refine((value) => value >= least && value <= most, { error: `is not between ${least} and ${most}` })
    .meta({ description, examples: [String(least)] });
