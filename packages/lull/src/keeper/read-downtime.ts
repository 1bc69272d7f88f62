import { type HeldDowntime, loadDowntime } from '../store/downtime-rows.ts';
import type { Actor, Keeper } from './contract.ts';
import { readable } from './record.ts';

/**
 * One downtime as it stands.
 *
 * @throws LullError `not-found` also for one that the caller may not read
 * @example const { downtime, version } = await readDowntime(keeper, actor, id);
 */
export async function readDowntime(keeper: Keeper, actor: Actor, id: string): Promise<HeldDowntime> {
  return readable(actor, id, await loadDowntime(keeper.store.db, id));
}
