import { sql } from 'kysely';
import type { Reader } from '../../store/contract.ts';

/** How an agent stands, for the metrics. */
export interface AgentFigure {
  /** Empty for the server's own runner. */
  readonly name: string;
  readonly state: (typeof agentStates)[number];
  /** Seconds since it was heard; null where it never was. */
  readonly age: number | null;
}

/** `troubled`: it is there, and can't work or has step files that can't be used. */
export const agentStates = ['there', 'troubled', 'away', 'never'] as const;

/**
 * How all agents stand, by the database's clock.
 *
 * @throws LullError `store-unavailable`
 * @example (await agentFigures(store.db)).filter(({ state }) => state === 'away').length
 */
export async function agentFigures(db: Reader): Promise<readonly AgentFigure[]> {
  const { rows } = await sql<{ name: string; state: AgentFigure['state']; age: string | null }>`
    select name,
      case when heard_at is null then 'never'
        when lease_until is null or lease_until <= clock_timestamp() then 'away'
        when troubled is not null then 'troubled' else 'there' end as state,
      extract(epoch from clock_timestamp() - heard_at) as age
    from run_agents where removed_at is null order by name`.execute(db);
  return rows.map(({ name, state, age }) => ({ name, state, age: age === null ? null : Number(age) }));
}
