import { sql } from 'kysely';
import type { Reader } from '../../store/contract.ts';
import { type ChannelName, channelNames } from '../channels/contract.ts';

/** How the outbox of a channel stands, all servers together. */
export interface OutboxFigures {
  readonly channel: ChannelName;
  /** How many notices wait, or are being sent. */
  readonly queued: number;
  /** How long the one that has waited longest could have gone already, in seconds; 0 when none could. */
  readonly lateness: number;
}

/**
 * How the outbox stands, each channel by itself.
 *
 * @throws LullError `store-unavailable`
 * @example (await outboxFigures(store.db)).find(({ channel }) => channel === 'mail')?.queued
 */
export async function outboxFigures(db: Reader): Promise<readonly OutboxFigures[]> {
  const { rows } = await sql<{ channel: string; queued: string; lateness: string | null }>`
    select channel, count(*) as queued, extract(epoch from clock_timestamp() - min(try_at)) as lateness
    from announce_notices where state = 'queued' group by channel`.execute(db);
  const found = new Map(rows.map((row) => [row.channel, row]));
  return channelNames.map((channel) => {
    const { queued = 0, lateness = 0 } = found.get(channel) ?? {};
    return { channel, queued: Number(queued), lateness: Math.max(0, Number(lateness)) };
  });
}
