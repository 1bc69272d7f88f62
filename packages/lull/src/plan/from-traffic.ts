import type { Instant } from '../time/instant.ts';
import type { Interval } from '../time/interval.ts';
import { spokenTime } from '../time/spoken.ts';
import type { WorkingHours } from '../time/working-hours.ts';
import { forecast } from '../traffic/forecast.ts';
import type { HolidayDay } from '../traffic/holidays.ts';
import type { Masked } from '../traffic/mask.ts';
import type { Reading, Warning } from '../traffic/reading.ts';
import { nothingRead, type Series, toSeries } from '../traffic/series.ts';
import { staleAfter } from '../traffic/trust.ts';
import { writeShare } from '../traffic/write-share.ts';
import type { Plan } from './contract.ts';
import { type HarmMetric, harmMetrics, harmModel } from './harm.ts';
import { around, type CalendarOver, nextOpenStart } from './may.ts';
import { plan, usualZones } from './plan.ts';
import type { Calendar, Work } from './rules.ts';
import { nextUsualStart } from './usual-rule.ts';

/** What a person asks for beside the traffic itself. */
export interface PlanSettings {
  readonly now: Instant;
  readonly zone: string;
  readonly work: Work;
  readonly horizon: Interval;
  /** Without one: visitors where the traffic has them, else requests, else value. */
  readonly metric?: HarmMetric;
  readonly masks: readonly Masked[];
  readonly holidays: readonly HolidayDay[];
  readonly calendarOver: CalendarOver;
  readonly team: WorkingHours | null;
  readonly top: number;
  readonly warnings: readonly Warning[];
}

/** A plan, and what a picture of it needs. */
export interface PlannedTraffic {
  readonly plan: Plan;
  /** Expected harm per bucket, in the work's mode. */
  readonly harm: Series;
  readonly calendar: Calendar;
  readonly horizon: Interval;
}

/**
 * Makes the plan from what was read: nothing after `now` is used.
 *
 * @throws LullError `empty-traffic`, `unknown-metric`, `nothing-fits`
 */
export function planFromTraffic(reading: Reading, settings: PlanSettings): PlannedTraffic {
  const { now, zone, work, horizon, team } = settings;
  const metric = settings.metric ?? bestMetric(reading);
  const series = toSeries(reading, metric, now);
  const usualStarts = usualZones({ zone, team }).map((usual) => nextUsualStart(horizon.start, usual));
  const needed = {
    start: horizon.start,
    end: Math.max(horizon.end, ...usualStarts.map((s) => s + work.takes)),
  };
  const { masks, holidays } = settings;
  const expected = forecast(series, { now, zone, horizon: needed, masks, holidays });
  const share = metric === 'value' ? null : writeShare(reading.buckets, zone, now, expected);
  const model = harmModel(metric, expected, share, work);
  const calendar = settings.calendarOver(around(horizon.start, work, horizon.end - horizon.start));
  const period = { start: series.start, end: series.start + series.values.length * series.step };
  return {
    plan: plan({
      ...settings,
      metric,
      forecast: expected,
      model,
      calendar,
      nextStart: () => nextOpenStart(settings.calendarOver, work, horizon.start),
      history: { period, buckets: series.values.length },
      countries: reading.countries,
      warnings: [
        ...settings.warnings,
        ...reading.warnings,
        ...series.warnings,
        ...expected.warnings,
        ...stale(period, now, zone),
      ],
    }),
    harm: model.series,
    calendar,
    horizon,
  };
}

function bestMetric(reading: Reading): HarmMetric {
  const best = harmMetrics.find((metric) => reading.buckets.some((bucket) => bucket[metric] !== null));
  if (!best) throw nothingRead(reading);
  return best;
}

function stale(history: Interval, now: Instant, zone: string): Warning[] {
  if (now - history.end <= staleAfter) return [];
  const message = `the newest traffic is from ${spokenTime(history.end, zone)}: what comes may be different by now`;
  return [{ code: 'stale-history', message }];
}
