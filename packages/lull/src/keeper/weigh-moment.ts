import { LullError } from '../errors.ts';
import { describeMoment, type Weighed } from '../plan/weigh.ts';
import { DAY, type Instant, MINUTE } from '../time/instant.ts';
import { type Interval, intersects } from '../time/interval.ts';
import { workingHours } from '../time/working-hours.ts';
import type { Actor, Keeper } from './contract.ts';
import { type PlanQuestion, settingsFor } from './plan-for.ts';
import { readingNearly } from './reading-of.ts';
import { firstStart, mayStart } from './rules-now.ts';

/** One moment for the work, looked at from all sides. */
export interface WeighedMoment {
  readonly period: Interval;
  readonly zone: string;
  readonly open: boolean;
  readonly reasons: ReturnType<typeof mayStart>['reasons'];
  /** The first moment from then on at which no rule stands in the way; null within 400 days. */
  readonly nextOpen: Instant | null;
  /** Null where nothing is known of the traffic, and of what is over. */
  readonly weighed: Weighed | null;
  readonly team: { readonly zone: string; readonly inHours: boolean } | null;
}

/**
 * What work would cost from a moment on, whom it would touch, what the usual rule costs beside it, and which
 * rules stand in the way.
 *
 * @throws LullError `unknown-service`, `not-found`, `bad-interval`, and what sources throw
 * @example (await weighMoment(keeper, actor, { service: 'shop', takes: HOUR, at })).open
 */
export async function weighMoment(
  keeper: Keeper,
  actor: Actor,
  { at, ...question }: PlanQuestion & { readonly at: Instant },
): Promise<WeighedMoment> {
  const horizon = question.takes + 8 * DAY;
  const { service, settings, rules } = await settingsFor(keeper, actor, { ...question, from: at, horizon });
  const period = { start: at, end: at + question.takes };
  const { open, reasons } = mayStart(rules, at);
  const { team, zone, now } = settings;
  // Clocks differ: what begins now has mostly begun when it is asked for.
  const begin = Math.max(at, now);
  const ahead = { start: begin, end: begin + question.takes };
  const weighed = await readingNearly(keeper, service, now)
    .then((reading) => (at < now - MINUTE ? null : describeMoment(reading, settings, ahead)))
    .catch((error: unknown) => {
      if (error instanceof LullError && error.code === 'empty-traffic') return null;
      throw error;
    });
  return {
    period,
    zone,
    open,
    reasons,
    nextOpen: open ? at : firstStart(rules, Math.max(at, now)),
    weighed,
    team: team && {
      zone: team.zone,
      inHours: workingHours(team, { start: at, end: at + DAY }).some((shift) =>
        intersects(shift, { start: at, end: at + 1 }),
      ),
    },
  };
}
