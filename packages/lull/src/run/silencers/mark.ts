import { createHmac } from 'node:crypto';

/**
 * Closes the comment of everything that Lull puts into a monitor, and says whose it is: of which
 * installation, and which lease.
 *
 * @example markOf('5f0c1d2e9a7b', 'a1') === '[lull 5f0c1d2e9a7b/a1]'
 */
export function markOf(installation: string, lease: string): string {
  return `[lull ${installation}/${lease}]`;
}

/**
 * Which lease of this installation a comment is of.
 *
 * @returns null for whatever is not ours
 * @example leaseIn('Move the database [lull 5f0c1d2e9a7b/a1]', '5f0c1d2e9a7b') === 'a1'
 */
export function leaseIn(comment: string, installation: string): string | null {
  const [, whose, lease] = /\[lull ([0-9a-f]+)\/([0-9a-z-]+)\]\s*$/.exec(comment) ?? [];
  return whose === installation ? lease! : null;
}

/**
 * What one installation is told from others by: of its database and of its secret, so that neither a copy of
 * the one nor of the other is taken for it.
 *
 * @param database what was once written into its database
 * @example installationOf('0d5e…', secret).length === 12
 */
export function installationOf(database: string, secret: string): string {
  return createHmac('sha256', secret).update(`lull silences ${database}`).digest('hex').slice(0, 12);
}
