import { visible } from '../access/allowed.ts';
import { type DowntimeFilter, type DowntimePage, listDowntimes as listed } from '../store/downtime-lists.ts';
import type { HeldDowntime } from '../store/downtime-rows.ts';
import type { Actor, Keeper } from './contract.ts';

/**
 * The downtimes that the caller may read, by start, a page at a time.
 *
 * @returns `next` goes on where the page ends; null at the end
 * @throws LullError `bad-request` when `after` is no place in the list
 * @example await listDowntimes(keeper, actor, { states: ['scheduled'] }, { limit: 50 })
 */
export async function listDowntimes(
  keeper: Keeper,
  actor: Actor,
  filter: Omit<DowntimeFilter, 'visible'>,
  page: DowntimePage,
): Promise<{ items: HeldDowntime[]; next: string | null }> {
  const seen = visible(actor);
  if (seen?.size === 0) return { items: [], next: null };
  const { downtimes, next } = await listed(keeper.store.db, { ...filter, visible: seen }, page);
  return { items: downtimes, next };
}
