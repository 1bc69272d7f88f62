import { DAY } from '../time/instant.ts';
import type { Access } from './access.ts';
import { forgetOldAttempts } from './attempts.ts';

/** What of the library's own ends by itself and is looked at no more. */
const ending = ['session', 'verification', 'deviceCode'];

/** How long links that were used or have expired are kept. */
const linksKept = 30 * DAY;

/**
 * Removes what has expired: sessions, challenges, device codes, counts of tries, links. For a chore; nothing
 * depends on when it runs.
 *
 * @example await forgetExpired(access);
 */
export async function forgetExpired(access: Access): Promise<void> {
  const now = await access.store.now();
  const { adapter } = await access.library.$context;
  for (const model of ending) {
    await adapter.deleteMany({
      model,
      where: [{ field: 'expiresAt', operator: 'lt', value: new Date(now) }],
    });
  }
  await forgetOldAttempts(access.store.db, now - DAY);
  await access.store.db
    .deleteFrom('access_invitations')
    .where('expires_at', '<', new Date(now - linksKept))
    .execute();
}
