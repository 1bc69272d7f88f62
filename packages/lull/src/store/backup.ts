import { createHash } from 'node:crypto';
import { type ControlledTransaction, sql } from 'kysely';
import { formatInstant } from '../time/instant.ts';
import { formatName, formatVersion, type Header, type Trailer } from './backup/format.ts';
import { spooled } from './backup/spool.ts';
import { quoted, quotedTable, type TableShape, tablesHere } from './backup/tables.ts';
import type { Store, Tables } from './contract.ts';
import { lastInSequence } from './sequence.ts';

/** How many rows are read at once. */
const ROWS_AT_ONCE = 500;

/**
 * A backup of everything, as it is at one moment, while the store is in use. It holds what must stay secret:
 * hashes of passwords and keys, and what is encrypted under LULL_SECRET. Sessions are not in it.
 *
 * On PGlite all of it is read before the first byte is given out, since nobody else gets through meanwhile;
 * on PostgreSQL it is read as fast as it is taken.
 *
 * @throws LullError `store-unavailable`
 * @example for await (const bytes of writeBackup(store)) file.write(bytes);
 */
export function writeBackup(store: Store): AsyncIterable<Uint8Array> {
  const { native } = store;
  return native.engine === 'pglite' ? spooled(native.pglite, () => lines(store)) : lines(store);
}

async function* lines(store: Store): AsyncGenerator<Uint8Array> {
  const trx = await store.db
    .startTransaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute();
  try {
    await settle(trx);
    const sha256 = createHash('sha256');
    const bytes = (texts: readonly string[]): Uint8Array => {
      const part = Buffer.from(texts.map((text) => `${text}\n`).join(''));
      sha256.update(part);
      return part;
    };
    yield bytes([JSON.stringify(await header(store, trx))]);
    const counts: Record<string, number> = {};
    for (const table of await tablesHere(trx)) {
      counts[table.name] = 0;
      yield bytes([JSON.stringify({ table: table.name, columns: table.columns.map(({ name }) => name) })]);
      for await (const rows of rowsOf(trx, table)) {
        counts[table.name]! += rows.length;
        yield bytes(rows);
      }
    }
    const trailer: Trailer = { rows: counts, sha256: sha256.digest('hex') };
    yield Buffer.from(`${JSON.stringify(trailer)}\n`);
  } finally {
    await trx.rollback().execute();
  }
}

/** However slowly it is taken, and however text is written by default. */
async function settle(trx: ControlledTransaction<Tables>): Promise<void> {
  for (const [name, value] of Object.entries({
    statement_timeout: '0',
    idle_in_transaction_session_timeout: '0',
    timezone: 'UTC',
    datestyle: 'ISO',
    intervalstyle: 'iso_8601',
    bytea_output: 'hex',
    extra_float_digits: '1',
  })) {
    await sql`select set_config(${name}, ${value}, true)`.execute(trx);
  }
}

async function header({ engine, now }: Store, trx: ControlledTransaction<Tables>): Promise<Header> {
  const { migration } = await trx
    .selectFrom('store_migrations')
    .select((row) => row.fn.max('number').as('migration'))
    .executeTakeFirstOrThrow();
  const at = formatInstant(await now(trx));
  return {
    format: formatName,
    version: formatVersion,
    migration,
    engine,
    at,
    epoch: await lastInSequence(trx, 'epoch'),
  };
}

/** Rows as lines of JSON, which the database writes by itself. */
async function* rowsOf(
  trx: ControlledTransaction<Tables>,
  { name, columns }: TableShape,
): AsyncGenerator<string[]> {
  const texts = columns.map((column) => `${quoted(column.name)}::text`).join(', ');
  await sql`declare backup no scroll cursor for
    select json_build_array(${sql.raw(texts)})::text as line from ${sql.raw(quotedTable(name))}`.execute(trx);
  const fetch = sql<{ line: string }>`fetch ${sql.raw(`${ROWS_AT_ONCE}`)} from backup`;
  for (let full = true; full; ) {
    const { rows } = await fetch.execute(trx);
    full = rows.length === ROWS_AT_ONCE;
    if (rows.length > 0) yield rows.map(({ line }) => line);
  }
  await sql`close backup`.execute(trx);
}
