import { sql } from 'kysely';
import { demand } from '../../access/allowed.ts';
import { writeAudit } from '../../access/audit.ts';
import type { Actor } from '../../access/contract.ts';
import { readDowntime } from '../../keeper/read-downtime.ts';
import type { ChannelName } from '../channels/contract.ts';
import type { Announce } from '../contract.ts';
import { noticesChannel } from './contract.ts';

/** Which notices are tried again. */
export interface RetryAsked {
  /** Only those of this channel. */
  readonly channel?: ChannelName | undefined;
  readonly why?: string | null | undefined;
  readonly dryRun?: boolean | undefined;
}

/**
 * Tries the notices of a downtime again that were given up, as if they had just been made: those that still
 * matter, to subscribers who are still there.
 *
 * @returns how many
 * @throws LullError `not-found`, `not-allowed`
 * @example await retryNotices(announce, actor, id, { channel: 'mail' }) // 12
 */
export async function retryNotices(
  announce: Announce,
  actor: Actor,
  id: string,
  { channel, why, dryRun = false }: RetryAsked,
): Promise<number> {
  const { services } = (await readDowntime(announce.keeper(), actor, id)).downtime.plan;
  demand(actor, 'run', services);
  return announce.store.transaction(async (trx) => {
    const ofChannel = channel === undefined ? sql`true` : sql`notice.channel = ${channel}`;
    const { rows } = await sql<{ id: string; wave: string; channel: string }>`
      select notice.id, notice.wave, notice.channel from announce_notices as notice
      join announce_waves as wave on wave.id = notice.wave and wave.off_at is null
      where (notice.recipient ~ '^(person|address):' or exists (
          select from announce_subscribers as s
          where s.id = regexp_replace(notice.recipient, '^watch:', '') and s.state = 'active'))
        and notice.downtime = ${id} and notice.state = 'failed' and ${ofChannel}
      order by notice.id for update of notice`.execute(trx);
    if (dryRun || rows.length === 0) return rows.length;
    const now = await announce.now(trx);
    await sql`update announce_notices
      set state = 'queued', attempts = 0, try_at = ${new Date(now)}, error = null, leased_until = null
      where id = any(${rows.map((row) => row.id)}::bigint[])`.execute(trx);
    await sql`update announce_failures as failures
      set failed = failed - again.count, told = greatest(0, told - again.count)
      from (select wave, channel, count(*)::integer as count
        from json_to_recordset(${JSON.stringify(rows)}::json) as one (wave text, channel text)
        group by wave, channel) as again
      where failures.wave = again.wave and failures.channel = again.channel`.execute(trx);
    await sql`select pg_notify(${noticesChannel}, '')`.execute(trx);
    const data = { notices: rows.length, ...(channel !== undefined && { channel }) };
    await writeAudit(trx, actor, { action: 'notice.retry', subject: id, services, why, data }, now);
    return rows.length;
  });
}
