import type { Downtime, Facts } from '../downtime/contract.ts';
import { gatherFacts } from './facts.ts';
import { obstaclesNow } from './rules-now.ts';
import type { Scene } from './transact.ts';

/** What the world looks like for a downtime now; rules matter only before it has begun. */
export async function factsNow(
  { keeper, trx, held, now }: Pick<Scene, 'keeper' | 'trx' | 'held' | 'now'>,
  downtime: Downtime,
): Promise<Facts> {
  const world = await gatherFacts(keeper.factSources, downtime, trx, { now, catalog: held.catalog });
  const waits = downtime.state === 'scheduled' || downtime.state === 'warning';
  return { ...world, obstacles: waits ? await obstaclesNow(trx, held.catalog, downtime, now) : [] };
}
