import { sql } from 'kysely';
import type { Trx } from '../../store/contract.ts';

/**
 * Whether a run is under way in which an agent was ordered something: then its journals are needed.
 *
 * @param agent its name; null for the server's own runner
 * @example if (await hasWork(trx, 'db-1')) return;
 */
export async function hasWork(trx: Trx, agent: string | null): Promise<boolean> {
  const row = await trx
    .selectFrom('run_parts')
    .innerJoin('run_runs', 'run_runs.id', 'run_parts.run')
    .select('run_parts.run')
    .where(sql<boolean>`run_parts.agent is not distinct from ${agent}::text`)
    .where('run_parts.serial', '>', '0')
    .where('run_runs.ended_at', 'is', null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
