import type { Catalog } from '../catalog/catalog.ts';

/**
 * The services whose downtimes can stand in the way of work on these: themselves, all of their chains of
 * dependencies, and all that their teams own. Sorted.
 *
 * @example relatedServices(catalog, ['shop']) // ['database', 'shop']
 */
export function relatedServices(catalog: Catalog, services: readonly string[]): readonly string[] {
  const groups = groupsOf(catalog);
  const related = new Set(services);
  for (const name of services) {
    for (const key of keysOf(catalog, name)) for (const other of groups.get(key) ?? []) related.add(other);
  }
  return [...related].sort();
}

/** Kept as long as the catalog is, which never changes. */
const known = new WeakMap<Catalog, ReadonlyMap<string, readonly string[]>>();

function groupsOf(catalog: Catalog): ReadonlyMap<string, readonly string[]> {
  const kept = known.get(catalog);
  if (kept) return kept;
  const groups = new Map<string, string[]>();
  for (const name of catalog.services.keys()) {
    for (const key of keysOf(catalog, name)) {
      const members = groups.get(key);
      if (members) members.push(name);
      else groups.set(key, [name]);
    }
  }
  known.set(catalog, groups);
  return groups;
}

function keysOf(catalog: Catalog, service: string): string[] {
  const chain = catalog.dependencies.chainOf(service);
  const team = catalog.services.get(service)?.team ?? null;
  return [...(chain === null ? [] : [`chain ${chain}`]), ...(team === null ? [] : [`team ${team}`])];
}
