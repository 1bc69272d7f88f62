import { demand } from '../access/allowed.ts';
import { type HeldDowntime, loadDowntime } from '../store/downtime-rows.ts';
import type { Actor, Keeper } from './contract.ts';
import { noSuchDowntime } from './record.ts';

/**
 * One downtime as it stands.
 *
 * @throws LullError `not-found` also for one that the caller may not read
 * @example const { downtime, version } = await readDowntime(keeper, actor, id);
 */
export async function readDowntime(keeper: Keeper, actor: Actor, id: string): Promise<HeldDowntime> {
  const held = await loadDowntime(keeper.store.db, id);
  if (held === null) throw noSuchDowntime(id);
  demand(actor, 'read', held.downtime.plan.services);
  return held;
}
