import { type EventRow, eventsAfter } from '../store/events.ts';
import type { Actor, Keeper } from './contract.ts';
import { readDowntime } from './read-downtime.ts';

/**
 * What happened to a downtime, in order.
 *
 * @param page `after` is the number of the last event that is known already
 * @throws LullError `not-found` also for one that the caller may not read
 * @example await historyOf(keeper, actor, id, { limit: 100 })
 */
export async function historyOf(
  keeper: Keeper,
  actor: Actor,
  id: string,
  { after = 0, limit }: { readonly after?: number | undefined; readonly limit: number },
): Promise<EventRow[]> {
  await readDowntime(keeper, actor, id);
  return eventsAfter(keeper.store.db, after, { downtime: id, limit });
}
