import type { Downtime } from '../../../src/downtime/contract.ts';
import { DAY, HOUR, MINUTE } from '../../../src/time/instant.ts';
import type { Person } from './play.ts';
import { type Choices, type Policies, publicServices } from './story.ts';

/** What was promised once. */
export type Promised = Downtime['promise'][number];

/** How long before the start each point is that has a length. */
export const lengths: Readonly<Record<string, number>> = {
  P7D: 7 * DAY,
  P2D: 2 * DAY,
  P1D: DAY,
  PT23H55M: DAY - 5 * MINUTE,
  PT1H: HOUR,
  PT20M: 20 * MINUTE,
};

const riskOf = {
  full: 'downtime',
  partial: 'downtime',
  hold: 'downtime',
  'read-only': 'high',
  'at-risk': 'low',
} as const;

/** Occasions at which each kind may be told. */
const occasions: Readonly<Record<string, readonly string[]>> = {
  scheduled: ['schedule', ...Object.keys(lengths)],
  reminder: Object.keys(lengths),
  delayed: ['delay'],
  started: ['start', 'schedule', 'extension', ...Object.keys(lengths)],
  overrunning: ['extension'],
  completed: ['return'],
};

/** Whether a policy tells them this kind of notice at any of its occasions. */
export function isNamed(
  person: Person,
  choices: Choices,
  promised: Promised,
  policies: Policies,
  kind: string,
): boolean {
  return occasions[kind]!.some((at) => isToldAt(person, choices, promised, policies, at));
}

/** Whether a policy says that they are told at this occasion: that of a service of theirs, to them. */
export function isToldAt(
  person: Person,
  choices: Choices,
  promised: Promised,
  policies: Policies,
  at: string,
): boolean {
  if (!touches(person, choices, promised)) return false;
  return servicesOf(person, choices, promised).some((name) =>
    policies[name]![riskOf[promised.mode]].some(
      (point) =>
        point.at === at && (point.to.length === 0 || point.to.some((tag) => choices.tags.includes(tag))),
    ),
  );
}

/** Whether a promise touches somebody as they are: a service that they hear of, and of a part their tenant. */
export function touches(person: Person, choices: Choices, promised: Promised): boolean {
  const tenants = promised.mode === 'partial' ? (promised.part?.tenants ?? []) : [];
  const isTheirs = tenants.length === 0 || tenants.some((tenant) => choices.tenants.includes(tenant));
  return isTheirs && servicesOf(person, choices, promised).length > 0;
}

function servicesOf({ isSignUp }: Person, choices: Choices, promised: Promised): string[] {
  return promised.services.filter(
    (name) => (choices.services?.includes(name) ?? true) && (!isSignUp || publicServices.includes(name)),
  );
}

/** What a promise says to people, to compare it. */
export function says({ services, mode, part, start, end }: Promised): string {
  return JSON.stringify([[...services].sort(), mode, part, start, end]);
}

/** Whether somebody reads the same of both: nothing of tenants, nor of services that they may not know of. */
export function readsTheSame({ isSignUp }: Person, { services }: Choices, a: Promised, b: Promised): boolean {
  const mayKnow = (name: string) =>
    publicServices.includes(name) || (!isSignUp && (services?.includes(name) ?? true));
  const read = (each: Promised): Promised => ({
    ...each,
    services: each.services.filter(mayKnow),
    part: each.part && { paths: each.part.paths, tenants: [] },
  });
  return says(read(a)) === says(read(b));
}
