import { sql } from 'kysely';
import type { Entry } from '../catalog/entry.ts';
import { entryKey } from '../catalog/entry.ts';
import { LullError } from '../errors.ts';
import { catalogChannel, readCatalogEntry } from './catalog-rows.ts';
import type { Trx } from './contract.ts';
import { nextInSequence } from './sequence.ts';

/** One block that is to be another. */
export interface EntryWrite extends Pick<Entry, 'kind' | 'name'> {
  /** Null to take it away. Whether others refer to it is the caller's question. */
  readonly body: Entry['body'] | null;
  /** The version that was read; null when there should be none of that name yet. */
  readonly expected: number | null;
}

/** What one statement writes: few enough that others are heard in between on an engine in this process. */
const AT_ONCE = 1_000;

/**
 * Writes and takes away blocks, each once, and raises the catalog's version by one for each, in their order.
 * Changes of the catalog wait for each other until their transactions end.
 *
 * @returns the catalog's version now, which is that of the last block
 * @throws LullError `already-exists`, `stale-version` with `details.version` and `details.entry`, what is
 *   there now, or `not-found` when it is gone
 * @example
 * await writeEntries(trx, [{ kind: 'service', name: 'shop', body: { zone: 'UTC' }, expected: null }])
 */
export async function writeEntries(trx: Trx, writes: readonly EntryWrite[]): Promise<number> {
  const last = await nextInSequence(trx, 'catalog', writes.length);
  const first = last - writes.length + 1;
  const rows = writes.map((write, i) => ({ ...write, version: first + i }));
  const written = new Set<string>();
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    const some = rows.slice(from, from + AT_ONCE);
    const added = some.filter(({ expected, body }) => expected === null && body !== null);
    const changed = some.filter(({ expected, body }) => expected !== null && body !== null);
    const removed = some.filter(({ body }) => body === null);
    const done = [
      ...(await add(trx, added)),
      ...(await change(trx, changed)),
      ...(await remove(trx, removed)),
    ];
    for (const each of done) written.add(entryKey(each));
  }
  const refused = rows.find((row) => !written.has(entryKey(row)));
  if (refused) throw await refusal(trx, refused);
  await sql`select pg_notify(${catalogChannel}, ${String(last)})`.execute(trx);
  return last;
}

interface Row extends EntryWrite {
  readonly version: number;
}

type Key = Pick<Entry, 'kind' | 'name'>;

/** One parameter for any number of rows; a body comes through it to the letter. */
const asRows = (rows: readonly Row[]) => sql`json_to_recordset(${JSON.stringify(rows)}::json)
  as young (kind text, name text, body json, version bigint, expected bigint)`;

async function add(trx: Trx, rows: readonly Row[]): Promise<readonly Key[]> {
  if (rows.length === 0) return [];
  const done = await sql<Key>`insert into catalog_entries (kind, name, body, version, changed_at)
    select kind, name, body, version, clock_timestamp() from ${asRows(rows)}
    on conflict do nothing returning kind, name`.execute(trx);
  return done.rows;
}

async function change(trx: Trx, rows: readonly Row[]): Promise<readonly Key[]> {
  if (rows.length === 0) return [];
  const done = await sql<Key>`update catalog_entries as old
    set body = young.body, version = young.version, changed_at = clock_timestamp()
    from ${asRows(rows)}
    where old.kind = young.kind and old.name = young.name and old.version = young.expected
    returning old.kind, old.name`.execute(trx);
  return done.rows;
}

async function remove(trx: Trx, rows: readonly Row[]): Promise<readonly Key[]> {
  if (rows.length === 0) return [];
  const done = await sql<Key>`delete from catalog_entries as old using ${asRows(rows)}
    where old.kind = young.kind and old.name = young.name and old.version = young.expected
    returning old.kind, old.name`.execute(trx);
  return done.rows;
}

async function refusal(trx: Trx, { kind, name, expected }: EntryWrite): Promise<LullError> {
  const entry = await readCatalogEntry(trx, kind, name);
  const what = `${kind} "${name}"`;
  if (entry === null) return new LullError('not-found', `There is no ${what}`, 'Look at the list.');
  const { version, body } = entry;
  if (expected === null) {
    const todo = 'Change it, or choose another name.';
    return new LullError('already-exists', `There is a ${what} already`, todo, { version });
  }
  return new LullError(
    'stale-version',
    `The ${what} was changed since version ${expected}`,
    'Look at it again, and repeat the change if you still want it.',
    { version, entry: { kind, name, body } },
  );
}
