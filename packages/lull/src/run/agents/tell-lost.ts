import { sql } from 'kysely';
import type { Trx } from '../../store/contract.ts';
import { appendEvents, type NewEvent } from '../../store/events.ts';
import { formatInstant, type Instant } from '../../time/instant.ts';
import { LEASE } from '../runs/agents.ts';
import { type About, agentEvent } from './agent-event.ts';
import { noteHearing } from './hearing.ts';

/**
 * Tells of the agents that are not heard any more, each once, on whichever server sees it first. What they do
 * meanwhile nobody knows: they go on with the last order that they heard. Where no server heard anybody a
 * moment ago, agents have first as long as any of them to speak.
 *
 * @returns how many
 * @example await runs.store.transaction(async (trx) => tellLost(trx, await runs.now(trx)));
 */
export async function tellLost(trx: Trx, now: Instant): Promise<number> {
  if (now - (await noteHearing(trx, now)) < LEASE) return 0;
  const { rows } = await sql<About & { heard_at: Date }>`
    update run_agents set lost = true where name in (
      select name from run_agents
      where lease_until <= ${new Date(now)} and not lost and removed_at is null
      order by name for update skip locked)
    returning name, host, heard_at`.execute(trx);
  const events: NewEvent[] = [];
  for (const { heard_at, ...about } of rows) {
    const data = { heardAt: formatInstant(heard_at.getTime()) };
    events.push(await agentEvent(trx, 'agent.lost', about, now, { data }));
  }
  await appendEvents(trx, events);
  return rows.length;
}
