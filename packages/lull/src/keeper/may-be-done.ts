import { demand } from '../access/allowed.ts';
import { serviceNamed } from '../catalog/occurrences.ts';
import type { Answer } from '../plan/may.ts';
import type { Mode } from '../plan/rules.ts';
import type { Instant } from '../time/instant.ts';
import type { Actor, Keeper } from './contract.ts';
import { lookNow } from './look-now.ts';
import { firstStart, mayStart, type RulesNow } from './rules-now.ts';

/** A piece of work, and when it would start. Lengths are milliseconds. */
export interface Question {
  readonly services: readonly string[];
  readonly takes: number;
  readonly rollback?: number | undefined;
  readonly mode?: Mode | undefined;
  /** When it would start; now when left out. */
  readonly at?: Instant | undefined;
  /** Since when it is known, for windows that want notice; now when left out. */
  readonly announced?: Instant | undefined;
  /** Ids of the people who would do it. */
  readonly people?: readonly string[] | undefined;
  /** Id of the downtime that it is, which doesn't stand in its own way. */
  readonly exclude?: string | undefined;
}

/** The answer, for which moment, and in which zone its messages tell times. */
export interface Given extends Answer {
  readonly at: Instant;
  readonly now: Instant;
  readonly zone: string;
}

/**
 * May this be done then? The same rules by which a downtime is scheduled; what the database has to say is one
 * round trip.
 *
 * @throws LullError `unknown-service`, `not-found` for a service that the caller may not read
 * @example (await mayBeDone(keeper, actor, { services: ['shop'], takes: HOUR })).open
 */
export async function mayBeDone(keeper: Keeper, actor: Actor, question: Question): Promise<Given> {
  const { rules, now } = await rulesOf(keeper, actor, question);
  const at = question.at ?? now;
  return { ...mayStart(rules, at), at, now, zone: rules.zone };
}

/** The first moment at which it may be done. */
export interface Moment {
  /** Null when there is none within 400 days. */
  readonly start: Instant | null;
  /** From when on was looked. */
  readonly from: Instant;
  readonly now: Instant;
  readonly zone: string;
}

/**
 * From when on may this be done, at the soonest?
 *
 * @throws LullError `unknown-service`, `not-found` for a service that the caller may not read
 * @example (await nextMoment(keeper, actor, { services: ['shop'], takes: HOUR })).start
 */
export async function nextMoment(keeper: Keeper, actor: Actor, question: Question): Promise<Moment> {
  const { rules, now } = await rulesOf(keeper, actor, question);
  const from = question.at ?? now;
  return { start: firstStart(rules, from), from, now, zone: rules.zone };
}

async function rulesOf(
  keeper: Keeper,
  actor: Actor,
  question: Question,
): Promise<{ rules: RulesNow; now: Instant }> {
  const { services, takes, rollback = 0, mode = 'full', people = [], exclude } = question;
  for (const service of services) demand(actor, 'read', [service]);
  return lookNow(keeper, actor, question, ({ catalog, now }) => {
    for (const service of services) serviceNamed(catalog, service);
    const announced = question.announced ?? now;
    return { services, takes, rollback, mode, people, owner: null, announced, exclude: exclude ?? null };
  });
}
