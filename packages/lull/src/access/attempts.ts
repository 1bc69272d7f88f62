import { sql } from 'kysely';
import type { Store } from '../store/contract.ts';

/** How often something may be tried: at most `max` times in `window` seconds. */
export interface AttemptRule {
  readonly window: number;
  readonly max: number;
}

/** Whether a try is within its rule; else after how many seconds the next one is. */
export interface Attempt {
  readonly allowed: boolean;
  readonly retryAfter: number | null;
}

/**
 * Counts a try and says whether it may be made. The count is one row that all servers share, in one statement
 * and by the database's clock, so that two tries at once are never both the last one. A window begins with
 * its first try; tries that are refused don't prolong it.
 *
 * @example await attempt(store.db, 'sign-in 203.0.113.7', { window: 60, max: 10 });
 */
export async function attempt(db: Store['db'], key: string, rule: AttemptRule): Promise<Attempt> {
  const over = sql<boolean>`t.since <= now() - make_interval(secs => ${rule.window})`;
  const { rows } = await sql<{ count: number; rest: number }>`
    insert into access_attempts as t (key, count, since) values (${key}, 1, now())
    on conflict (key) do update set
      count = case when ${over} then 1 else least(t.count, ${rule.max}::int) + 1 end,
      since = case when ${over} then now() else t.since end
    returning count, ceil(extract(epoch from since - now()) + ${rule.window})::int as rest`.execute(db);
  const { count, rest } = rows[0]!;
  return count <= rule.max
    ? { allowed: true, retryAfter: null }
    : { allowed: false, retryAfter: Math.max(1, rest) };
}

/**
 * Takes a count back to none, such as after the right password.
 *
 * @example await forgetAttempts(store.db, 'account ada@example.com');
 */
export async function forgetAttempts(db: Store['db'], key: string): Promise<void> {
  await db.deleteFrom('access_attempts').where('key', '=', key).execute();
}

/**
 * Removes counts that nobody added to since then; for housekeeping.
 *
 * @param before instants are UTC milliseconds.
 * @returns how many were removed.
 * @example await forgetOldAttempts(store.db, now - DAY);
 */
export async function forgetOldAttempts(db: Store['db'], before: number): Promise<number> {
  const gone = await db
    .deleteFrom('access_attempts')
    .where('since', '<', new Date(before))
    .executeTakeFirst();
  return Number(gone.numDeletedRows);
}
