import { visible } from '../../access/allowed.ts';
import type { Actor } from '../../access/contract.ts';
import type { Instant } from '../../time/instant.ts';
import type { Runs } from '../contract.ts';
import { type Agent, agentsNow } from '../runs/agents.ts';

/** An agent, and what it does now. */
export interface ListedAgent extends Agent {
  readonly madeAt: Instant;
  readonly madeBy: string;
  /** The downtimes whose steps it runs, as far as whoever asks may see them. */
  readonly downtimes: readonly string[];
}

/**
 * All agents, the server's own runner among them, by their names.
 *
 * @example (await listAgents(runs, actor)).filter(({ isThere }) => !isThere)
 */
export async function listAgents(runs: Runs, actor: Actor): Promise<ListedAgent[]> {
  const { db } = runs.store;
  const agents = await agentsNow(db, await runs.now());
  const made = await db.selectFrom('run_agents').select(['name', 'made_at', 'made_by']).execute();
  const parts = await db
    .selectFrom('run_parts as p')
    .innerJoin('run_runs as r', 'r.id', 'p.run')
    .innerJoin('downtime_downtimes as d', 'd.id', 'r.downtime')
    .select(['p.agent', 'r.downtime', 'd.services'])
    .where('r.ended_at', 'is', null)
    .orderBy('r.made_at')
    .execute();
  const seen = visible(actor);
  const theirs = parts.filter(({ services }) => seen === null || services.some((name) => seen.has(name)));
  return made
    .flatMap(({ name, made_at, made_by }) => {
      const agent = agents.get(name);
      if (agent === undefined) return [];
      const own = theirs.filter((part) => (part.agent ?? '') === name).map(({ downtime }) => downtime);
      return [{ ...agent, madeAt: made_at.getTime(), madeBy: made_by, downtimes: [...new Set(own)] }];
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
