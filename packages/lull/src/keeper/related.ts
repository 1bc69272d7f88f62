import type { Catalog } from '../catalog/catalog.ts';

/**
 * The services whose downtimes can stand in the way of work on these: themselves, all of their chains of
 * dependencies, and all that their teams own. Sorted.
 *
 * @example relatedServices(catalog, ['shop']) // ['database', 'shop']
 */
export function relatedServices(catalog: Catalog, services: readonly string[]): readonly string[] {
  const [only, ...others] = services;
  if (only === undefined || others.length > 0) return unionOf(catalog, services);
  const { alone } = known(catalog);
  const kept = alone.get(only) ?? unionOf(catalog, services);
  if (catalog.services.has(only)) alone.set(only, kept);
  return kept;
}

function unionOf(catalog: Catalog, services: readonly string[]): readonly string[] {
  const { groups } = known(catalog);
  const related = new Set(services);
  for (const name of services) {
    for (const key of keysOf(catalog, name)) for (const other of groups.get(key) ?? []) related.add(other);
  }
  return [...related].sort();
}

interface Known {
  /** The services of each chain and each team. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** What is related to single services, as far as it was asked for. */
  readonly alone: Map<string, readonly string[]>;
}

/** Kept as long as the catalog is, which never changes. */
const memory = new WeakMap<Catalog, Known>();

function known(catalog: Catalog): Known {
  const kept = memory.get(catalog);
  if (kept) return kept;
  const groups = new Map<string, string[]>();
  for (const name of catalog.services.keys()) {
    for (const key of keysOf(catalog, name)) {
      const members = groups.get(key);
      if (members) members.push(name);
      else groups.set(key, [name]);
    }
  }
  const made = { groups, alone: new Map<string, readonly string[]>() };
  memory.set(catalog, made);
  return made;
}

function keysOf(catalog: Catalog, service: string): string[] {
  const chain = catalog.dependencies.chainOf(service);
  const team = catalog.services.get(service)?.team ?? null;
  return [...(chain === null ? [] : [`chain ${chain}`]), ...(team === null ? [] : [`team ${team}`])];
}
