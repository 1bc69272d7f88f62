import { allowed, demand } from '../access/allowed.ts';
import type { Series } from '../downtime/series.ts';
import { LullError } from '../errors.ts';
import { type HeldSeries, loadSeries, saveSeries } from '../store/series-rows.ts';
import { formatInstant, type Instant } from '../time/instant.ts';
import type { Actor, ChangeOptions, Keeper } from './contract.ts';
import type { SeriesResult } from './create-series.ts';
import { withKnownPeople } from './known-people.ts';
import { changedPlan, type PlanChanges } from './plan-input.ts';
import { noSuchSeries } from './read-series.ts';
import { callOffMoved, followSeries, slotsAhead, tellOfSeries } from './series-occurrences.ts';
import { type Scene, transact } from './transact.ts';

/** What of a series is to be another. */
export interface SeriesChange {
  readonly plan?: Omit<PlanChanges, 'start'> | undefined;
  readonly recurrence?: Series['recurrence'] | undefined;
  /** From when on nothing begins any more; null for never. */
  readonly endsAt?: Instant | null | undefined;
  /** Whether what was moved by itself is called off too. */
  readonly callOffMoved?: boolean | undefined;
  readonly why?: string | null | undefined;
}

/**
 * Changes a series, and with it every downtime of it that nobody moved and that has not begun.
 *
 * @throws LullError `not-found`, `not-allowed`, `stale-version`, `wrong-state` for one that has ended, and as
 * `createSeries`
 * @example await changeSeries(keeper, actor, id, { plan: { takes: HOUR } }, { version: 3 })
 */
export async function changeSeries(
  keeper: Keeper,
  actor: Actor,
  id: string,
  changes: SeriesChange,
  options: ChangeOptions = {},
): Promise<SeriesResult> {
  return transact(keeper, actor, options, { verb: 'change-series', id, changes }, async (scene) => {
    const { trx, now, held: catalog } = scene;
    const held = await heldSeries(scene, id, options.version);
    const { series, version, madeUntil } = held;
    const named = await withKnownPeople(scene, changes.plan ?? {}, series.plan);
    const changed = changedPlan({ ...series.plan, start: null }, named, catalog.catalog);
    const { start: _, ...plan } = changed;
    demand(actor, 'schedule', [...new Set([...series.plan.services, ...plan.services])]);
    const { recurrence = series.recurrence, endsAt = series.endsAt, why = null } = changes;
    const next: Series = { id, plan, recurrence, endsAt };
    slotsAhead(next, now);
    const saved = await saveSeries(trx, next, version, madeUntil, now);
    const followed = await followSeries(scene, next, madeUntil, 'promise');
    const outcome = changes.callOffMoved ? await callOffMoved(scene, followed, why) : followed;
    await tellOfSeries(scene, endsAt !== null && endsAt <= now ? 'ended' : 'changed', next, why);
    return { ...saved, ...outcome, dryRun: options.dryRun ?? false };
  });
}

/**
 * Ends a series: its downtimes that have not begun are called off; those that somebody moved by themselves
 * stay and are told, unless they are to be called off too.
 *
 * @throws LullError as {@link changeSeries}
 * @example await endSeries(keeper, actor, id, { why: 'no longer needed' })
 */
export async function endSeries(
  keeper: Keeper,
  actor: Actor,
  id: string,
  { why, callOffMoved }: Pick<SeriesChange, 'why' | 'callOffMoved'> = {},
  options: ChangeOptions = {},
): Promise<SeriesResult> {
  return changeSeries(keeper, actor, id, { endsAt: await keeper.now(), why, callOffMoved }, options);
}

async function heldSeries(scene: Scene, id: string, version: number | undefined): Promise<HeldSeries> {
  const held = await loadSeries(scene.trx, id, { forUpdate: true });
  if (held === null || !allowed(scene.actor, 'read', held.series.plan.services)) throw noSuchSeries(id);
  demand(scene.actor, 'schedule', held.series.plan.services);
  const { endsAt } = held.series;
  if (endsAt !== null && endsAt <= scene.now) {
    const todo = 'Make a new series; downtimes of this one can still be changed by themselves.';
    throw new LullError('wrong-state', `The series has ended at ${formatInstant(endsAt)}`, todo);
  }
  if (version === undefined || version === held.version) return held;
  const message = `The series was changed since version ${version}`;
  throw new LullError('stale-version', message, 'Look at what it is now, and change that.', {
    version: held.version,
  });
}
