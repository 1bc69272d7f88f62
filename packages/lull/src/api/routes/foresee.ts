import { type Foresight, foresee } from '../../keeper/foresee.ts';
import { trafficOf } from '../../keeper/traffic-of.ts';
import { weighMoment as weigh } from '../../keeper/weigh-moment.ts';
import type { Interval } from '../../time/interval.ts';
import { answer } from '../answer.ts';
import type { Answered } from '../contract/endpoint.ts';
import { foreseeHarm, readTrafficOf, weighMoment } from '../contract/foresee.ts';
import type { Routes } from '../parts.ts';
import { told, toldLength, toldLocal } from '../views/times.ts';

/** The time ahead, one moment of it, and the traffic that both are reckoned from. */
export const foreseeRoutes: Routes = (mount, { keeper }) => {
  mount(foreseeHarm, async ({ c, actor, query }) => {
    const { settings, outlook, because, calendar, open, holidays } = await foresee(keeper, actor, query);
    return answer(c, foreseeHarm, {
      now: told(settings.now),
      zone: settings.zone,
      horizon: spanOf(settings.horizon),
      harm: outlook && harmOf(outlook, settings.horizon),
      because: because?.message ?? null,
      open: open.map(spanOf),
      windows: (calendar.windows ?? []).map((one) => ({ name: one.window, ...spanOf(one), risk: one.risk })),
      freezes: calendar.freezes.map((one) => ({
        name: one.window,
        ...spanOf(one),
        leastRisk: one.leastRisk,
        reason: one.reason ?? null,
      })),
      taken: calendar.taken.map(({ name, rule, message, ...period }) => ({
        ...{ name, rule, message },
        ...spanOf(period),
      })),
      holidays: holidays.map(({ date, name }) => ({ date, name })),
    });
  });

  mount(weighMoment, async ({ c, actor, query }) => {
    const { period, zone, open, reasons, nextOpen, weighed, team } = await weigh(keeper, actor, query);
    return answer(c, weighMoment, {
      ...spanOf(period),
      zone,
      startLocal: toldLocal(period.start, zone),
      endLocal: toldLocal(period.end, zone),
      open,
      reasons: reasons.map((reason) => ({ ...reason })),
      nextOpen: told(nextOpen),
      harm: weighed?.harm ?? null,
      byMode: weighed?.byMode ?? null,
      shareOfWeek: weighed?.shareOfWeek ?? null,
      touched: weighed?.touched ?? null,
      usualRules: weighed?.usualRules ?? [],
      team: team && { ...team, startLocal: toldLocal(period.start, team.zone) },
    } as Answered<typeof weighMoment>);
  });

  mount(readTrafficOf, async ({ c, actor, query }) => {
    const { zone, metric, series, period, buckets, masked } = await trafficOf(keeper, actor, query);
    return answer(c, readTrafficOf, {
      zone,
      metric,
      start: told(series.start),
      step: toldLength(series.step),
      values: Array.from(series.values, (value) => (Number.isNaN(value) ? null : value)),
      history: {
        ...spanOf(period),
        step: toldLength(buckets.step),
        buckets: buckets.all,
        missing: buckets.missing,
      },
      masked: masked.map(({ why, ...one }) => ({ ...spanOf(one), why })),
    });
  });
};

type Told = NonNullable<Answered<typeof foreseeHarm>['harm']>;

/** The buckets of the horizon; figures to six digits, so that a picture of weeks stays small. */
function harmOf(outlook: NonNullable<Foresight['outlook']>, { start, end }: Interval): Told {
  const { model, metric, forecast, range } = outlook;
  const { series } = model;
  const count = Math.min(series.values.length, Math.ceil((end - series.start) / series.step));
  return {
    metric,
    unit: model.over({ start, end }).unit,
    start: told(series.start),
    step: toldLength(series.step),
    expected: Array.from(series.values.subarray(0, count), short),
    week: model.week,
    range: {
      start: told(range.start),
      step: toldLength(range.step),
      low: range.low.map(short),
      high: range.high.map(short),
    },
    confidence: forecast.confidence,
  };
}

function short(figure: number): number {
  return Number(figure.toPrecision(6));
}

function spanOf({ start, end }: Interval): { start: string; end: string } {
  return { start: told(start), end: told(end) };
}
