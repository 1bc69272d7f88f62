import { randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { Tables, Trx } from '../../store/contract.ts';
import type { Instant } from '../../time/instant.ts';
import type { NoticeKind, Wave } from '../contract.ts';
import type { NewWave } from '../policy/contract.ts';

/** A wave as it is stored. */
export type WaveRow = Selectable<Tables['announce_waves']>;

/** Stores waves: planned ones, and those that are raised with the change itself. */
export async function insertWaves(
  trx: Trx,
  downtime: string,
  waves: readonly NewWave[],
  now: Instant,
): Promise<void> {
  if (waves.length === 0) return;
  const rows = waves.map(({ told, before, sequence, kind, point, services, tags, dueAt, isAtOnce }) => ({
    id: randomUUID(),
    downtime,
    revision: told.number,
    kind,
    point,
    services: [...services],
    tags: [...tags],
    due_at: new Date(dueAt),
    state: isAtOnce ? ('raised' as const) : ('planned' as const),
    body: JSON.stringify({ told, before, sequence }),
    made_at: new Date(now),
    raised_at: isAtOnce ? new Date(now) : null,
  }));
  await trx.insertInto('announce_waves').values(rows).execute();
}

/**
 * The wave of a row.
 *
 * @example waveOf(row).told.start
 */
export function waveOf({ body, due_at, kind, ...row }: WaveRow): Wave {
  const { id, downtime, point, services, tags, state } = row;
  const fields = { id, downtime, kind: kind as NoticeKind, point, services, tags, state };
  return { ...fields, dueAt: due_at.getTime(), ...body };
}
