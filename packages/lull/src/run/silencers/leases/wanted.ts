import type { Catalog } from '../../../catalog/catalog.ts';
import type { Downtime } from '../../../downtime/contract.ts';
import { hasBegun, openFlags } from '../../../downtime/states.ts';
import type { Instant } from '../../../time/instant.ts';
import { SECOND } from '../../../time/instant.ts';
import type { Scope } from '../contract.ts';
import { AFTER_START, AHEAD, type Claimed, LEASE } from './contract.ts';

/** A lease that a downtime wants. */
export interface Wanted {
  readonly service: string;
  readonly silencer: string;
  /** Among the service's. */
  readonly place: number;
  readonly scope: Scope;
  readonly comment: string;
  readonly from: Instant;
  /** As far as is known: what is held ends with the work. */
  readonly until: Instant;
}

/**
 * What is to be quiet for a downtime as it stands: from go/no-go on, and until visitors are all back.
 *
 * @example wantedOf(completed, catalog) // []
 */
export function wantedOf(downtime: Downtime, catalog: Catalog): Wanted[] {
  const { plan, state, expectedEnd, id } = downtime;
  const begun = hasBegun(state);
  if (!begun && state !== 'warning') return [];
  const from = begun ? (downtime.actual.drainingAt ?? downtime.actual.downAt)! : plan.start! - AHEAD;
  const until = begun ? expectedEnd! : plan.start! + plan.takes;
  return plan.services.flatMap((service) =>
    (catalog.services.get(service)?.silences ?? []).map(({ by, scope }, place) => ({
      ...{ service, silencer: by, place, scope: { ...scope }, from, until },
      comment: `${plan.title}: work on ${service}, held by Lull for downtime ${id}`,
    })),
  );
}

/** What is to be done with a lease now. */
export type Task =
  | { readonly do: 'hold'; readonly until: Instant; readonly again: Instant }
  | { readonly do: 'release' }
  /** Null for until something happens to the downtime. */
  | { readonly do: 'wait'; readonly again: Instant | null };

/**
 * What is to be done with a lease now. Before the work it is held only where somebody is there and nothing
 * stands in the way, as gates close, and not for long past the start: a start that doesn't come leaves nobody
 * deaf. What begins late is quiet as soon as it begins.
 *
 * @example taskFor({ ...claimed, state: 'ending' }, now) // { do: 'release' }
 */
export function taskFor({ state, downtime }: Pick<Claimed, 'state' | 'downtime'>, now: Instant): Task {
  if (state === 'ending') return { do: 'release' };
  if (hasBegun(downtime.state)) return { do: 'hold', until: now + LEASE, again: now + LEASE / 2 };
  if (downtime.state !== 'warning') return { do: 'release' };
  const start = downtime.plan.start!;
  const until = start + AFTER_START;
  if (now >= until) return { do: 'wait', again: null };
  if (now < start - AHEAD) return { do: 'wait', again: start - AHEAD };
  const mayBegin = downtime.presence !== null && openFlags(downtime).length === 0;
  return mayBegin ? { do: 'hold', until, again: until } : { do: 'wait', again: now + SECOND };
}
