import { LullError } from '../errors.ts';
import type { Outlook } from '../plan/from-traffic.ts';
import { outlookFromTraffic } from '../plan/from-traffic.ts';
import { DAY, HOUR, type Instant } from '../time/instant.ts';
import type { Interval } from '../time/interval.ts';
import type { Masked } from '../traffic/mask.ts';
import type { Series } from '../traffic/series.ts';
import type { Actor, Keeper } from './contract.ts';
import { settingsFor } from './plan-for.ts';
import { readingNearly } from './reading-of.ts';

/** The traffic of a service as it was, for people to look at. */
export interface TrafficSeen {
  readonly zone: string;
  readonly metric: Outlook['metric'];
  /** In steps of so many hours that there are at most some hundreds; NaN where less than half is known. */
  readonly series: Series;
  /** All that was read, of which the series may be the newest part. */
  readonly period: Interval;
  readonly buckets: { readonly step: number; readonly all: number; readonly missing: number };
  readonly masked: readonly Masked[];
}

/** Most points of a picture. */
const mostPoints = 800;

/**
 * The traffic of the last days of a service, with what the forecast leaves out of it.
 *
 * @param days how far is looked back
 * @throws LullError `unknown-service`, `not-found`, `empty-traffic`, and what sources throw
 */
export async function trafficOf(
  keeper: Keeper,
  actor: Actor,
  { service: name, days }: { readonly service: string; readonly days: number },
): Promise<TrafficSeen> {
  const { service, settings } = await settingsFor(keeper, actor, { service: name, takes: HOUR });
  const { now, zone } = settings;
  const { history, metric, forecast } = outlookFromTraffic(
    await readingNearly(keeper, service, now),
    settings,
  );
  const period = { start: history.start, end: history.start + history.values.length * history.step };
  const from = Math.max(period.start, period.end - days * DAY);
  const hours = Math.max(1, Math.ceil((period.end - from) / HOUR / mostPoints));
  const step = Math.max(history.step, hours * HOUR);
  const series = coarser(history, onGrid(from, step, history), step);
  if (series.values.length === 0)
    throw new LullError('empty-traffic', `${name} has no traffic then`, 'Look back further.');
  return {
    zone,
    metric,
    series,
    period,
    buckets: { step: history.step, all: history.values.length, missing: forecast.missing },
    masked: forecast.masked.filter(({ end }) => end > from),
  };
}

/** The step that an instant lies in: whole hours, or where the source's own days begin. */
function onGrid(at: Instant, step: number, history: Series): Instant {
  const offset = history.start % history.step;
  return Math.floor((at - offset) / step) * step + offset;
}

/** Sums over longer steps; of a step that is known by half or more, what the whole would have been. */
function coarser({ start, step, values }: Series, from: number, wider: number): Series {
  const end = start + values.length * step;
  const count = Math.max(0, Math.ceil((end - from) / wider));
  const sums = new Float64Array(count);
  const known = new Float64Array(count);
  for (let i = Math.max(0, Math.ceil((from - start) / step)); i < values.length; i++) {
    const place = Math.floor((start + i * step - from) / wider);
    if (Number.isNaN(values[i]!) || place < 0 || place >= count) continue;
    sums[place]! += values[i]!;
    known[place]! += step / wider;
  }
  return {
    start: from,
    step: wider,
    values: sums.map((sum, i) => (known[i]! >= 0.5 ? sum / known[i]! : Number.NaN)),
  };
}
