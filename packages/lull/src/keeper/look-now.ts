import type { Catalog } from '../catalog/catalog.ts';
import { look } from '../store/look.ts';
import type { Instant } from '../time/instant.ts';
import type { Keeper } from './contract.ts';
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
 * The rules for a piece of work as they are now, with one round trip to the database as long as the catalog
 * in memory is of the present version.
 *
 * @param wantedOf the work, once the catalog and the time are known
 */
export async function lookNow(
  keeper: Keeper,
  { services, people = [], at }: Asking,
  wantedOf: (known: { catalog: Catalog; now: Instant }) => Wanted,
): Promise<{ rules: RulesNow; now: Instant }> {
  const clock = (await keeper.clock?.()) ?? null;
  let held = keeper.catalogInMemory() ?? (await keeper.catalog());
  for (;;) {
    const { catalog, version } = held;
    const busyWith = { services: relatedServices(catalog, services), people };
    const seen = await look(keeper.store.db, at ?? clock, AHEAD, busyWith);
    const now = clock ?? seen.now;
    if (seen.catalogVersion === version) {
      return { rules: rulesAmong(catalog, wantedOf({ catalog, now }), seen.busy), now };
    }
    held = await keeper.catalogOf(seen.catalogVersion);
  }
}
