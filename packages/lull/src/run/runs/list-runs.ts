import { sql } from 'kysely';
import { visible } from '../../access/allowed.ts';
import type { Actor } from '../../access/contract.ts';
import type { Instant } from '../../time/instant.ts';
import type { Run, Runs } from '../contract.ts';

/** A run in a list, with what its downtime is called. */
export interface ListedRun extends Pick<Run, 'id' | 'downtime' | 'state' | 'was' | 'why' | 'madeAt'> {
  readonly title: string;
  readonly services: readonly string[];
}

/** More are not under way at once. */
const MOST = 1_000;

/**
 * The runs that are under way, as far as the caller may see them; the latest first.
 *
 * @example (await listRuns(runs, actor)).filter(({ state }) => state === 'asking')
 */
export async function listRuns({ store }: Runs, actor: Actor): Promise<ListedRun[]> {
  const seen = visible(actor);
  let query = store.db
    .selectFrom('run_runs as r')
    .innerJoin('downtime_downtimes as d', 'd.id', 'r.downtime')
    .select(['r.id', 'r.downtime', 'r.state', 'r.was', 'r.why', 'r.made_at', 'd.title', 'd.services'])
    .where('r.ended_at', 'is', null);
  if (seen !== null) query = query.where(sql<boolean>`d.services && ${[...seen]}::text[]`);
  const rows = await query.orderBy('r.made_at', 'desc').orderBy('r.id').limit(MOST).execute();
  return rows.map(({ made_at, state, ...row }) => {
    return { ...row, state: state as Run['state'], madeAt: made_at.getTime() satisfies Instant };
  });
}
