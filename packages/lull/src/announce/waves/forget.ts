import { sql } from 'kysely';
import type { Trx } from '../../store/contract.ts';
import { DAY, type Instant } from '../../time/instant.ts';
import type { Announce } from '../contract.ts';

/** How long after a downtime's end it is known who was told of it. */
const KNOWN_FOR = 90 * DAY;

/** How many notices lose their recipient in one transaction. */
const AT_ONCE = 5_000;

/**
 * Forgets who was told of what ended 90 days ago. That so many were told, when and how that went stays.
 *
 * @returns how many notices have no recipient any more
 * @example const forgotten = await forgetRecipients(announce);
 */
export async function forgetRecipients(announce: Announce): Promise<number> {
  let forgotten = 0;
  for (;;) {
    const written = await announce.store.transaction(async (trx) => forgetSome(trx, await announce.now(trx)));
    if (written === null) return forgotten;
    forgotten += written;
  }
}

/** @returns null when nothing is left */
async function forgetSome(trx: Trx, now: Instant): Promise<number | null> {
  const { rows } = await sql<{ id: string }>`
    select w.id from announce_waves as w join downtime_downtimes as d on d.id = w.downtime
    where w.anonymous_at is null and d.state in ('completed', 'cancelled', 'aborted')
      and d.changed_at < ${new Date(now - KNOWN_FOR)}
    limit 1 for update of w`.execute(trx);
  const [wave] = rows;
  if (!wave) return null;
  const { numAffectedRows } = await sql`
    update announce_notices set recipient = 'erased:' || id, error = null where id in (
      select id from announce_notices where wave = ${wave.id} and recipient not like 'erased:%' limit ${AT_ONCE}
    )`.execute(trx);
  const written = Number(numAffectedRows);
  if (written < AT_ONCE) {
    const done = trx.updateTable('announce_waves').set({ anonymous_at: new Date(now) });
    await done.where('id', '=', wave.id).execute();
  }
  return written;
}
