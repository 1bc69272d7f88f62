import { demand } from '../access/allowed.ts';
import type { Catalog, Service } from '../catalog/catalog.ts';
import { serviceNamed } from '../catalog/occurrences.ts';
import { LullError } from '../errors.ts';
import type { Plan } from '../plan/contract.ts';
import { type PlanSettings, planFromTraffic } from '../plan/from-traffic.ts';
import type { HarmMetric } from '../plan/harm.ts';
import type { Mode } from '../plan/rules.ts';
import { DAY, type Instant } from '../time/instant.ts';
import { type HolidayDay, holidaysOf, yearsOf } from '../traffic/holidays.ts';
import type { Actor, Keeper } from './contract.ts';
import { downsOf } from './downs-of.ts';
import { lookNow } from './look-now.ts';
import { keepReading, readingOf } from './reading-of.ts';
import type { RulesNow } from './rules-now.ts';

/** What a moment is looked for. Lengths are milliseconds. */
export interface PlanQuestion {
  readonly service: string;
  readonly takes: number;
  readonly rollback?: number | undefined;
  readonly mode?: Mode | undefined;
  /** The first moment that is looked at; now when left out. */
  readonly from?: Instant | undefined;
  /** How far is looked ahead; 14 days when left out. */
  readonly horizon?: number | undefined;
  readonly metric?: HarmMetric | undefined;
  /** How many moments; 5 when left out. */
  readonly top?: number | undefined;
}

/**
 * The moments that hurt the fewest people, from the service's own traffic, among those that windows, freezes
 * and other downtimes leave. What it was down for before is left out of the history.
 *
 * @throws LullError `unknown-service`, `not-found`, `nothing-fits`, `empty-traffic` where the service has no
 * source, and what sources throw
 * @example (await planFor(keeper, actor, { service: 'shop', takes: HOUR })).candidates[0].start
 */
export async function planFor(
  keeper: Keeper,
  actor: Actor,
  question: PlanQuestion,
  signal?: AbortSignal,
): Promise<Plan> {
  const { service, settings } = await settingsFor(keeper, actor, question);
  const reading = await readingOf(keeper, service, settings.now, signal);
  keepReading(keeper, service, settings.now, reading);
  return planFromTraffic(reading, settings).plan;
}

/**
 * What a plan for a service is made with, beside its traffic; with all the rules that hold for the work.
 *
 * @throws LullError `unknown-service`, `not-found`, `bad-interval`
 */
export async function settingsFor(
  keeper: Keeper,
  actor: Actor,
  question: PlanQuestion,
): Promise<{ service: Service; settings: PlanSettings; rules: RulesNow }> {
  demand(actor, 'read', [question.service]);
  const { takes, rollback = 0, mode = 'full', top = 5 } = question;
  const { catalog } = await keeper.catalog();
  const service = serviceNamed(catalog, question.service);
  const now = await keeper.now();
  const horizon = horizonOf(question, now);
  const history = { start: now - 400 * DAY, end: now };
  const { rules } = await lookNow(
    keeper,
    actor,
    { services: [service.name], at: question.from ?? now },
    () => ({
      services: [service.name],
      takes,
      rollback,
      mode,
      owner: null,
      people: [],
      announced: now,
    }),
  );
  const settings: PlanSettings = {
    now,
    zone: service.zone,
    work: rules.work,
    horizon,
    ...(question.metric && { metric: question.metric }),
    masks: [
      ...service.downtimes.map((past) => ({ ...past, why: 'a known downtime' })),
      ...(await downsOf(keeper.store.db, service.name, history)),
    ],
    holidays: await holidaysFor(service, { start: history.start, end: horizon.end }),
    calendarOver: rules.calendars[0]!,
    team: teamOf(catalog, service),
    top,
    warnings: [],
  };
  return { service, settings, rules };
}

function horizonOf({ from, horizon = 14 * DAY, takes }: PlanQuestion, now: Instant) {
  const start = Math.max(now, from ?? now);
  if (takes <= horizon) return { start, end: start + horizon };
  throw new LullError('bad-interval', 'The work is longer than the time ahead', 'Look further ahead.');
}

async function holidaysFor(
  { holidays }: Service,
  period: { start: Instant; end: Instant },
): Promise<readonly HolidayDay[]> {
  return holidays === null ? [] : holidaysOf(holidays, yearsOf(period));
}

function teamOf({ teams, team }: Catalog, service: Service) {
  return (service.team === null ? null : teams.get(service.team)) ?? team;
}
