import { allowed, demand } from '../access/allowed.ts';
import { changesOf, changesReach } from '../downtime/changes.ts';
import type { Downtime, Judgement, Plan } from '../downtime/contract.ts';
import { settledFor, without } from '../downtime/standing.ts';
import type { Instant } from '../time/instant.ts';
import { announcedAt } from './announced.ts';
import type { Asked } from './contract.ts';
import { firstStart, mayStart, rulesFor, secondPersonFor, wantedBy } from './rules-now.ts';
import type { Scene } from './transact.ts';

/** What the rules say of a plan, and when they would say nothing against it. */
export interface Judged extends Judgement {
  /** The first start from the asked one on at which no rule stands in the way; null without one. */
  readonly next: () => Instant | null;
}

/**
 * Judges a plan before it is promised: the rules in the way at its start, whether whoever asks may and wants
 * to set them aside, and what asks for a second person.
 *
 * @param downtime whose plan it is or becomes; null for one that is not there yet
 * @throws LullError `not-allowed` where setting aside was asked for by somebody who may not
 */
export async function judge(
  { actor, trx, held, now }: Scene,
  downtime: Downtime | null,
  plan: Plan,
  { override = false }: Pick<Asked, 'override'>,
): Promise<Judged> {
  const { catalog } = held;
  if (plan.start === null || plan.services.length === 0) return nothingToJudge;
  const wanted = wantedBy(plan, announcedFor(downtime, plan, now), downtime?.id ?? null);
  const from = Math.max(plan.start, now);
  const rules = await rulesFor(trx, actor, catalog, wanted, plan.start);
  const { open, reasons } = mayStart(rules, plan.start);
  const obstacles = open ? [] : reasons;
  const settled = downtime && !reaches(downtime, plan) ? settledFor(downtime) : [];
  if (override && obstacles.length > 0) demand(actor, 'override', plan.services);
  const mayOverride = override && allowed(actor, 'override', plan.services);
  return {
    obstacles,
    override: mayOverride,
    asks: secondPersonFor(catalog, plan, without(obstacles, settled).length > 0),
    next: () => firstStart(rules, from),
  };
}

const nothingToJudge: Judged = { obstacles: [], override: false, asks: [], next: () => null };

/** What people know already counts from when they were told; anything else is told now. */
function announcedFor(downtime: Downtime | null, plan: Plan, now: Instant): Instant {
  const known = downtime && announcedAt(downtime);
  return known !== null && !reaches(downtime!, plan) ? known : now;
}

/** Whether the plan is another piece of work to the rules. */
function reaches(downtime: Downtime, plan: Plan): boolean {
  return changesReach(changesOf(downtime.plan, plan));
}
