import { lull } from '../access/contract.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { policyOf } from '../catalog/policy.ts';
import type { Downtime, Plan } from '../downtime/contract.ts';
import { calendarsOf } from '../plan/calendar.ts';
import { type Answer, type CalendarOver, may, nextOpenStart } from '../plan/may.ts';
import type { Reason, Work } from '../plan/rules.ts';
import { leastRiskOf, reaches } from '../plan/rules.ts';
import { type BusyDowntime, takenTimes, type WorkAmongOthers } from '../plan/taken.ts';
import { busyDowntimes } from '../store/busy.ts';
import type { Reader } from '../store/contract.ts';
import { DAY, type Instant } from '../time/instant.ts';
import { announcedAt } from './announced.ts';
import { asSeenBy } from './as-seen-by.ts';
import type { Actor } from './contract.ts';
import { relatedServices } from './related.ts';

/** How far `may` looks for the next change, and what the work itself may take beyond. */
export const AHEAD = 500 * DAY;

/** A piece of work for which a moment is looked for. */
export interface Wanted extends WorkAmongOthers, Work {}

/**
 * The rules as they hold for one piece of work: windows, freezes, and what others have taken from then on.
 */
export interface RulesNow {
  readonly calendars: readonly CalendarOver[];
  readonly work: Work;
  /** Zone in which messages tell times: that of its first service. */
  readonly zone: string;
}

/**
 * The rules for work on these services from an instant on, in words that the actor may read.
 *
 * @throws LullError `unknown-service`
 * @example mayStart(await rulesFor(trx, actor, catalog, wanted, now), start).open
 */
export async function rulesFor(
  db: Reader,
  actor: Actor,
  catalog: Catalog,
  wanted: Wanted,
  from: Instant,
): Promise<RulesNow> {
  const { owner, people } = wanted;
  const others = await busyDowntimes(
    db,
    { start: from, end: from + AHEAD },
    {
      services: relatedServices(catalog, wanted.services),
      people: owner === null ? people : [owner, ...people],
    },
  );
  return rulesAmong(catalog, wanted, asSeenBy(actor, others));
}

/**
 * The same among others that are known already.
 *
 * @throws LullError `unknown-service`
 * @example rulesAmong(catalog, wanted, [])
 */
export function rulesAmong(catalog: Catalog, wanted: Wanted, others: readonly BusyDowntime[]): RulesNow {
  return {
    calendars: calendarsAmong(catalog, wanted, others),
    work: wanted,
    zone: catalog.services.get(wanted.services[0]!)?.zone ?? 'UTC',
  };
}

interface Known {
  readonly catalog: Catalog;
  readonly calendars: Map<string, readonly CalendarOver[]>;
}

/** What was worked out among the same others, for as long as anybody remembers these. */
const known = new WeakMap<readonly BusyDowntime[], Known>();

/** Only what is asked most is kept: of one service and without names there are few. */
function calendarsAmong(
  catalog: Catalog,
  wanted: Wanted,
  others: readonly BusyDowntime[],
): readonly CalendarOver[] {
  const { services, mode, owner, people, exclude } = wanted;
  const make = () => calendarsOf(catalog, services, takenTimes(catalog, wanted, others));
  if (services.length > 1 || owner !== null || people.length > 0 || exclude) return make();
  let kept = known.get(others);
  if (kept?.catalog !== catalog) {
    kept = { catalog, calendars: new Map() };
    known.set(others, kept);
  }
  const key = `${mode} ${services[0]}`;
  const calendars = kept.calendars.get(key) ?? make();
  kept.calendars.set(key, calendars);
  return calendars;
}

/** Whether the work may start then, why, and when that changes. */
export function mayStart({ calendars, work, zone }: RulesNow, at: Instant): Answer {
  return may(calendars, work, at, zone);
}

/** The first start from then on at which nothing stands in the way; null when there is none in 400 days. */
export function firstStart({ calendars, work }: RulesNow, from: Instant): Instant | null {
  return nextOpenStart(calendars, work, from);
}

/** A plan as the rules look at it. */
export function wantedBy(plan: Plan, announced: Instant, exclude: string | null): Wanted {
  const { services, mode, owner, people, takes, rollback } = plan;
  return { services, mode, owner, people, takes, rollback, announced, exclude };
}

/**
 * The rules that stand in the way of a downtime as it is promised, looked at again now: those of its start,
 * or of this moment where the start has passed. Services that are gone stand in nobody's way.
 *
 * @example await obstaclesNow(trx, catalog, downtime, now) // []
 */
export async function obstaclesNow(
  db: Reader,
  catalog: Catalog,
  downtime: Downtime,
  now: Instant,
): Promise<readonly Reason[]> {
  const { plan, id } = downtime;
  const services = plan.services.filter((name) => catalog.services.has(name));
  if (plan.start === null || services.length === 0) return [];
  const wanted = wantedBy({ ...plan, services }, announcedAt(downtime) ?? now, id);
  const at = Math.max(now, plan.start);
  const answer = mayStart(await rulesFor(db, lull, catalog, wanted, at), at);
  return answer.open ? [] : answer.reasons;
}

/**
 * What asks for a second person before the plan is promised, as sentences.
 *
 * @param overridden whether rules would be set aside
 * @example
 * secondPersonFor(catalog, plan, true) // ['the policy asks for a second person to set a rule aside']
 */
export function secondPersonFor(catalog: Catalog, plan: Plan, overridden: boolean): string[] {
  const { secondPerson } = policyOf(catalog, plan.services);
  const risk = leastRiskOf[plan.mode];
  const asks = 'the policy asks for a second person';
  return [
    ...(secondPerson.schedule ? [`${asks} to schedule`] : []),
    ...(secondPerson.leastRisk !== null && reaches(risk, secondPerson.leastRisk)
      ? [`${asks} for work of the risk "${risk}"`]
      : []),
    ...(secondPerson.override && overridden ? [`${asks} to set a rule aside`] : []),
  ];
}
