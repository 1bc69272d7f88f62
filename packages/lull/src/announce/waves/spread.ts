import { sql } from 'kysely';
import type { Trx } from '../../store/contract.ts';
import type { Instant } from '../../time/instant.ts';
import type { Announce } from '../contract.ts';
import { noticesChannel } from '../delivery/contract.ts';
import { makeWorkNotices } from '../work/make-notices.ts';
import { makeNotices } from './make-notices.ts';
import type { WaveRow } from './rows.ts';

/** How many subscribers are looked at in one transaction. */
const CHUNK = 2_000;

/** How many notices are called off in one transaction. */
const CALLED_OFF = 2_000;

/**
 * Makes the notices of all waves of a downtime that were raised, in the order in which they were: first what
 * holds no more is called off, so that it is known who was told of it. In small transactions, each of which
 * goes on where the last one ended, whoever wrote that.
 *
 * @param chunk how many subscribers are looked at in one transaction
 * @returns how many notices were made
 * @example await spreadWaves(announce, downtime.id, { signal })
 */
export async function spreadWaves(
  announce: Announce,
  downtime: string,
  { signal, chunk = CHUNK }: { readonly signal?: AbortSignal; readonly chunk?: number } = {},
): Promise<number> {
  const { store } = announce;
  while (
    !signal?.aborted &&
    (await store.transaction((trx) => callOff(announce, trx, downtime))) === CALLED_OFF
  );
  let made = 0;
  while (!signal?.aborted) {
    const written = await store.transaction((trx) => spreadChunk(announce, trx, downtime, chunk));
    if (written === null) return made;
    made += written;
  }
  return made;
}

/** Takes back what waits of waves that are off, but for what somebody is sending; each wave once. */
async function callOff(announce: Announce, trx: Trx, downtime: string): Promise<number> {
  const off = await trx
    .selectFrom('announce_waves')
    .select('id')
    .where('downtime', '=', downtime)
    .where('off_at', 'is not', null)
    .where('cleared_at', 'is', null)
    .orderBy('number')
    .execute();
  let called = 0;
  for (const { id } of off) {
    const { numAffectedRows } = await sql`
      update announce_notices set state = 'cancelled', error = 'something else holds now'
      where id in (
        select id from announce_notices
        where wave = ${id} and state = 'queued' and leased_until is null limit ${CALLED_OFF - called}
      ) and state = 'queued' and leased_until is null`.execute(trx);
    called += Number(numAffectedRows);
    if (called === CALLED_OFF) break;
    const cleared = new Date(await announce.now(trx));
    await trx.updateTable('announce_waves').set({ cleared_at: cleared }).where('id', '=', id).execute();
  }
  return called;
}

/** @returns how many notices were made; null when nothing is left to spread */
async function spreadChunk(
  announce: Announce,
  trx: Trx,
  downtime: string,
  chunk: number,
): Promise<number | null> {
  const row = await nextWave(trx, downtime);
  if (row === null) return null;
  // Until this ends nothing more can be called off: who is found to know of it now, does.
  if ((await callOff(announce, trx, downtime)) === CALLED_OFF) return 0;
  const now = await announce.now(trx);
  if (row.for_work) return spreadAtWork(announce, trx, row, now);
  const { upto, last } = await reach(trx, row.spread_to ?? '', chunk);
  const made = upto === null ? 0 : await makeNotices(announce, trx, row, upto, now);
  await trx
    .updateTable('announce_waves')
    .set({
      spread_to: upto ?? row.spread_to,
      placed: row.placed + made,
      chunk_at: new Date(now),
      ...(last && { state: 'spread', spread_at: new Date(now) }),
    })
    .where('id', '=', row.id)
    .execute();
  if (made > 0) await sql`select pg_notify(${noticesChannel}, '')`.execute(trx);
  return made;
}

/** People at work are few: all of them at once. */
async function spreadAtWork(announce: Announce, trx: Trx, row: WaveRow, now: Instant): Promise<number> {
  const placed = await makeWorkNotices(announce, trx, row, now);
  const at = new Date(now);
  await trx
    .updateTable('announce_waves')
    .set({ placed, chunk_at: at, state: 'spread', spread_at: at })
    .where('id', '=', row.id)
    .execute();
  await sql`select pg_notify(${noticesChannel}, '')`.execute(trx);
  return placed;
}

/** The oldest that is raised, locked: who else spreads this downtime waits, and goes on after this chunk. */
async function nextWave(trx: Trx, downtime: string): Promise<WaveRow | null> {
  for (;;) {
    const first = await trx
      .selectFrom('announce_waves')
      .select('id')
      .where('downtime', '=', downtime)
      .where('state', '=', 'raised')
      .orderBy('raised_at')
      .orderBy('number')
      .executeTakeFirst();
    if (!first) return null;
    const row = await trx
      .selectFrom('announce_waves')
      .selectAll()
      .where('id', '=', first.id)
      .where('state', '=', 'raised')
      .forUpdate()
      .executeTakeFirst();
    if (row) return row;
  }
}

/** Up to which subscriber a chunk goes, and whether it is the last one. */
async function reach(
  trx: Trx,
  after: string,
  chunk: number,
): Promise<{ upto: string | null; last: boolean }> {
  const { rows } = await sql<{ upto: string | null; seen: string }>`
    select max(id) as upto, count(*) as seen from (
      select id from announce_subscribers where id > ${after} order by id limit ${chunk}
    ) as span`.execute(trx);
  const { upto, seen } = rows[0]!;
  return { upto, last: Number(seen) < chunk };
}
