import type { Reader } from '../../store/contract.ts';
import type { Instant } from '../../time/instant.ts';
import type { Attempt, Phase } from '../runner/contract.ts';

/** A piece of what a step printed. */
export interface Printed extends Attempt {
  /** In the order in which the server heard it. */
  readonly seq: number;
  readonly part: number;
  readonly at: Instant;
  readonly stream: 'out' | 'err';
  readonly text: string;
}

/** Which output is wanted; everything given must hold. */
export interface OutputFilter {
  readonly after: number;
  readonly limit: number;
  readonly part?: number | undefined;
  readonly phase?: Phase | undefined;
  readonly place?: number | undefined;
}

/**
 * What the steps of a run printed, in the order in which it was heard; of a piece that came late the order
 * within its step is not that of the printing.
 *
 * @example await readOutput(store.db, run.id, { after: 0, limit: 100 })
 */
export async function readOutput(
  db: Reader,
  run: string,
  { after, limit, part, phase, place }: OutputFilter,
): Promise<Printed[]> {
  let query = db.selectFrom('run_output').selectAll().where('run', '=', run).where('seq', '>', String(after));
  if (part !== undefined) query = query.where('part', '=', part);
  if (phase !== undefined) query = query.where('phase', '=', phase);
  if (place !== undefined) query = query.where('place', '=', place);
  const rows = await query.orderBy('seq').limit(limit).execute();
  return rows.map((row) => ({
    seq: Number(row.seq),
    part: row.part,
    phase: row.phase as Phase,
    place: row.place,
    attempt: row.attempt,
    at: row.at.getTime(),
    stream: row.stream,
    text: row.text,
  }));
}
