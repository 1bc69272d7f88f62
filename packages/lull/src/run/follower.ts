import { randomUUID } from 'node:crypto';
import { lull } from '../access/contract.ts';
import type { Change, Follower } from '../keeper/contract.ts';
import type { Scene } from '../keeper/transact.ts';
import type { Trx } from '../store/contract.ts';
import type { Part, Run, Runs } from './contract.ts';
import { foreseeSteps } from './foresee.ts';
import { decidedIn, refuseOver } from './refuse.ts';
import { agentsNow, fileOf } from './runs/agents.ts';
import { moveRun } from './runs/bring-on.ts';
import { insertRun, loadRun } from './runs/rows.ts';

/**
 * Makes the run of a downtime that goes down with steps, and moves it with its downtime, in the change's own
 * transaction: whoever is told that it turns back can rely on it that the agents will hear of it.
 */
export function runFollower(runs: Runs): Follower {
  return {
    name: 'run',
    foresee: foreseeSteps,
    record: (change, trx) => follow(runs, change, trx),
  };
}

async function follow(runs: Runs, change: Change, trx: Trx): Promise<void> {
  const { before, after, now, catalog } = change;
  if (after.plan.steps === null) return;
  const run = await loadRun(trx, { downtime: after.id }, { forUpdate: true });
  if (run === null) {
    if (after.state === 'down' && before?.state !== 'down') await begin(change, trx);
    return;
  }
  if (run.endedAt !== null) return;
  refuseOver(change, run);
  const held = { catalog, version: 0 };
  const scene: Scene = { keeper: runs.keeper(), actor: lull, trx, now, held, foresees: false };
  await moveRun(scene, run, after, decidedIn(change));
}

/** One for each downtime, however many servers see that it went down. */
async function begin({ after, now }: Change, trx: Trx): Promise<void> {
  const files = after.plan.steps!;
  const agents = await agentsNow(trx, now, [...new Set(files.map(({ agent }) => agent ?? ''))]);
  const parts = files.map(
    ({ agent, name, hash, parameters }, place): Part => ({
      place,
      agent,
      file: { name, hash },
      parameters,
      outline: fileOf(agents.get(agent ?? ''), { name, hash })?.outline ?? null,
      goal: 'rest',
      serial: 0,
      reports: 0,
      through: [],
      stuck: null,
      rests: false,
      attempts: [],
    }),
  );
  const run: Run = {
    id: randomUUID(),
    downtime: after.id,
    state: 'waiting',
    was: null,
    why: null,
    part: 0,
    parts,
    madeAt: now,
    releasedAt: null,
    endedAt: null,
    isPastReturn: false,
  };
  await insertRun(trx, run, now);
}
