import { MINUTE } from '../time/instant.ts';
import type { Catalog } from './catalog.ts';
import { type Risk, risks } from './risk.ts';

/** What wants the yes of a second person. */
export interface SecondPerson {
  /** Setting a rule aside. */
  readonly override: boolean;
  /** Taking a service down at once. */
  readonly emergency: boolean;
  /** Every scheduling and every change of what was promised. */
  readonly schedule: boolean;
  /** Scheduling work of this risk or more; null for none. */
  readonly leastRisk: Risk | null;
}

export const atDrainDeadline = ['go-on', 'wait', 'abort'] as const;
export const atTurnBack = ['extend', 'ask', 'roll-back'] as const;

/** How downtimes are run where they don't say so themselves. Lengths are milliseconds. */
export interface Policy {
  readonly secondPerson: SecondPerson;
  /** How long before the start go/no-go opens. */
  readonly warnBefore: number;
  /** How late it may still begin. */
  readonly startWithin: number;
  /** How long work in flight has to end once new work is refused, and what is done when it doesn't. */
  readonly drainWithin: number;
  readonly atDrainDeadline: (typeof atDrainDeadline)[number];
  /** What is done at the latest moment to turn back. */
  readonly atTurnBack: (typeof atTurnBack)[number];
  readonly extendBy: number;
  /** How often a person who works by hand is asked whether they are still there. */
  readonly remindEvery: number;
  readonly verify: boolean;
}

/** What holds for all of an organisation. */
export interface OrganisationPolicy extends Policy {
  /** How many downtimes at once: of a team that doesn't say so itself, and in one chain of dependencies. */
  readonly atOnce: { readonly team: number; readonly chain: number };
}

/** What holds where nothing is written. */
export const defaultPolicy: OrganisationPolicy = {
  atOnce: { team: 1, chain: 2 },
  secondPerson: { override: false, emergency: false, schedule: false, leastRisk: null },
  warnBefore: 15 * MINUTE,
  startWithin: 15 * MINUTE,
  drainWithin: MINUTE,
  atDrainDeadline: 'go-on',
  atTurnBack: 'ask',
  extendBy: 15 * MINUTE,
  remindEvery: 15 * MINUTE,
  verify: false,
};

/**
 * The policy for work on these services: the organisation's, with what each service says over it; of several
 * services the more careful of each setting.
 *
 * @example policyOf(catalog, ['shop']).warnBefore === 15 * MINUTE
 */
export function policyOf(catalog: Catalog, services: readonly string[]): Policy {
  const { atOnce: _, ...organisation } = catalog.policy;
  const each = services.flatMap((name) => catalog.services.get(name)?.policy ?? []);
  if (each.length === 0) return organisation;
  return each.map((own): Policy => ({ ...organisation, ...own })).reduce(moreCareful);
}

function moreCareful(a: Policy, b: Policy): Policy {
  return {
    secondPerson: {
      override: a.secondPerson.override || b.secondPerson.override,
      emergency: a.secondPerson.emergency || b.secondPerson.emergency,
      schedule: a.secondPerson.schedule || b.secondPerson.schedule,
      leastRisk: lower(a.secondPerson.leastRisk, b.secondPerson.leastRisk),
    },
    warnBefore: Math.max(a.warnBefore, b.warnBefore),
    startWithin: Math.min(a.startWithin, b.startWithin),
    drainWithin: Math.max(a.drainWithin, b.drainWithin),
    atDrainDeadline: later(atDrainDeadline, a.atDrainDeadline, b.atDrainDeadline),
    atTurnBack: later(atTurnBack, a.atTurnBack, b.atTurnBack),
    extendBy: Math.min(a.extendBy, b.extendBy),
    remindEvery: Math.min(a.remindEvery, b.remindEvery),
    verify: a.verify || b.verify,
  };
}

function lower(a: Risk | null, b: Risk | null): Risk | null {
  if (a === null || b === null) return a ?? b;
  return risks[Math.min(risks.indexOf(a), risks.indexOf(b))]!;
}

/** Of two choices the one that comes later in their order, which is from bold to careful. */
function later<T>(order: readonly T[], a: T, b: T): T {
  return order[Math.max(order.indexOf(a), order.indexOf(b))]!;
}
