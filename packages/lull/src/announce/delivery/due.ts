import { sql } from 'kysely';
import type { Store } from '../../store/contract.ts';
import { type Instant, MINUTE } from '../../time/instant.ts';
import { type ChannelName, channelNames } from '../channels/contract.ts';

/** What there is to do. */
export interface Due {
  /** Channels that have something to send. */
  readonly channels: readonly ChannelName[];
  /** Whether there are failures that no event has told of, and the time for one has come. */
  readonly failures: boolean;
}

/**
 * Looks what there is to do, without taking any of it.
 *
 * @example const { channels } = await lookForDue(store, now);
 */
export async function lookForDue({ db }: Pick<Store, 'db'>, now: Instant): Promise<Due> {
  const at = new Date(now);
  const free = sql`state = 'queued' and try_at <= ${at} and (leased_until is null or leased_until <= ${at})`;
  const { rows } = await sql<{ channels: ChannelName[]; failures: boolean }>`
    select array(
      select name from unnest(${[...channelNames]}::text[]) as name
      where exists (select 1 from announce_notices where channel = name and attempts = 0 and ${free})
        or exists (select 1 from announce_notices where channel = name and attempts > 0 and ${free})
    ) as channels, exists (
      select 1 from announce_failures
      where told < failed and (told_at is null or told_at <= ${new Date(now - EVENT_EVERY)})
    ) as failures`.execute(db);
  return rows[0]!;
}

/** At most one event in this time for a wave and channel, however many of its notices fail. */
export const EVENT_EVERY = MINUTE;

/**
 * Ends the leases of a process that is gone, where there can be no other: on PGlite, at the start. A trace of
 * them stays: what they were for may have been sent.
 *
 * @example if (store.engine === 'pglite') await giveBackAll(store);
 */
export async function giveBackAll({ db }: Pick<Store, 'db'>): Promise<void> {
  await db
    .updateTable('announce_notices')
    .set({ leased_until: new Date(0) })
    .where('state', '=', 'queued')
    .where('leased_until', 'is not', null)
    .execute();
}
