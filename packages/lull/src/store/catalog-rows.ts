import { type Selectable, sql } from 'kysely';
import type { Entry, EntryKind } from '../catalog/entry.ts';
import type { Instant } from '../time/instant.ts';
import type { Reader, Tables } from './contract.ts';
import { lastInSequence } from './sequence.ts';

/** A block of the catalog as it is stored. */
export interface HeldEntry extends Entry {
  /** The catalog's version of the change that wrote it: never the same twice, not even when it was gone. */
  readonly version: number;
  readonly changedAt: Instant;
}

/** The channel that tells of changes of the catalog, by its version. */
export const catalogChannel = 'lull_catalog';

/** The version of the catalog as a whole, which every change raises; 0 while it is empty. */
export async function catalogVersion(db: Reader): Promise<number> {
  return lastInSequence(db, 'catalog');
}

/** All blocks, by kind and name. */
export async function readCatalogEntries(db: Reader): Promise<HeldEntry[]> {
  const rows = await db.selectFrom('catalog_entries').selectAll().orderBy('kind').orderBy('name').execute();
  return rows.map(held);
}

/** Which blocks of a kind are wanted. */
export interface EntryPage {
  readonly limit: number;
  /** The name after which to go on. */
  readonly after?: string | undefined;
  /** Only blocks of these names; all when null. */
  readonly among?: readonly string[] | null | undefined;
}

/**
 * Blocks of one kind by their names, in the database's order of text.
 *
 * @example await catalogPage(store.db, 'window', { limit: 51, after: 'nightly' })
 */
export async function catalogPage(
  db: Reader,
  kind: EntryKind,
  { limit, after, among = null }: EntryPage,
): Promise<HeldEntry[]> {
  let query = db.selectFrom('catalog_entries').selectAll().where('kind', '=', kind);
  if (after !== undefined) query = query.where('name', '>', after);
  if (among) query = query.where(sql<boolean>`name = any(${[...among]}::text[])`);
  const rows = await query.orderBy('name').limit(limit).execute();
  return rows.map(held);
}

/**
 * One block; null when there is none of that name.
 *
 * @example await readCatalogEntry(store.db, 'window', 'nightly')
 */
export async function readCatalogEntry(db: Reader, kind: EntryKind, name: string): Promise<HeldEntry | null> {
  const row = await db
    .selectFrom('catalog_entries')
    .selectAll()
    .where('kind', '=', kind)
    .where('name', '=', name)
    .executeTakeFirst();
  return row ? held(row) : null;
}

function held(row: Selectable<Tables['catalog_entries']>): HeldEntry {
  const { kind, name, body, version, changed_at } = row;
  return { kind, name, body, version: Number(version), changedAt: changed_at.getTime() };
}
