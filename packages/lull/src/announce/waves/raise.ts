import { sql } from 'kysely';
import type { Downtime } from '../../downtime/contract.ts';
import { beginBefore } from '../../downtime/moments.ts';
import { hasBegun, isEnd } from '../../downtime/states.ts';
import type { Trx } from '../../store/contract.ts';
import { loadDowntime } from '../../store/downtime-rows.ts';
import { type Instant, MINUTE } from '../../time/instant.ts';
import type { Announce, Wave } from '../contract.ts';
import { LEAST_LEAD } from '../policy/waves-of.ts';
import { announceQueue, type WaveJob } from './queue.ts';
import { type WaveRow, waveOf } from './rows.ts';

/** How many are raised between two looks. */
const AT_ONCE = 200;

/** When a wave that waits for what becomes of the work is looked at again. */
const LATER = MINUTE;

type Verdict = 'raise' | 'cancel' | { readonly again: Instant };

/**
 * Raises the planned waves whose time has come: each is looked at again and put into the queue in one
 * transaction, and one that fails stops no other. Several servers may do it at once: each wave is locked by
 * one.
 *
 * @returns how many were raised, how many could not be, and whether there may be more
 * @example const { raised, more } = await raiseDue(announce);
 */
export async function raiseDue(
  announce: Announce,
  signal?: AbortSignal,
): Promise<{ raised: number; failed: number; more: boolean }> {
  const now = await announce.now();
  const due = await announce.store.db
    .selectFrom('announce_waves')
    .select('id')
    .where('state', '=', 'planned')
    .where('due_at', '<=', new Date(now))
    .orderBy('due_at')
    .orderBy('id')
    .limit(AT_ONCE)
    .execute();
  let raised = 0;
  let failed = 0;
  for (const { id } of due) {
    if (signal?.aborted) break;
    try {
      if (await raise(announce, id)) raised += 1;
    } catch (error) {
      failed += 1;
      announce.log.error({ err: error, wave: id }, 'what people are to be told now could not be raised');
    }
  }
  return { raised, failed, more: due.length === AT_ONCE && failed === 0 };
}

/** When the next planned wave is due; null for none. */
export async function nextRaise({ store }: Announce): Promise<Instant | null> {
  const { due } = await store.db
    .selectFrom('announce_waves')
    .select(({ fn }) => fn.min('due_at').as('due'))
    .where('state', '=', 'planned')
    .executeTakeFirstOrThrow();
  return due === null ? null : new Date(due).getTime();
}

async function raise(announce: Announce, id: string): Promise<boolean> {
  return announce.store.transaction(async (trx) => {
    const row = await trx
      .selectFrom('announce_waves')
      .selectAll()
      .where('id', '=', id)
      .where('state', '=', 'planned')
      .forUpdate()
      .skipLocked()
      .executeTakeFirst();
    if (!row) return false;
    const now = await announce.now(trx);
    const verdict = await verdictOn(trx, row, now);
    const change = trx.updateTable('announce_waves').where('id', '=', id);
    if (verdict === 'cancel') {
      await change.set({ state: 'cancelled', off_at: new Date(now) }).execute();
      return false;
    }
    if (verdict !== 'raise') {
      await change.set({ due_at: new Date(verdict.again) }).execute();
      return false;
    }
    await change.set({ state: 'raised', raised_at: new Date(now) }).execute();
    await giveWay(trx, row, now);
    const job: WaveJob = { downtime: row.downtime };
    await announce.queue().sendIn(trx, announceQueue.name, job);
    return true;
  });
}

async function verdictOn(trx: Trx, row: WaveRow, now: Instant): Promise<Verdict> {
  const held = await loadDowntime(trx, row.downtime);
  if (held === null) return 'cancel';
  // What waits for nobody any more was called off where that was heard.
  if (row.for_work) return isEnd(held.downtime.state) ? 'cancel' : 'raise';
  const verdict = stillRight(waveOf(row), held.downtime, now);
  return verdict === 'raise' && (await isOvertaken(trx, row, now)) ? 'cancel' : verdict;
}

/**
 * Whether what was planned is still so: a reminder of what has begun helps nobody, a delay is one only while
 * it waits, and what is being opened is not overrunning. A check is given time to pass until it is said that
 * the end may not be kept.
 *
 * @example stillRight(reminder, downtime, now) // 'raise'
 */
export function stillRight({ kind, told }: Wave, downtime: Downtime, now: Instant): Verdict {
  const { state, promise, expectedEnd } = downtime;
  if (told.number < promise.length) return 'cancel';
  const comes = state === 'scheduled' || state === 'warning';
  if (kind === 'delayed') return comes && now < beginBefore(downtime) ? 'raise' : 'cancel';
  if (kind !== 'overrunning') return comes && now < told.start ? 'raise' : 'cancel';
  if (!hasBegun(state)) return 'cancel';
  const latest = told.end - LEAST_LEAD;
  if (state === 'verifying' && now < latest) return { again: latest };
  if (state !== 'opening') return 'raise';
  return { again: now < expectedEnd! ? Math.min(expectedEnd!, now + LATER) : now + LATER };
}

/** Whether a later one that says the same to the same people is due as well, after nobody looked for long. */
async function isOvertaken(trx: Trx, row: WaveRow, now: Instant): Promise<boolean> {
  if (row.kind !== 'reminder' && row.kind !== 'scheduled') return false;
  const { rows } = await sql<{ due: boolean }>`
    select true as due from announce_waves as other
    where other.downtime = ${row.downtime} and other.state = 'planned' and other.kind = 'reminder'
      and other.due_at > ${row.due_at} and other.due_at <= ${new Date(now)}
      and other.services @> ${row.services}::text[]
      and (other.tags = '{}' or (other.tags @> ${row.tags}::text[] and ${row.tags}::text[] <> '{}'))
    limit 1`.execute(trx);
  return rows.length > 0;
}

/** Takes back reminders that were raised earlier for the same people, and that nobody began to spread. */
async function giveWay(trx: Trx, row: WaveRow, now: Instant): Promise<void> {
  if (row.kind !== 'reminder') return;
  await sql`update announce_waves set state = 'cancelled', off_at = ${new Date(now)} where id in (
      select id from announce_waves
      where downtime = ${row.downtime} and state = 'raised' and kind = 'reminder' and spread_to is null
        and due_at < ${row.due_at} and services <@ ${row.services}::text[]
        and (${row.tags}::text[] = '{}' or (tags <@ ${row.tags}::text[] and tags <> '{}'))
      for update skip locked
    )`.execute(trx);
}
