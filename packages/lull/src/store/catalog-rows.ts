import { type Selectable, sql } from 'kysely';
import type { Entry, EntryKind } from '../catalog/entry.ts';
import { LullError } from '../errors.ts';
import type { Instant } from '../time/instant.ts';
import type { Reader, Tables, Trx } from './contract.ts';
import { lastInSequence, nextInSequence } from './sequence.ts';

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

/**
 * Writes a block. Changes of the catalog wait for each other until their transactions end.
 *
 * @param expected the version that was read; null when there should be none of that name yet
 * @returns its version, which is the catalog's now
 * @throws LullError `already-exists`, `stale-version` with `details.version` and `details.entry`, what is
 *   there now, or `not-found` when it is gone
 * @example await putEntry(trx, { kind: 'service', name: 'shop', body: { zone: 'UTC' } }, null)
 */
export async function putEntry(trx: Trx, entry: Entry, expected: number | null): Promise<number> {
  const version = await changed(trx);
  const written =
    expected === null ? await add(trx, entry, version) : await replace(trx, entry, version, expected);
  if (!written) throw await refused(trx, entry, expected);
  return version;
}

/**
 * Removes a block. Whether others refer to it is the caller's question.
 *
 * @param expected the version that was read
 * @returns the catalog's version now
 * @throws LullError `stale-version`, `not-found`
 * @example await deleteEntry(trx, { kind: 'window', name: 'nightly' }, 7)
 */
export async function deleteEntry(
  trx: Trx,
  { kind, name }: Pick<Entry, 'kind' | 'name'>,
  expected: number,
): Promise<number> {
  const version = await changed(trx);
  const { numDeletedRows } = await trx
    .deleteFrom('catalog_entries')
    .where('kind', '=', kind)
    .where('name', '=', name)
    .where('version', '=', String(expected))
    .executeTakeFirst();
  if (numDeletedRows === 0n) throw await refused(trx, { kind, name }, expected);
  return version;
}

async function changed(trx: Trx): Promise<number> {
  const version = await nextInSequence(trx, 'catalog');
  await sql`select pg_notify(${catalogChannel}, ${String(version)})`.execute(trx);
  return version;
}

async function add(trx: Trx, { kind, name, body }: Entry, version: number): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('catalog_entries')
    .values({ kind, name, ...written(body, version) })
    .onConflict((row) => row.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

async function replace(
  trx: Trx,
  { kind, name, body }: Entry,
  version: number,
  expected: number,
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('catalog_entries')
    .set(written(body, version))
    .where('kind', '=', kind)
    .where('name', '=', name)
    .where('version', '=', String(expected))
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

function written(body: Entry['body'], version: number) {
  return { body: JSON.stringify(body), version, changed_at: sql<Date>`clock_timestamp()` };
}

async function refused(
  trx: Trx,
  { kind, name }: Pick<Entry, 'kind' | 'name'>,
  expected: number | null,
): Promise<LullError> {
  const entry = await readCatalogEntry(trx, kind, name);
  const what = `${kind} "${name}"`;
  if (entry === null) return new LullError('not-found', `There is no ${what}`, 'Look at the list.');
  const { version } = entry;
  if (expected === null) {
    return new LullError(
      'already-exists',
      `There is a ${what} already`,
      'Change it, or choose another name.',
      {
        version,
      },
    );
  }
  return new LullError(
    'stale-version',
    `The ${what} was changed since version ${expected}`,
    'Look at it again, and repeat the change if you still want it.',
    { version, entry: { kind, name, body: entry.body } },
  );
}

function held(row: Selectable<Tables['catalog_entries']>): HeldEntry {
  const { kind, name, body, version, changed_at } = row;
  return { kind, name, body, version: Number(version), changedAt: changed_at.getTime() };
}
