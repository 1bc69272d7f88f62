import { demand } from '../access/allowed.ts';
import type { Catalog, Service, TrafficEntry } from '../catalog/catalog.ts';
import { serviceNamed } from '../catalog/occurrences.ts';
import { LullError } from '../errors.ts';
import type { Plan } from '../plan/contract.ts';
import { planFromTraffic } from '../plan/from-traffic.ts';
import type { HarmMetric } from '../plan/harm.ts';
import type { Mode } from '../plan/rules.ts';
import { DAY, type Instant, MINUTE } from '../time/instant.ts';
import { type HolidayDay, holidaysOf, yearsOf } from '../traffic/holidays.ts';
import { mergeReadings } from '../traffic/merge.ts';
import { readTraffic } from '../traffic/read.ts';
import type { Reading } from '../traffic/reading.ts';
import type { Actor, Keeper } from './contract.ts';
import { downsOf } from './downs-of.ts';
import { lookNow } from './look-now.ts';

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
  demand(actor, 'read', [question.service]);
  const { takes, rollback = 0, mode = 'full', top = 5 } = question;
  const { catalog } = await keeper.catalog();
  const service = serviceNamed(catalog, question.service);
  const now = await keeper.now();
  const horizon = horizonOf(question, now);
  const reading = await readingOf(keeper, service, now, signal);
  const history = { start: now - 400 * DAY, end: now };
  const { rules } = await lookNow(keeper, actor, { services: [service.name], at: horizon.start }, () => ({
    services: [service.name],
    takes,
    rollback,
    mode,
    owner: null,
    people: [],
    announced: now,
  }));
  const { plan } = planFromTraffic(reading, {
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
  });
  return plan;
}

function horizonOf({ from, horizon = 14 * DAY, takes }: PlanQuestion, now: Instant) {
  const start = Math.max(now, from ?? now);
  if (takes <= horizon) return { start, end: start + horizon };
  throw new LullError('bad-interval', 'The work is longer than the time ahead', 'Look further ahead.');
}

/**
 * Each source with its own format and series, in buckets of five minutes. What is counted here is a source
 * too, and the only one where the service names none.
 */
async function readingOf(
  { counter }: Keeper,
  { name, traffic }: Service,
  now: Instant,
  signal?: AbortSignal,
): Promise<Reading> {
  const isCounted = ({ source }: TrafficEntry): boolean => source === counter?.name;
  const wantsCounts = traffic.length === 0 || traffic.some(isCounted);
  const counted = wantsCounts && counter ? await counter.read(name, now) : null;
  const others = traffic.filter((entry) => !isCounted(entry));
  if (others.length === 0 && counted === null) {
    const todo = 'Name one under "traffic" of it, or ask for the next open moment with lull may.';
    const what = traffic.length === 0 ? 'has no traffic source' : 'has gates that have counted nothing yet';
    throw new LullError('empty-traffic', `${name} ${what}`, todo);
  }
  const readings: Reading[] = counted ? [counted] : [];
  for (const { source, format, series } of others) {
    readings.push(
      await readTraffic([source], {
        bucket: 5 * MINUTE,
        keep: new Set(),
        now,
        ...(format !== undefined && { format }),
        ...(series !== undefined && { series }),
        ...(signal && { signal }),
      }),
    );
  }
  return mergeReadings(readings);
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
