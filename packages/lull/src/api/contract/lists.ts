import { z } from 'zod';
import { count } from './fields.ts';

/** What every list that comes in pages can be asked. */
export const paging = {
  after: z
    .string()
    .max(400)
    .regex(/^[A-Za-z0-9_=-]+$/, { error: 'is no place in a list: take it from `next` of the page before' })
    .optional()
    .meta({ description: 'The place after which to go on: `next` of the page before' }),
  limit: count('Most items of a page', { most: 200 }).prefault('50'),
};

/** The same for lists that are mostly asked for whole. */
export const widePaging = {
  ...paging,
  limit: count('Most items of a page', { most: 1_000 }).prefault('1000'),
};

/** A page of a list. */
export const pageOf = <T extends z.ZodType>(item: T, id: string) =>
  z
    .object({
      items: z.array(item),
      next: z
        .string()
        .nullable()
        .meta({ description: 'Where the next page begins; null on the last. Also in the header `Link`' }),
    })
    .meta({ id });

/** A list that comes whole. */
export const listOf = <T extends z.ZodType>(item: T, id: string) =>
  z.object({ items: z.array(item) }).meta({ id });
