import { posix, win32 } from 'node:path';
import { z } from 'zod';
import { text } from '../../catalog/fields.ts';
import { shown } from '../../catalog/mistakes.ts';
import type { SecretSource } from './contract.ts';

const file = text('/etc/lull/shop-db.url').refine(isWholePath, {
  error: ({ input }) => `${shown(input)} is not a whole path; write for example /etc/lull/shop-db.url`,
});

const variable = text('SHOP_DB_URL').regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/, {
  error: ({ input }) => `${shown(input)} is not a name of the environment`,
});

/** A secret by reference. */
export const secret: z.ZodType<SecretSource> = z
  .union(
    [
      z.strictObject({ file: file.meta({ description: 'A file whose first line it is' }) }),
      z.strictObject({ variable: variable.meta({ description: "A variable of the agent's environment" }) }),
    ],
    {
      // What was written instead may be the secret itself: it is not shown.
      error: () => 'is no reference to a secret; write { file: /whole/path } or { variable: NAME }',
    },
  )
  .meta({ description: 'Where a secret is read when it is needed' });

/**
 * Whether a path says where it is by itself.
 *
 * @example isWholePath('/etc/lull/token') && !isWholePath('token')
 */
export function isWholePath(path: string): boolean {
  return (posix.isAbsolute(path) || win32.isAbsolute(path)) && !/\p{Cc}/u.test(path);
}
