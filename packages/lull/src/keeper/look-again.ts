import { lull } from '../access/contract.ts';
import type { Command } from '../downtime/contract.ts';
import { decide } from '../downtime/decide.ts';
import { nextLook } from '../downtime/moments.ts';
import { claimDue, lookAt } from '../store/looks.ts';
import type { Keeper, Outcome } from './contract.ts';
import { factsNow } from './facts-now.ts';
import { decided, goOn, record } from './record.ts';
import type { Scene } from './transact.ts';

/**
 * Looks again at a downtime whose moment has come, in a transaction of its own: rules that have come to stand
 * in its way are flagged, and time goes on with it.
 *
 * @returns what became of it; null when another server sees to it, or its moment was seen to before
 * @example for (const id of await dueIds(db, now, 100)) await lookAgainAt(keeper, id);
 */
export async function lookAgainAt(keeper: Keeper, id: string): Promise<Outcome | null> {
  return keeper.store.transaction(async (trx) => {
    const now = await keeper.now(trx);
    const held = await claimDue(trx, id, now);
    if (held === null) return null;
    const catalog = await keeper.catalog(trx);
    const scene: Scene = { keeper, actor: lull, trx, now, held: catalog, foresees: false };
    const flagged = await flag(scene, held.downtime);
    const gone = await goOn(scene, flagged);
    const outcome = await record(scene, held, gone, { said: null });
    if (outcome.events.length === 0) await lookAt(trx, id, nextLook(held.downtime, now));
    return outcome;
  });
}

/** Before the go/no-go nobody looks at the rules but here, where a change of them asks for it. */
async function flag(scene: Scene, downtime: Parameters<typeof factsNow>[1]) {
  if (downtime.state !== 'scheduled') return { downtime, events: [] };
  const { obstacles } = await factsNow(scene, downtime);
  const command: Command = { type: 'flag', by: lull.id, reasons: obstacles };
  return decided(decide(downtime, command, scene.now), command);
}
