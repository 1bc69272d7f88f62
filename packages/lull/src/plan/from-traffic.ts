import type { Instant } from '../time/instant.ts';
import type { Interval } from '../time/interval.ts';
import { spokenTime } from '../time/spoken.ts';
import type { WorkingHours } from '../time/working-hours.ts';
import { type Forecast, forecast } from '../traffic/forecast.ts';
import type { HolidayDay } from '../traffic/holidays.ts';
import type { Masked } from '../traffic/mask.ts';
import type { Reading, Warning } from '../traffic/reading.ts';
import { nothingRead, type ReadSeries, type Series, seriesPeriod, toSeries } from '../traffic/series.ts';
import { staleAfter } from '../traffic/trust.ts';
import { writeShare } from '../traffic/write-share.ts';
import type { Plan } from './contract.ts';
import { type HarmMetric, type HarmModel, harmMetrics, harmModel } from './harm.ts';
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

/** What the traffic says of the time ahead, before any start is chosen. */
export interface Outlook {
  readonly metric: HarmMetric;
  readonly forecast: Forecast;
  readonly model: HarmModel;
  readonly calendar: Calendar;
  /** What was read, one figure per bucket. */
  readonly history: ReadSeries;
}

/**
 * What the traffic says of the horizon and of the next usual starts: nothing after `now` is used.
 *
 * @throws LullError `empty-traffic`, `unknown-metric`
 */
export function outlookFromTraffic(reading: Reading, settings: PlanSettings): Outlook {
  const { now, zone, work, horizon, team } = settings;
  const metric = settings.metric ?? bestMetric(reading);
  const history = toSeries(reading, metric, now);
  const usualStarts = usualZones({ zone, team }).map((usual) => nextUsualStart(horizon.start, usual));
  const needed = {
    start: horizon.start,
    end: Math.max(horizon.end, ...usualStarts.map((s) => s + work.takes)),
  };
  const { masks, holidays } = settings;
  const expected = forecast(history, { now, zone, horizon: needed, masks, holidays });
  const share = metric === 'value' ? null : writeShare(reading.buckets, zone, now, expected);
  const model = harmModel(metric, expected, share, work);
  const calendar = settings.calendarOver(around(horizon.start, work, horizon.end - horizon.start));
  return { metric, forecast: expected, model, calendar, history };
}

/**
 * Makes the plan from what was read: nothing after `now` is used.
 *
 * @throws LullError `empty-traffic`, `unknown-metric`, `nothing-fits`
 */
export function planFromTraffic(reading: Reading, settings: PlanSettings): PlannedTraffic {
  const { now, zone, work, horizon } = settings;
  const outlook = outlookFromTraffic(reading, settings);
  const { metric, model, calendar, history } = outlook;
  const period = seriesPeriod(history);
  return {
    plan: plan({
      ...settings,
      metric,
      forecast: outlook.forecast,
      model,
      calendar,
      nextStart: () => nextOpenStart(settings.calendarOver, work, horizon.start),
      history: { period, buckets: history.values.length },
      countries: reading.countries,
      warnings: [
        ...settings.warnings,
        ...reading.warnings,
        ...history.warnings,
        ...outlook.forecast.warnings,
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
