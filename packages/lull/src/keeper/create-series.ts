import { randomUUID } from 'node:crypto';
import { demand } from '../access/allowed.ts';
import { occurrencesToMake, type Series } from '../downtime/series.ts';
import { type HeldSeries, insertSeries } from '../store/series-rows.ts';
import type { Actor, ChangeOptions, Keeper } from './contract.ts';
import { type PlanInput, planOf } from './plan-input.ts';
import { MADE_AHEAD, makeSlots, type SeriesOutcome, tellOfSeries } from './series-occurrences.ts';
import { transact } from './transact.ts';

/** A series to be made: the plan of each occurrence, and when it comes. */
export interface NewSeries {
  readonly plan: Omit<PlanInput, 'start'>;
  readonly recurrence: Series['recurrence'];
  readonly why?: string | null | undefined;
}

/** What became of a series and of the downtimes that it made. */
export interface SeriesResult extends HeldSeries, SeriesOutcome {
  readonly dryRun: boolean;
}

/**
 * Makes a series, and promises its downtimes of the next 35 days; one that rules keep from being promised
 * stays a draft and is told.
 *
 * @throws LullError `not-allowed`, `unknown-service`, `bad-rule`, `bad-instant`, `unknown-zone`
 * @example await createSeries(keeper, actor, { plan, recurrence: { zone, start, rrule: 'FREQ=WEEKLY' } })
 */
export async function createSeries(
  keeper: Keeper,
  actor: Actor,
  { plan: written, recurrence, why = null }: NewSeries,
  options: ChangeOptions = {},
): Promise<SeriesResult> {
  demand(actor, 'schedule', written.services);
  return transact(keeper, actor, options, { verb: 'series', written, recurrence }, async (scene) => {
    const { start: _, ...plan } = planOf(written, scene.held.catalog, actor.person);
    const series: Series = { id: randomUUID(), plan, recurrence, endsAt: null };
    const madeUntil = scene.now + MADE_AHEAD;
    const slots = occurrencesToMake(series, scene.now + 1, madeUntil);
    const held = await insertSeries(scene.trx, series, madeUntil, scene.now);
    const made = await makeSlots(scene, slots);
    await tellOfSeries(scene, 'created', series, why);
    return { ...held, changed: [], cancelled: [], ...made, dryRun: options.dryRun ?? false };
  });
}
