import { sql } from 'kysely';
import { lull } from '../../access/contract.ts';
import type { Trx } from '../../store/contract.ts';
import type { NewEvent } from '../../store/events.ts';
import type { Instant } from '../../time/instant.ts';

/** What is told of an agent itself. */
export type AgentEventKind = 'agent.lost' | 'agent.found' | 'agent.moved' | 'agent.troubled' | 'agent.well';

/** Whom it is about. */
export interface About {
  /** Empty for the server's own runner. */
  readonly name: string;
  readonly host: string | null;
}

/** What is told beside whom it is about. */
export interface Told {
  readonly why?: string | null;
  readonly data?: Readonly<Record<string, unknown>>;
}

/**
 * An event of an agent. It is about the services whose work the agent does now, or about none.
 *
 * @example await appendEvents(trx, [await agentEvent(trx, 'agent.found', { name: 'db-1', host }, now)]);
 */
export async function agentEvent(
  trx: Trx,
  kind: AgentEventKind,
  { name, host }: About,
  now: Instant,
  { why = null, data = {} }: Told = {},
): Promise<NewEvent> {
  const agent = name === '' ? null : name;
  const rows = await trx
    .selectFrom('run_parts as p')
    .innerJoin('run_runs as r', 'r.id', 'p.run')
    .innerJoin('downtime_downtimes as d', 'd.id', 'r.downtime')
    .select(['r.downtime', 'd.services'])
    .where(sql<boolean>`p.agent is not distinct from ${agent}::text`)
    .where('r.ended_at', 'is', null)
    .orderBy('r.made_at')
    .execute();
  const services = [...new Set(rows.flatMap((row) => row.services))].sort();
  const downtimes = [...new Set(rows.map(({ downtime }) => downtime))];
  const nowhere = { downtime: null, revision: 0, version: null };
  return { kind, ...nowhere, services, at: now, by: lull.id, why, data: { agent, host, downtimes, ...data } };
}
