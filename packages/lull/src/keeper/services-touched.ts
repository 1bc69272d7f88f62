import type { Catalog } from '../catalog/catalog.ts';
import type { EntryChange } from '../catalog/diff.ts';

/**
 * The services to which these changes of the catalog may make a difference.
 *
 * @param catalogs before and after
 * @returns null for all of them
 * @example servicesTouched([before, after], [{ kind: 'window', name: 'nightly', … }]) // ['shop']
 */
export function servicesTouched(
  catalogs: readonly Catalog[],
  changes: readonly Pick<EntryChange, 'kind' | 'name'>[],
): readonly string[] | null {
  const touched = new Set<string>();
  for (const change of changes) {
    for (const catalog of catalogs) {
      const services = touchedIn(catalog, change);
      if (services === null) return null;
      for (const name of services) touched.add(name);
    }
  }
  return [...touched].sort();
}

function touchedIn(
  catalog: Catalog,
  { kind, name }: Pick<EntryChange, 'kind' | 'name'>,
): Iterable<string> | null {
  const all = [...catalog.services.values()];
  switch (kind) {
    case 'organisation':
      return null;
    case 'team':
      return all.filter(({ team }) => team === name).map((service) => service.name);
    case 'window':
      return all.filter(({ windows }) => windows?.includes(name)).map((service) => service.name);
    case 'freeze': {
      const freeze = catalog.freezes.get(name);
      return freeze ? freeze.services : [];
    }
    case 'service': {
      const { dependencies } = catalog;
      return [name, ...dependencies.below([name]), ...dependencies.above([name])];
    }
  }
}
