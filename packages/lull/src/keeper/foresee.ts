import { LullError } from '../errors.ts';
import { type Outlook, outlookFromTraffic, type PlanSettings } from '../plan/from-traffic.ts';
import { around } from '../plan/may.ts';
import { openStarts } from '../plan/open-starts.ts';
import type { Calendar } from '../plan/rules.ts';
import { type Instant, MINUTE } from '../time/instant.ts';
import { type Interval, intersects } from '../time/interval.ts';
import { dayInterval, type HolidayDay } from '../traffic/holidays.ts';
import type { Actor, Keeper } from './contract.ts';
import { type PlanQuestion, settingsFor } from './plan-for.ts';
import { readingNearly } from './reading-of.ts';

/** Low and high, as shares of what is expected, of work that begins within each step. */
export interface RangeSteps {
  readonly start: Instant;
  readonly step: number;
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** All that a picture of the time ahead needs. */
export interface Foresight {
  readonly settings: PlanSettings;
  /** Null where nothing is known of the traffic. */
  readonly outlook: (Outlook & { readonly range: RangeSteps }) | null;
  /** Why nothing is known. */
  readonly because: LullError | null;
  readonly calendar: Calendar;
  /** The starts that the rules allow. */
  readonly open: readonly Interval[];
  readonly holidays: readonly HolidayDay[];
}

/** Beyond so many steps a range is told in longer ones: each costs a look at the last weeks. */
const mostSteps = 700;

/**
 * The harm of every moment ahead and the rules that hold then, to be looked at and reckoned with. A service
 * of which no traffic is known has its rules all the same.
 *
 * @throws LullError `unknown-service`, `not-found`, `bad-interval`, and what sources throw
 * @example (await foresee(keeper, actor, { service: 'shop', takes: HOUR })).open
 */
export async function foresee(keeper: Keeper, actor: Actor, question: PlanQuestion): Promise<Foresight> {
  const { service, settings } = await settingsFor(keeper, actor, question);
  const { horizon, work, zone, now } = settings;
  const calendar = settings.calendarOver(around(horizon.start, work, horizon.end - horizon.start));
  const rules = {
    settings,
    calendar,
    open: openStarts(calendar, work, horizon),
    holidays: settings.holidays.filter(({ date }) => intersects(dayInterval(date, zone), horizon)),
  };
  try {
    const outlook = outlookFromTraffic(await readingNearly(keeper, service, now), settings);
    return { ...rules, outlook: { ...outlook, range: rangeSteps(outlook, settings) }, because: null };
  } catch (error) {
    if (!(error instanceof LullError) || error.code !== 'empty-traffic') throw error;
    return { ...rules, outlook: null, because: error };
  }
}

function rangeSteps({ model }: Outlook, { horizon, work }: PlanSettings): RangeSteps {
  const length = horizon.end - horizon.start;
  const step = Math.max(30 * MINUTE, Math.ceil(length / mostSteps / MINUTE) * MINUTE);
  const low: number[] = [];
  const high: number[] = [];
  const first = Math.floor(horizon.start / step) * step;
  for (let at = first; at < horizon.end; at += step) {
    const start = Math.max(at, horizon.start);
    const harm = model.over({ start, end: Math.min(start + work.takes, horizon.end) });
    const isSome = harm.expected > 0;
    low.push(isSome ? harm.low / harm.expected : 1);
    high.push(isSome ? harm.high / harm.expected : 1);
  }
  return { start: first, step, low, high };
}
