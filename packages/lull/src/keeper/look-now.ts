import type { Catalog } from '../catalog/catalog.ts';
import type { BusyDowntime } from '../plan/taken.ts';
import { busyDowntimes } from '../store/busy.ts';
import type { Instant } from '../time/instant.ts';
import { asSeenBy } from './as-seen-by.ts';
import type { Actor, Keeper } from './contract.ts';
import { relatedServices } from './related.ts';
import { AHEAD, type RulesNow, rulesAmong, type Wanted } from './rules-now.ts';

/** Whose moment is asked for, as far as it is known before the database is asked. */
interface Asking {
  readonly services: readonly string[];
  readonly people?: readonly string[] | undefined;
  /** From when on; now when left out. */
  readonly at?: Instant | undefined;
}

/**
 * The rules for a piece of work as they are now, with one round trip to the database as long as nothing has
 * happened to the catalog or to the services that matter.
 *
 * @param wantedOf the work, once the catalog and the time are known
 */
export async function lookNow(
  keeper: Keeper,
  actor: Actor,
  asking: Asking,
  wantedOf: (known: { catalog: Catalog; now: Instant }) => Wanted,
): Promise<{ rules: RulesNow; now: Instant }> {
  const seen = await keeper.busy.catchUp();
  const { catalog } = await keeper.catalogOf(seen.catalogVersion);
  const now = keeper.clock ? await keeper.clock() : seen.now;
  const others = asSeenBy(actor, await othersFor(keeper, catalog, asking, now));
  return { rules: rulesAmong(catalog, wantedOf({ catalog, now }), others), now };
}

/** Lists of services are remembered; those of people are not asked for often. */
async function othersFor(
  { store, busy }: Keeper,
  catalog: Catalog,
  { services, people = [], at }: Asking,
  now: Instant,
): Promise<readonly BusyDowntime[]> {
  const start = at ?? now;
  const period = { start, end: start + AHEAD };
  const related = relatedServices(catalog, services);
  return people.length > 0
    ? busyDowntimes(store.db, period, { services: related, people })
    : busy.of(related, period, now);
}
