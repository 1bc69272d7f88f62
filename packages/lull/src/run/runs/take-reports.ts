import { agentActor } from '../../access/contract.ts';
import { allowedIn } from '../../downtime/states.ts';
import { command } from '../../keeper/command-downtime.ts';
import type { Asked } from '../../keeper/contract.ts';
import type { Scene } from '../../keeper/transact.ts';
import { loadDowntime } from '../../store/downtime-rows.ts';
import { formatInstant } from '../../time/instant.ts';
import { hear } from '../conduct/hear.ts';
import { isSame } from '../conduct/questions.ts';
import type { Part, Run, Runs } from '../contract.ts';
import type { Report } from '../runner/contract.ts';
import { bringOn, lockRun, sceneOf } from './bring-on.ts';
import { demandOrdered } from './demand-ordered.ts';
import { saveRun } from './rows.ts';

/** What is told of an error in the record, in characters; the run has more of it. */
const SHOWN = 500;

/**
 * Takes what an agent tells of its parts, and brings their runs on by it. A report that was stored before
 * changes nothing; one before which another is missing waits for that.
 *
 * @param agent its name; null for the server's own runner
 * @returns by `run/part`, the number up to which reports are stored
 * @throws LullError `not-ordered` for others' parts among them: then none of the reports is taken
 * @example await takeReports(runs, 'db-1', reports)
 */
export async function takeReports(
  runs: Runs,
  agent: string | null,
  reports: readonly Report[],
): Promise<ReadonlyMap<string, number>> {
  await demandOrdered(runs, agent, reports);
  const stored = new Map<string, number>();
  for (const [id, about] of Map.groupBy(reports, ({ run }) => run)) {
    const run = await runs.store.transaction(async (trx) =>
      takeFor(await sceneOf(runs, trx), id, agent, about),
    );
    for (const part of run?.parts ?? []) {
      if (part.agent === agent) stored.set(`${id}/${part.place}`, part.reports);
    }
  }
  return stored;
}

async function takeFor(
  scene: Scene,
  id: string,
  agent: string | null,
  reports: readonly Report[],
): Promise<Run | null> {
  const { trx, now } = scene;
  const row = await trx.selectFrom('run_runs').select('downtime').where('id', '=', id).executeTakeFirst();
  const locked = row ? await lockRun(scene, row.downtime) : null;
  if (locked === null) return null;
  const before = locked.run;
  let run = before;
  const fresh: [Part, Report][] = [];
  for (const report of [...reports].sort((a, b) => a.part - b.part || a.number - b.number)) {
    const part = run.parts[report.part];
    if (part?.agent !== agent) continue;
    const next = hear(run, report, now);
    if (next.parts[report.part]!.attempts !== part.attempts) fresh.push([part, report]);
    run = next;
  }
  if (run === before) return run;
  await saveRun(trx, before, run, run.endedAt === null ? now : null);
  for (const [part, report] of fresh) await tellStep(scene, run, part, report);
  await bringOn(scene, run.downtime);
  return run;
}

/** Steps stand in the downtime's own record, as long as it has one that goes on. */
async function tellStep(scene: Scene, run: Run, part: Part, { what }: Report): Promise<void> {
  if (what.kind !== 'started' && what.kind !== 'ended') return;
  const held = await loadDowntime(scene.trx, run.downtime, { forUpdate: true });
  if (held === null || !allowedIn.step.includes(held.downtime.state)) return;
  const { phase, place, attempt } = what;
  // As it is kept, without what no database takes.
  const kept = run.parts[part.place]!.attempts.find((one) => isSame(one, what))!;
  const about = { agent: part.agent, file: part.file.name, phase, place, attempt };
  const { outcome, code, error, endedAt } = kept;
  const ended =
    what.kind === 'ended' ? { outcome, code, error: error?.slice(0, SHOWN).toWellFormed() ?? null } : {};
  const toldAt = formatInstant(what.kind === 'ended' ? endedAt! : kept.startedAt);
  const asked: Asked = {
    type: 'step',
    step: kept.name,
    phase: what.kind,
    data: { ...about, ...ended, toldAt },
  };
  await command({ ...scene, actor: agentActor(part.agent ?? '') }, held, asked);
}
