import type { Downtime } from '../../downtime/contract.ts';
import { gatherFacts } from '../../keeper/facts.ts';
import type { Scene } from '../../keeper/transact.ts';
import { hearsSince } from '../agents/hearing.ts';
import type { Sight } from '../conduct/contract.ts';
import { isDone } from '../conduct/course.ts';
import type { Run } from '../contract.ts';
import { agentsNow, fileOf, heardAt } from './agents.ts';

/** What the conductor sees of the world now; gates matter before the first step and the first rollback. */
export async function sightOf(
  { keeper, trx, now, held }: Pick<Scene, 'keeper' | 'trx' | 'now' | 'held'>,
  run: Run,
  downtime: Downtime,
): Promise<Sight> {
  const isTurning = downtime.turningBack !== null && isDone(run) && run.state !== 'back';
  const waits = (run.state === 'waiting' || isTurning) && downtime.state === 'down';
  const at = { now, catalog: held.catalog };
  const facts = waits ? await gatherFacts(keeper.factSources, downtime, trx, at) : null;
  return {
    gates: facts?.gates ?? { expected: 0, confirmed: 0 },
    inFlight: facts?.inFlight ?? null,
    heardAt: await heardAt(trx, namesIn(run)),
    hearsSince: await hearsSince(trx, now),
  };
}

/** The run with the outlines that its agents have told since it was made. */
export async function withOutlines({ trx, now }: Pick<Scene, 'trx' | 'now'>, run: Run): Promise<Run> {
  if (run.state !== 'waiting' || run.parts.every(({ outline }) => outline !== null)) return run;
  const agents = await agentsNow(trx, now, namesIn(run));
  const parts = run.parts.map((part) => {
    const outline = part.outline ?? fileOf(agents.get(part.agent ?? ''), part.file)?.outline ?? null;
    return outline === part.outline ? part : { ...part, outline };
  });
  return { ...run, parts };
}

/** The names of the agents that a run needs. */
export function namesIn({ parts }: Run): string[] {
  return [...new Set(parts.map(({ agent }) => agent ?? ''))];
}
