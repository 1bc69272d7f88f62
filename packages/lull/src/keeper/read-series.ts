import { allowed } from '../access/allowed.ts';
import { LullError } from '../errors.ts';
import { listSeries as allSeries, type HeldSeries, loadSeries } from '../store/series-rows.ts';
import type { Actor, Keeper } from './contract.ts';

/**
 * One series.
 *
 * @throws LullError `not-found` also for one that the caller may not read
 */
export async function readSeries(keeper: Keeper, actor: Actor, id: string): Promise<HeldSeries> {
  const held = await loadSeries(keeper.store.db, id);
  if (held === null || !allowed(actor, 'read', held.series.plan.services)) throw noSuchSeries(id);
  return held;
}

/** The series that the caller may read, those that go on first. */
export async function listSeries(keeper: Keeper, actor: Actor): Promise<HeldSeries[]> {
  const all = await allSeries(keeper.store.db);
  return all.filter(({ series }) => allowed(actor, 'read', series.plan.services));
}

/** The refusal for an id that no series has, or a hidden one. */
export function noSuchSeries(id: string): LullError {
  return new LullError('not-found', `There is no series ${id}, or you may not see it`, 'Look at the list.');
}
