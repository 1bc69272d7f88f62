import type { Catalog } from '../catalog/load.ts';
import { serviceNamed } from '../catalog/occurrences.ts';
import { policyOf } from '../catalog/policy.ts';
import type { Plan } from '../downtime/contract.ts';

/** The fields of a plan that a person gives; what is left out comes from the policy of its services. */
export type PlanInput = Pick<Plan, 'title' | 'services' | 'takes'> &
  Partial<Omit<Plan, 'title' | 'services' | 'takes'>>;

/** What of a plan is to become another. */
export type PlanChanges = Partial<Plan>;

const settings = [
  'warnBefore',
  'startWithin',
  'drainWithin',
  'atDrainDeadline',
  'atTurnBack',
  'extendBy',
  'remindEvery',
  'verify',
] as const satisfies readonly (keyof Plan)[];

/**
 * The whole plan of what a person wrote: full mode, no way back, the person as its owner and the policy of
 * its services, where nothing else is said.
 *
 * @param person id of who makes it
 * @throws LullError `unknown-service`
 * @example
 * planOf({ title: 'Move the database', services: ['shop'], takes: HOUR }, catalog, 'p1').mode // 'full'
 */
export function planOf(input: PlanInput, catalog: Catalog, person: string): Plan {
  const services = [...new Set(input.services)];
  for (const name of services) serviceNamed(catalog, name);
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
  const policy = policyOf(catalog, services);
  const defaults = Object.fromEntries(settings.map((name) => [name, policy[name]])) as Pick<
    Plan,
    (typeof settings)[number]
  >;
  return {
    mode: 'full',
    part: null,
    start: null,
    rollback: 0,
    owner: person,
    people: [],
    steps: null,
    ...defaults,
    ...(given as PlanInput),
    services,
  };
}

/**
 * The plan with what was changed in it; fields that are left out stay.
 *
 * @throws LullError `unknown-service`
 * @example changedPlan(plan, { start }, catalog).title === plan.title
 */
export function changedPlan(plan: Plan, changes: PlanChanges, catalog: Catalog): Plan {
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  const next: Plan = { ...plan, ...given };
  const services = [...new Set(next.services)];
  for (const name of services.filter((each) => !plan.services.includes(each))) serviceNamed(catalog, name);
  return { ...next, services };
}
