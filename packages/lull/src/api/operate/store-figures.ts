import { sql } from 'kysely';
import { outboxFigures } from '../../announce/delivery/outbox-figures.ts';
import { type State, states } from '../../downtime/contract.ts';
import { hasBegun, isEnd } from '../../downtime/states.ts';
import { agentFigures, agentStates } from '../../run/agents/figures.ts';
import { silenceFigures } from '../../run/silencers/leases/figures.ts';
import type { Store } from '../../store/contract.ts';
import type { Metrics } from './metrics.ts';

const living = states.filter((state) => !isEnd(state));
const begun = states.filter(hasBegun);

/**
 * Looks up the figures that the store knows for all servers: downtimes by state, how many are overdue, how
 * late the longest due moment is, the outbox, what monitors are quiet about, agents, the last event.
 *
 * @param silencers names of the monitors that this server knows
 * @throws LullError `store-unavailable`
 * @example await readStoreFigures(store, metrics); // before the metrics are told
 */
export async function readStoreFigures(
  { db, native }: Store,
  metrics: Metrics,
  silencers: readonly string[] = [],
): Promise<void> {
  const { rows } = await sql<{ state: State; count: string; overdue: string; late: string | null }>`
    select state, count(*) as count,
      count(*) filter (where ${sql.ref('state')} = any(${begun})
        and (body ->> 'expectedEnd')::numeric <= extract(epoch from clock_timestamp()) * 1000) as overdue,
      extract(epoch from clock_timestamp() - min(next_at)) as late
    from downtime_downtimes where state = any(${living}) group by state`.execute(db);
  for (const state of living) metrics.downtimes.set(0, [state]);
  for (const { state, count } of rows) metrics.downtimes.set(Number(count), [state]);
  metrics.overdue.set(rows.reduce((sum, { overdue }) => sum + Number(overdue), 0));
  metrics.due.set(Math.max(0, ...rows.map(({ late }) => Number(late ?? 0))));
  const sequence = await db
    .selectFrom('store_sequence')
    .select('value')
    .where('name', '=', 'events')
    .executeTakeFirst();
  metrics.lastEvent.set(Number(sequence?.value ?? 0));
  for (const { channel, queued, lateness } of await outboxFigures(db)) {
    metrics.noticesQueued.set(queued, [channel]);
    metrics.noticesLate.set(lateness, [channel]);
  }
  for (const { silencer, state, count } of await silenceFigures(db, silencers)) {
    metrics.silences.set(count, [silencer, state]);
  }
  const agents = await agentFigures(db);
  for (const state of agentStates) {
    metrics.agents.set(agents.filter((agent) => agent.state === state).length, [state]);
  }
  metrics.agentAge.replace(agents.flatMap(({ name, age }) => (age === null ? [] : [[[name], age]])));
  if (native.engine !== 'postgres') return;
  const { totalCount, idleCount, waitingCount } = native.pool;
  metrics.connections.set(totalCount - idleCount, ['busy']);
  metrics.connections.set(idleCount, ['idle']);
  metrics.connections.set(waitingCount, ['waited for']);
}
