import { sql } from 'kysely';
import type { Trx } from '../../store/contract.ts';
import { loadDowntime } from '../../store/downtime-rows.ts';
import type { Instant } from '../../time/instant.ts';
import type { Announce } from '../contract.ts';
import type { WaveRow } from '../waves/rows.ts';
import type { WorkTold } from './contract.ts';
import { peopleAtWork } from './recipients.ts';

/**
 * Makes the notices of a wave for people at work: one for each of them, but for whoever decided it.
 *
 * @param row the wave, locked
 * @returns how many were made
 */
export async function makeWorkNotices(
  announce: Announce,
  trx: Trx,
  { id, downtime, revision, kind, body }: WaveRow,
  now: Instant,
): Promise<number> {
  const held = await loadDowntime(trx, downtime);
  if (held === null) return 0;
  const { catalog } = await announce.keeper().catalog(trx);
  const everybody = await peopleAtWork(announce, trx, catalog, held.downtime.plan);
  const decidedBy = await personOf(trx, (body.work as WorkTold).decided?.by ?? null);
  const rows = everybody.filter(({ recipient }) => recipient !== `person:${decidedBy}`);
  const at = new Date(now);
  const { numAffectedRows } = await sql`
    insert into announce_notices
      (wave, downtime, revision, kind, recipient, channel, state, urgency, place, try_at, message_id, made_at)
    select ${id}, ${downtime}, ${revision}, ${kind}, recipient, channel, 'queued', 0,
      row_number() over (order by recipient), ${at}, gen_random_uuid(), ${at}
    from json_to_recordset(${JSON.stringify(rows)}::json) as one (recipient text, channel text)
    on conflict (wave, recipient) do nothing`.execute(trx);
  return Number(numAffectedRows ?? 0);
}

/** Whoever decides does so by a key, mostly. */
async function personOf(trx: Trx, id: string | null): Promise<string | null> {
  if (id === null) return null;
  const row = await trx.selectFrom('access_keys').select('person').where('key', '=', id).executeTakeFirst();
  return row?.person ?? id;
}
