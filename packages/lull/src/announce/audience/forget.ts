import { sql } from 'kysely';
import { DAY, HOUR } from '../../time/instant.ts';
import type { Announce } from '../contract.ts';
import { forgetNotices } from './erase.ts';
import { LEFT } from './why-disabled.ts';

/** How long a sign-up waits for its confirmation, and how long an address is kept that refuses mail. */
const [PENDING_FOR, DISABLED_FOR] = [48 * HOUR, 90 * DAY];

/**
 * Forgets sign-ups that nobody confirmed within 48 hours of the last letter, and addresses that have been
 * disabled for 90 days. Of whoever left the fingerprint stays.
 *
 * @returns how many were forgotten
 */
export async function forgetSubscribers(announce: Announce): Promise<{ pending: number; disabled: number }> {
  return announce.store.transaction(async (trx) => {
    const now = await announce.now(trx);
    const [pendingBefore, disabledBefore] = [now - PENDING_FOR, now - DISABLED_FOR].map((at) => new Date(at));
    // Whoever left and asked to come back, but never said so from their own mailbox, has still left.
    await sql`update announce_subscribers set state = 'disabled', address = '', sealed = null, shown = '',
      language = 'en', zone = null, services = null, kinds = null, asked_at = null
      where ${waitsSince(pendingBefore!)} and disabled_why = ${LEFT}`.execute(trx);
    const { rows } = await sql<{ id: string; state: string }>`delete from announce_subscribers
      where (${waitsSince(pendingBefore!)} and disabled_why is distinct from ${LEFT})
        or (state = 'disabled' and disabled_why is distinct from ${LEFT} and disabled_at < ${disabledBefore})
      returning id, state`.execute(trx);
    if (rows.length > 0) {
      await forgetNotices(
        trx,
        rows.map(({ id }) => id),
      );
    }
    const pending = rows.filter(({ state }) => state === 'pending').length;
    return { pending, disabled: rows.length - pending };
  });
}

/** Not confirmed, and last written to before then; when it was made, which is never later, has an index. */
function waitsSince(before: Date) {
  return sql`state = 'pending' and created_at < ${before} and coalesce(asked_at, created_at) < ${before}`;
}
