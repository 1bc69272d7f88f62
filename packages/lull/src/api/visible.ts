import { visible } from '../access/allowed.ts';
import type { Actor } from '../access/contract.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { blockOf, type Entry, type EntryKind } from '../catalog/entry.ts';

/**
 * The services that a list may be about: those that were asked for, as far as the caller may see them.
 *
 * @returns undefined for all; an empty list for none
 * @example servicesFor(viewerOfShop, ['shop', 'bank']) // ['shop']
 */
export function servicesFor(
  actor: Actor,
  asked: readonly string[] | undefined,
): readonly string[] | undefined {
  const seen = visible(actor);
  if (seen === null) return asked;
  return asked ? asked.filter((name) => seen.has(name)) : [...seen];
}

/**
 * The names of the blocks of one kind that the caller may see.
 *
 * @returns null for all
 * @example entriesFor(viewerOfShop, catalog, 'service') // ['shop']
 */
export function entriesFor(
  actor: Actor,
  catalog: Catalog,
  kind: Exclude<EntryKind, 'organisation'>,
): readonly string[] | null {
  if (visible(actor) === null) return null;
  return [...catalog[blockOf[kind]].keys()].filter((name) => maySeeEntry(actor, catalog, { kind, name }));
}

/**
 * Whether the caller may see a block of the catalog: all of them with a role for everything; else the
 * services that they may read, the windows that those name, the freezes that hold for them, and their
 * teams.
 *
 * @example maySeeEntry(viewerOfShop, catalog, { kind: 'service', name: 'bank' }) === false
 */
export function maySeeEntry(
  actor: Actor,
  catalog: Catalog,
  { kind, name }: Pick<Entry, 'kind' | 'name'>,
): boolean {
  const seen = visible(actor);
  if (seen === null) return true;
  if (kind === 'organisation') return seen.size > 0;
  if (kind === 'service') return seen.has(name);
  if (kind === 'freeze') {
    const held = catalog.freezes.get(name)?.services ?? null;
    return seen.size > 0 && (held === null || held.some((service) => seen.has(service)));
  }
  const services = [...seen]
    .map((service) => catalog.services.get(service))
    .filter((service) => service !== undefined);
  return services.some(({ windows, team }) => (kind === 'team' ? team === name : windows?.includes(name)));
}
