import { sql } from 'kysely';
import type { Reader } from '../store/contract.ts';
import type { Instant } from '../time/instant.ts';

/**
 * Those of these keys that still work by themselves: not revoked, not expired. What whoever made them may has
 * to be asked elsewhere.
 *
 * @param keys ids
 * @example const live = await liveKeys(store.db, [actor.id], now);
 */
export async function liveKeys(db: Reader, keys: readonly string[], now: Instant): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const rows = await db
    .selectFrom('access_keys')
    .select('key')
    .where(sql<boolean>`key = any(${[...keys]}::text[])`)
    .where('revoked_at', 'is', null)
    .where((row) => row.or([row('expires_at', 'is', null), row('expires_at', '>', new Date(now))]))
    .execute();
  return new Set(rows.map(({ key }) => key));
}
