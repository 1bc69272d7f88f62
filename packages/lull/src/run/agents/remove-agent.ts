import { sql } from 'kysely';
import type { Access } from '../../access/access.ts';
import { demand } from '../../access/allowed.ts';
import { writeAudit } from '../../access/audit.ts';
import type { Actor } from '../../access/contract.ts';
import { revokeKey } from '../../access/keys.ts';
import { allowedIn } from '../../downtime/states.ts';
import { command } from '../../keeper/command-downtime.ts';
import type { Scene } from '../../keeper/transact.ts';
import { isAtWork } from '../conduct/silence.ts';
import { type Runs, runsChannel } from '../contract.ts';
import { askPeople, lockRun, sceneOf } from '../runs/bring-on.ts';
import { saveRun } from '../runs/rows.ts';
import { keyOf, noSuch } from './agent-key.ts';

/**
 * Removes an agent: its key is revoked, so that it hears and tells nothing any more. It brings the step that
 * it is at to its end, and begins no other. What it was running nobody can know of from then on: that
 * downtime has failed, and a person decides.
 *
 * @returns the downtimes that have failed by it
 * @throws LullError `not-allowed`, `not-found`
 * @example await removeAgent(runs, access, actor, 'db-1', 'the machine is gone');
 */
export async function removeAgent(
  runs: Runs,
  access: Access,
  actor: Actor,
  name: string,
  why: string | null = null,
): Promise<string[]> {
  demand(actor, 'configure', null);
  const key = await keyOf(runs, name);
  if (key === null) throw noSuch(name);
  // First, and again where this was cut off: a revoked key stays so.
  await revokeKey(access, actor, key, why ?? `the agent ${name} was removed`);
  const under = await runs.store.transaction(async (trx) => {
    const now = await runs.now(trx);
    const { numUpdatedRows } = await trx
      .updateTable('run_agents')
      .set({ removed_at: new Date(now), lease_until: null })
      .where('name', '=', name)
      .where('removed_at', 'is', null)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw noSuch(name);
    await writeAudit(trx, actor, { action: 'agent.remove', subject: name, why }, now);
    await sql`select pg_notify(${runsChannel}, ${name})`.execute(trx);
    return trx
      .selectFrom('run_parts as p')
      .innerJoin('run_runs as r', 'r.id', 'p.run')
      .select('r.downtime')
      .distinct()
      .where('p.agent', '=', name)
      .where('r.ended_at', 'is', null)
      .execute();
  });
  const failed: string[] = [];
  for (const { downtime } of under) {
    const isFailed = await runs.store.transaction(async (trx) =>
      failOver(await sceneOf(runs, trx), downtime, name),
    );
    if (isFailed) failed.push(downtime);
  }
  return failed;
}

/** One that it has no part in now goes on: whoever needs it later is told that it isn't there. */
async function failOver(scene: Scene, id: string, agent: string): Promise<boolean> {
  const locked = await lockRun(scene, id);
  if (locked === null || locked.run.endedAt !== null) return false;
  const { held, run } = locked;
  if (!run.parts.some((part) => part.agent === agent && isAtWork(part))) return false;
  const why = `the agent ${agent}, which was running its steps, was removed: see how far they came, and decide`;
  await saveRun(scene.trx, run, { ...run, why }, scene.now);
  if (allowedIn.fail.includes(held.downtime.state)) {
    // The run halts by it, and asks.
    await command(scene, held, { type: 'fail', why });
    return true;
  }
  await askPeople(scene, { ...run, why }, held.downtime, why);
  return true;
}
