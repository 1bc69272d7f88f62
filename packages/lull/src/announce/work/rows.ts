import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Downtime } from '../../downtime/contract.ts';
import type { Trx } from '../../store/contract.ts';
import type { Instant } from '../../time/instant.ts';
import { toldBy } from '../policy/waves-of.ts';
import { type WorkKind, type WorkTold, waitingKinds } from './contract.ts';

/** A wave for people at work that is to be written. */
export interface NewWorkWave {
  readonly downtime: Downtime;
  readonly kind: WorkKind;
  readonly told: WorkTold;
  /** When it is to be told; null for at once. */
  readonly dueAt: Instant | null;
  readonly now: Instant;
}

/** Writes a wave for people at work. */
export async function insertWorkWave(
  trx: Trx,
  { downtime, kind, told, dueAt, now }: NewWorkWave,
): Promise<void> {
  const { id, plan, promise } = downtime;
  // What is at the same sequence is never taken for older than what else was told.
  const body = { told: toldBy(downtime), before: null, sequence: 0, work: told };
  await trx
    .insertInto('announce_waves')
    .values({
      ...{ id: randomUUID(), downtime: id, revision: promise.length, kind, point: null },
      ...{ services: [...plan.services], tags: [], for_work: true, body: JSON.stringify(body) },
      due_at: new Date(dueAt ?? now),
      state: dueAt === null ? 'raised' : 'planned',
      made_at: new Date(now),
      raised_at: dueAt === null ? new Date(now) : null,
    })
    .execute();
}

/** Something that waits for a decision. */
export interface OpenWave {
  readonly id: string;
  readonly kind: string;
  readonly told: WorkTold;
  /** When it was asked last. */
  readonly saidAt: Instant;
  /** Whether anybody was told, or is about to be. */
  readonly wasTold: boolean;
  /** Whether a reminder of it is planned. */
  readonly isToBeAskedAgain: boolean;
}

/** What waits for a decision in a downtime, the oldest first. */
export async function openWaves(trx: Trx, downtime: string): Promise<OpenWave[]> {
  const { rows } = await sql<{
    id: string;
    kind: string;
    work: WorkTold;
    said_at: Date;
    told: boolean;
    again: boolean;
  }>`
    select w.id, w.kind, w.body -> 'work' as work, w.state = 'spread' as told,
      greatest(w.raised_at, (
        select max(again.raised_at) from announce_waves as again
        where again.downtime = w.downtime and again.for_work and again.kind = 'asked-again'
          and again.number > w.number and again.body -> 'work' ->> 'key' = w.body -> 'work' ->> 'key'
      )) as said_at,
      exists (
        select from announce_waves as again
        where again.downtime = w.downtime and again.for_work and again.kind = 'asked-again'
          and again.state = 'planned' and again.body -> 'work' ->> 'key' = w.body -> 'work' ->> 'key'
      ) as again
    from announce_waves as w
    where w.downtime = ${downtime} and w.for_work and w.off_at is null and w.state in ('raised', 'spread')
      and w.kind = any(${[...waitingKinds]}::text[])
    order by w.number`.execute(trx);
  return rows.map(({ id, kind, work: told, said_at, told: wasTold, again: isToBeAskedAgain }) => {
    return { id, kind, told, saidAt: new Date(said_at).getTime(), wasTold, isToBeAskedAgain };
  });
}

/**
 * Calls off what waits for a decision, and what was to be told of it again.
 *
 * @param only where the question stays and only what is planned of it goes
 */
export async function callOff(
  trx: Trx,
  downtime: string,
  waves: readonly OpenWave[],
  now: Instant,
  { only }: { readonly only?: 'reminders' } = {},
): Promise<void> {
  if (waves.length === 0) return;
  const at = new Date(now);
  const keys = waves.map(({ told }) => told.key);
  const states = only === undefined ? ['planned', 'raised', 'spread'] : ['planned'];
  const kinds = only === undefined ? [...waitingKinds, 'asked-again'] : ['asked-again'];
  await sql`update announce_waves
    set off_at = ${at}, state = case when state = 'planned' then 'cancelled' else 'spread' end
    where downtime = ${downtime} and for_work and off_at is null and state = any(${states}::text[])
      and kind = any(${kinds}::text[]) and body -> 'work' ->> 'key' = any(${keys}::text[])`.execute(trx);
}

/** Whether people at work were told anything of a downtime. */
export async function wasAnythingTold(trx: Trx, downtime: string): Promise<boolean> {
  const { rows } = await sql`select from announce_notices
    where downtime = ${downtime} and recipient ~ '^(person|address|watch):' and state <> 'cancelled'
    limit 1`.execute(trx);
  return rows.length > 0;
}
