import type { Interval } from '../time/interval.ts';
import type { Reading } from '../traffic/reading.ts';
import type { UsualRule } from './contract.ts';
import { describeUsual } from './describe.ts';
import { outlookFromTraffic, type PlanSettings } from './from-traffic.ts';
import type { HarmByMode, HarmRange } from './harm.ts';
import { usualZones } from './plan.ts';
import { type Touched, touchedBy } from './touched.ts';

/** What the traffic says of one moment. */
export interface Weighed {
  readonly harm: HarmRange;
  readonly byMode: HarmByMode;
  /** Of what a whole week would cost. */
  readonly shareOfWeek: number;
  readonly touched: readonly Touched[] | null;
  readonly usualRules: readonly UsualRule[];
}

/**
 * What the traffic says of one moment, beside what the usual rule would cost next.
 *
 * @throws LullError `empty-traffic`, `unknown-metric`
 */
export function describeMoment(reading: Reading, settings: PlanSettings, period: Interval): Weighed {
  const outlook = outlookFromTraffic(reading, settings);
  const { model, calendar } = outlook;
  const harm = model.over(period);
  const request = { ...settings, model, calendar, countries: reading.countries };
  return {
    harm,
    byMode: model.byMode(period),
    shareOfWeek: model.week > 0 ? harm.expected / model.week : 0,
    touched: reading.countries ? touchedBy(reading.countries.list, period) : null,
    usualRules: usualZones(settings).map((zone) => describeUsual(request, zone)),
  };
}
