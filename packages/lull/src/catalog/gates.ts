import { z } from 'zod';
import { DAY, HOUR, MINUTE, SECOND } from '../time/instant.ts';
import { colour, logo, webAddress } from './brand.ts';
import { lengthWithin, list, text, words } from './fields.ts';
import { shown } from './mistakes.ts';

/** What a service names among its traffic for what its own gates count. */
export const gatesAsTraffic = 'gates';

/** A service's gates, and what they show. Lengths are milliseconds. */
export interface ServiceGates {
  /** How many there are to be: work begins when so many have confirmed. */
  readonly expect: number;
  /** How long after its last word a gate is waited for no more; null for until somebody removes it. */
  readonly goneAfter: number | null;
  /** Paths that are let through while only reading is allowed, such as signing in. */
  readonly except: readonly string[];
  /** The share of visitors that is let in first, and how long until all are; null for all at once. */
  readonly opening: { readonly share: number; readonly over: number } | null;
  readonly page: RefusalPage;
}

/** What visitors read while it is closed. */
export interface RefusalPage {
  /** What it is called there; null for the service's name. */
  readonly name: string | null;
  /** `#rrggbb`. */
  readonly colour: string | null;
  /** A `data:` address of an image. */
  readonly logo: string | null;
  /** Where people read more. */
  readonly statusUrl: string | null;
  /** By language; what is left out a gate says in its own words. */
  readonly words: Readonly<
    Record<string, { readonly heading?: string | undefined; readonly message?: string | undefined }>
  >;
}

const plainPage: RefusalPage = { name: null, colour: null, logo: null, statusUrl: null, words: {} };

const count = z
  .int({ error: ({ input }) => `${shown(input)} is not a whole number; write for example 2` })
  .min(0, 'is less than none')
  .max(100_000, 'is more than 100,000');

/** Within what a gate reads of a document. */
const path = text('/login').regex(/^\/[^\s?#]*$/, {
  error: ({ input }) => `${shown(input)} is not a path; write for example /login`,
});

const share = z
  .number({ error: ({ input }) => `${shown(input)} is not a share; write for example 0.1` })
  .gt(0, 'lets nobody in; write for example 0.1')
  .lt(1, 'is everybody; leave it out for all at once');

const page = z
  .strictObject({
    name: words,
    colour,
    logo,
    statusUrl: webAddress,
    words: z.record(
      z.string().regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, {
        error: ({ input }) => `${shown(input)} is not a language; write for example de`,
      }),
      z.strictObject({ heading: words, message: words }).partial(),
    ),
  })
  .partial()
  .transform((written): RefusalPage => ({ ...plainPage, ...written }));

/** `gates` of a service: how many, or an object. */
export const gatesSchema = z
  .union(
    [
      count,
      z.strictObject({
        expect: count.default(0).meta({ description: 'How many there are to be' }),
        goneAfter: lengthWithin('How long after its last word a gate is waited for no more', [
          MINUTE,
          92 * DAY,
        ])
          .nullish()
          .meta({ description: 'Until somebody removes it when left out' }),
        except: list(path, '[/login, /logout]')
          .max(200, 'has more than 200 paths')
          .nullish()
          .meta({ description: 'Paths that are let through while only reading is allowed' }),
        opening: z
          .strictObject({
            share,
            over: lengthWithin('How long until all are let in', [SECOND, 6 * HOUR]),
          })
          .nullish()
          .meta({ description: 'The share of visitors that is let in first; all when left out' }),
        page: page.nullish().meta({ description: 'What visitors read while it is closed' }),
      }),
    ],
    {
      error: ({ input }) =>
        `${shown(input)} is neither a number of gates nor { expect, goneAfter, except, opening, page }`,
    },
  )
  .transform((written): ServiceGates => {
    const given = typeof written === 'number' ? { expect: written } : written;
    const { expect, goneAfter, except, opening, page } = {
      goneAfter: null,
      except: null,
      opening: null,
      page: null,
      ...given,
    };
    return {
      expect,
      goneAfter: goneAfter ?? null,
      except: except ?? [],
      opening: opening ?? null,
      page: page ?? plainPage,
    };
  });
