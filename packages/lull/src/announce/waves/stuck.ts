import { sql } from 'kysely';
import { SECOND } from '../../time/instant.ts';
import type { Announce } from '../contract.ts';
import { announceQueue, type WaveJob } from './queue.ts';

/** A wave whose last chunk is older than this has nobody who spreads it. */
const STUCK_AFTER = 10 * SECOND;

/**
 * Puts downtimes into the queue again whose waves nobody goes on spreading, because who did was killed. The
 * queue itself would find that out after minutes; a job too many finds nothing to do.
 *
 * @param all whether every one counts that is not through: at a server's start
 * @returns how many
 * @example await queueStuck(announce, { all: false })
 */
export async function queueStuck(announce: Announce, { all }: { readonly all: boolean }): Promise<number> {
  return announce.store.transaction(async (trx) => {
    const now = await announce.now(trx);
    const { rows } = await sql<{ downtime: string }>`
      update announce_waves set chunk_at = ${new Date(now)} where id in (
        select id from announce_waves as w where state = 'raised' and (${all} or not exists (
          select from announce_waves as o where o.downtime = w.downtime
            and coalesce(o.chunk_at, o.raised_at) >= ${new Date(now - STUCK_AFTER)}
        )) for update skip locked
      ) returning downtime`.execute(trx);
    const downtimes = new Set(rows.map(({ downtime }) => downtime));
    for (const downtime of downtimes) {
      const job: WaveJob = { downtime };
      await announce.queue().sendIn(trx, announceQueue.name, job);
    }
    return downtimes.size;
  });
}
