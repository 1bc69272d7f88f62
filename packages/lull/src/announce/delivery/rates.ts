import { sql } from 'kysely';
import type { Store, Trx } from '../../store/contract.ts';
import { type Instant, MINUTE, SECOND } from '../../time/instant.ts';
import type { ChannelName } from '../channels/contract.ts';

/** How much a channel may send at a moment: tokens, of which each attempt takes one. */
export interface Bucket {
  readonly tokens: number;
  readonly countedAt: Instant;
}

/** What was saved up may go at once: so much of time's worth. */
const SAVED = SECOND;

/** A server that can send counts at least so often, though nothing is sent. */
const COUNTED_EVERY = MINUTE;

/** So long after a server counted last the others leave to it what they can't send. */
const AWAITED = 10 * MINUTE;

/**
 * The bucket at a later moment: it fills evenly and holds a second's worth, one token at the least. A clock
 * that goes back adds nothing.
 *
 * @example refilled({ tokens: 0, countedAt: now - 500 }, 120, now).tokens === 1
 */
export function refilled({ tokens, countedAt }: Bucket, perMinute: number, now: Instant): Bucket {
  const most = Math.max(1, (perMinute * SAVED) / MINUTE);
  const more = (Math.max(0, now - countedAt) * perMinute) / MINUTE;
  return { tokens: Math.min(most, tokens + more), countedAt: now };
}

/** A channel's bucket, locked for the transaction: servers count one after the other. */
export interface LockedBucket {
  /** How many attempts there may be now. */
  readonly granted: number;
  /** Milliseconds until there may be another once all those are taken. */
  readonly untilNext: number;
  /** Takes what was used; for the end of the transaction. */
  take(used: number): Promise<void>;
}

/**
 * Locks the bucket of a channel, full where nothing was sent yet. It goes by the database's own clock,
 * whatever time is told: it limits what really goes out.
 *
 * @example const { granted, take } = await lockBucket(trx, 'mail', 1200); await take(granted);
 */
export async function lockBucket(trx: Trx, channel: ChannelName, perMinute: number): Promise<LockedBucket> {
  const row = (await lockRow(trx, channel)) ?? (await makeRow(trx, channel));
  const last = { tokens: row.tokens, countedAt: row.counted_at.getTime() };
  const { tokens, countedAt } = refilled(last, perMinute, row.now.getTime());
  const granted = Math.floor(tokens);
  const take = async (used: number): Promise<void> => {
    await trx
      .updateTable('announce_rates')
      .set({ tokens: tokens - used, counted_at: new Date(countedAt) })
      .where('channel', '=', channel)
      .execute();
  };
  if (countedAt - last.countedAt >= COUNTED_EVERY) await take(0);
  return { granted, untilNext: ((1 + granted - tokens) * MINUTE) / perMinute, take };
}

/**
 * Whether another server can send by a channel, or could a few minutes ago: it may be about to start again.
 *
 * @example if (await isSentElsewhere(store, trx, 'mail')) return; // that one sends it
 */
export async function isSentElsewhere(
  { engine }: Pick<Store, 'engine'>,
  trx: Trx,
  channel: ChannelName,
): Promise<boolean> {
  // There is no other.
  if (engine === 'pglite') return false;
  const { rows } = await sql`select channel from announce_rates where channel = ${channel}
    and counted_at > clock_timestamp() - make_interval(secs => ${AWAITED / SECOND})`.execute(trx);
  return rows.length > 0;
}

interface Row {
  readonly tokens: number;
  readonly counted_at: Date;
  readonly now: Date;
}

async function lockRow(trx: Trx, channel: ChannelName): Promise<Row | undefined> {
  const { rows } = await sql<Row>`select tokens, counted_at, clock_timestamp() as now from announce_rates
    where channel = ${channel} for update`.execute(trx);
  return rows[0];
}

/** Full: more than any bucket holds. */
const FULL = 1e9;

async function makeRow(trx: Trx, channel: ChannelName): Promise<Row> {
  await sql`insert into announce_rates (channel, tokens, counted_at)
    values (${channel}, ${FULL}, clock_timestamp()) on conflict do nothing`.execute(trx);
  return (await lockRow(trx, channel))!;
}
