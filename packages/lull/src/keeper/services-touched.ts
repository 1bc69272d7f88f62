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
  switch (kind) {
    case 'organisation':
      return null;
    case 'team':
      return usersOf(catalog).get(`team ${name}`) ?? [];
    case 'window':
      return usersOf(catalog).get(`window ${name}`) ?? [];
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

/** Kept as long as the catalog is, which never changes. */
const known = new WeakMap<Catalog, ReadonlyMap<string, readonly string[]>>();

/** The services that name each window and each team. */
function usersOf(catalog: Catalog): ReadonlyMap<string, readonly string[]> {
  const kept = known.get(catalog);
  if (kept) return kept;
  const users = new Map<string, string[]>();
  const add = (key: string, service: string): void => {
    const services = users.get(key);
    if (services) services.push(service);
    else users.set(key, [service]);
  };
  for (const { name, team, windows } of catalog.services.values()) {
    if (team !== null) add(`team ${team}`, name);
    for (const window of windows ?? []) add(`window ${window}`, name);
  }
  known.set(catalog, users);
  return users;
}
