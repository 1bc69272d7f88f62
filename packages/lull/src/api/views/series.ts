import type { Series } from '../../downtime/series.ts';
import type { Outcome } from '../../keeper/contract.ts';
import type { SeriesResult } from '../../keeper/create-series.ts';
import type { HeldSeries } from '../../store/series-rows.ts';
import { base } from '../contract/base.ts';
import type { SeriesOutcomeView, SeriesView } from '../contract/series.ts';
import { planViewOf, summaryOf } from './downtime.ts';
import { peopleOf, toldNames } from './names.ts';
import { told, toldLength, type Viewing } from './times.ts';

/** A series, as answers have it. */
export function seriesOf({ series, version, madeUntil }: HeldSeries, { now, names }: Viewing): SeriesView {
  const { id, plan, recurrence, endsAt } = series;
  const { zone, start, rrule, exdate, rdate } = recurrence;
  return {
    id,
    version,
    title: plan.title,
    services: [...plan.services],
    plan: planOf(plan),
    names: toldNames(peopleOf(plan), names),
    zone,
    start,
    rrule: rrule ?? '',
    exdate: [...(exdate ?? [])],
    rdate: [...(rdate ?? [])],
    takes: toldLength(plan.takes),
    madeUntil: told(madeUntil),
    endsAt: told(endsAt),
    ended: endsAt !== null && endsAt <= now,
    links: { self: `${base}/series/${id}`, downtimes: `${base}/downtimes?series=${id}` },
  };
}

function planOf(plan: Series['plan']): SeriesView['plan'] {
  const { start: _, startLocal: __, ...rest } = planViewOf({ ...plan, start: null }, 'UTC');
  return rest;
}

/** The ids of all people whom a series' outcome names. */
export function peopleInSeries({ series, made, changed, cancelled }: SeriesResult): string[] {
  const owners = [...made, ...changed, ...cancelled].map(({ downtime }) => downtime.plan.owner);
  return [...peopleOf(series.plan), ...owners];
}

/** What became of a series, as answers have it. */
export function seriesOutcomeOf(result: SeriesResult, viewing: Viewing): SeriesOutcomeView {
  const summaries = (outcomes: readonly Outcome[]) => outcomes.map((outcome) => summaryOf(outcome, viewing));
  return {
    ...seriesOf(result, viewing),
    made: summaries(result.made),
    changed: summaries(result.changed),
    cancelled: summaries(result.cancelled),
    unpromised: result.unpromised.map(({ downtime, code, message }) => ({
      downtime: downtime.id,
      start: told(downtime.plan.start),
      code,
      message,
    })),
    kept: result.kept.map(({ downtime, because }) => ({
      downtime: downtime.id,
      start: told(downtime.plan.start),
      because,
    })),
    dryRun: result.dryRun,
  };
}
