import type { Catalog } from '../catalog/catalog.ts';
import { catalogFromEntries } from '../catalog/entries.ts';
import { catalogVersion, readCatalogEntries } from '../store/catalog-rows.ts';
import type { Store, Trx } from '../store/contract.ts';
import type { HeldCatalog } from './contract.ts';

/**
 * The catalog, built again only when its version in the store is another, and then only what changed. Not to
 * be asked inside a transaction that has changed the catalog itself: what is undone would be kept.
 *
 * @example const catalog = heldCatalog(store); (await catalog.read()).version
 */
export function heldCatalog(store: Store) {
  let held: HeldCatalog | null = null;
  let expected: Catalog | null = null;
  const build = async (version: number, trx?: Trx): Promise<HeldCatalog> => {
    const entries = await readCatalogEntries(trx ?? store.db);
    const built = { version, catalog: catalogFromEntries(entries, expected ?? held?.catalog) };
    if (held === null || held.version < version) held = built;
    expected = null;
    return built;
  };
  const ofVersion = async (version: number, trx?: Trx): Promise<HeldCatalog> =>
    held?.version === version ? held : build(version, trx);
  return {
    /** The catalog of a version that was just read: what is newer by then may be in it already. */
    ofVersion,
    /** What was read in a change that may be undone: entries are taken over only as they are stored. */
    expect: (catalog: Catalog) => {
      expected = catalog;
    },
    read: async (trx?: Trx): Promise<HeldCatalog> => ofVersion(await catalogVersion(trx ?? store.db), trx),
  };
}
