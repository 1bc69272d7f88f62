import { randomUUID } from 'node:crypto';
import { demand } from '../access/allowed.ts';
import type { Series } from '../downtime/series.ts';
import { type HeldSeries, insertSeries } from '../store/series-rows.ts';
import type { Actor, ChangeOptions, Keeper } from './contract.ts';
import { withKnownPeople } from './known-people.ts';
import { type PlanInput, planOf } from './plan-input.ts';
import { MADE_AHEAD, makeSlots, type SeriesOutcome, slotsAhead, tellOfSeries } from './series-occurrences.ts';
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
 * @throws LullError `not-allowed`, `unknown-service`, `unknown-person`, `bad-rule`, `bad-instant`,
 * `unknown-zone`, `too-many-occurrences` for more than 500 within the 35 days
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
    const named = await withKnownPeople(scene, written, null);
    const { start: _, ...plan } = planOf(named, scene.held.catalog, actor.person);
    const series: Series = { id: randomUUID(), plan, recurrence, endsAt: null };
    const madeUntil = scene.now + MADE_AHEAD;
    const slots = slotsAhead(series, scene.now);
    const held = await insertSeries(scene.trx, series, madeUntil, scene.now);
    const made = await makeSlots(scene, slots);
    await tellOfSeries(scene, 'created', series, why);
    return { ...held, changed: [], cancelled: [], kept: [], ...made, dryRun: options.dryRun ?? false };
  });
}
