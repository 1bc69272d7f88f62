import { sql } from 'kysely';
import { agentActor } from '../../access/contract.ts';
import { command } from '../../keeper/command-downtime.ts';
import { loadDowntime } from '../../store/downtime-rows.ts';
import type { Runs } from '../contract.ts';
import { missingFor } from '../facts.ts';
import { sceneOf } from './bring-on.ts';

/**
 * Says of work that is about to begin that somebody is there, where all agents that do it are, each with the
 * right file.
 */
export async function beThereForGo(runs: Runs): Promise<void> {
  const waiting = await runs.store.db
    .selectFrom('downtime_downtimes')
    .select('id')
    .where('state', '=', 'warning')
    .where(sql<boolean>`json_typeof(body -> 'presence') = 'null'`)
    .where(sql<boolean>`json_typeof(body -> 'plan' -> 'steps') = 'array'`)
    .execute();
  for (const { id } of waiting) {
    await sayHere(runs, id).catch((error: unknown) => {
      runs.log.error({ err: error, downtime: id }, 'it could not be said that the agents are there');
    });
  }
}

async function sayHere(runs: Runs, id: string): Promise<void> {
  await runs.store.transaction(async (trx) => {
    const scene = await sceneOf(runs, trx);
    const held = await loadDowntime(trx, id, { forUpdate: true });
    const steps = held?.downtime.plan.steps ?? null;
    if (held === null || steps === null || held.downtime.state !== 'warning') return;
    if (held.downtime.presence !== null) return;
    if ((await missingFor(trx, held.downtime, steps, scene.now)).length > 0) return;
    await command({ ...scene, actor: agentActor(steps[0]!.agent ?? '') }, held, { type: 'im-here' });
  });
}
