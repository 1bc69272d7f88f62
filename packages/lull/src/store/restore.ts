import { sql } from 'kysely';
import type { z } from 'zod';
import { LullError } from '../errors.ts';
import {
  badBackup,
  formatVersion,
  type Header,
  headerSchema,
  rowSchema,
  tableSchema,
  trailerSchema,
} from './backup/format.ts';
import { backupLines, type Line } from './backup/lines.ts';
import { emptyPlace } from './backup/place.ts';
import { type Rows, rowsInto, setSequences } from './backup/rows.ts';
import { tablesHere } from './backup/tables.ts';
import type { Store, Trx } from './contract.ts';
import { type LibrarySchema, migrateIn } from './migrate.ts';
import { underLock } from './migration-lock.ts';
import { type Migration, migrations } from './migrations/registry.ts';
import { nextInSequence } from './sequence.ts';

/** What was restored. */
export interface Restored {
  /** When the backup was made, ISO 8601. */
  readonly at: string;
  /** How many rows of each table. */
  readonly rows: Readonly<Record<string, number>>;
}

/** How it is restored. */
export interface RestoreOptions {
  /** What makes the libraries' own tables, as for `openStore`. */
  readonly libraries?: readonly LibrarySchema[];
  readonly steps?: readonly Migration[];
}

/**
 * Restores a backup into an empty place, all of it or nothing: it is read and compared to its trailer to the
 * end before it counts. One of an older schema is restored as that and then brought up to date. The epoch
 * rises, so that gates tell it from the store that it was taken of.
 *
 * @param store opened by `openEmpty`
 * @throws LullError `store-not-empty`, `bad-backup`, `store-newer` when it is of a newer Lull
 * @example await restoreBackup(store, createReadStream('lull.backup'), { libraries })
 */
export async function restoreBackup(
  store: Store,
  input: AsyncIterable<Uint8Array>,
  { libraries = [], steps = migrations }: RestoreOptions = {},
): Promise<Restored> {
  return underLock(store, async () => {
    for (const library of libraries) await library(store);
    // Not `store.transaction`, which may run its work again: the input comes only once.
    return store.db.transaction().execute(async (trx) => {
      await sql`select set_config('statement_timeout', '0', true),
        set_config('idle_in_transaction_session_timeout', '0', true)`.execute(trx);
      await emptyPlace(trx);
      const restored = await readInto(trx, input, steps);
      await setSequences(trx);
      await migrateIn(trx, steps.length, steps);
      await nextInSequence(trx, 'epoch');
      return restored;
    });
  });
}

async function readInto(
  trx: Trx,
  input: AsyncIterable<Uint8Array>,
  steps: readonly Migration[],
): Promise<Restored> {
  const lines = backupLines(input);
  const header = headerOf((await lines.next()).value, steps.length);
  await migrateIn(trx, header.migration, steps);
  await sql`delete from store_sequence`.execute(trx);
  const tables = new Map((await tablesHere(trx)).map((table) => [table.name, table]));
  const counts: Record<string, number> = {};
  let rows: Rows | null = null;
  for await (const line of lines) {
    if (Array.isArray(line.value)) {
      if (rows === null) throw badBackup('has rows before it names a table');
      counts[rows.table.name]! += 1;
      await rows.add(read(rowSchema, line));
      continue;
    }
    await rows?.write();
    rows = null;
    if (isTrailer(line)) {
      compare(line, counts);
      if (!(await lines.next()).done) throw badBackup('goes on after its end');
      return { at: header.at, rows: counts };
    }
    rows = rowsInto(trx, tables, read(tableSchema, line));
    if (rows.table.name in counts) throw badBackup(`has the table ${rows.table.name} twice`);
    counts[rows.table.name] = 0;
  }
  throw badBackup('is incomplete: its end is missing');
}

function headerOf(line: Line | undefined, known: number): Header {
  const said = line?.value as { format?: unknown; version?: unknown } | undefined;
  if (said?.format !== 'lull-backup') throw badBackup('is none of ours: it does not begin as one');
  if (Number(said.version) > formatVersion) throw newer(`has format ${said.version}`, `${formatVersion}`);
  const header = read(headerSchema, line!);
  if (header.migration > known) throw newer(`has schema ${header.migration}`, `up to ${known}`);
  return header;
}

function read<T>(schema: z.ZodType<T>, { value }: Line): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw badBackup(`has a line that is none of ours: ${JSON.stringify(value).slice(0, 80)}`);
}

const isTrailer = ({ value }: Line): boolean =>
  typeof value === 'object' && value !== null && 'sha256' in value;

function compare(line: Line, counts: Readonly<Record<string, number>>): void {
  const trailer = read(trailerSchema, line);
  if (trailer.sha256 !== line.sha256Before()) throw badBackup('is damaged: its SHA-256 is another');
  const names = new Set([...Object.keys(trailer.rows), ...Object.keys(counts)]);
  for (const name of names) {
    if (trailer.rows[name] !== counts[name])
      throw badBackup(`has another number of rows of ${name} than it says`);
  }
}

function newer(what: string, ours: string): LullError {
  return new LullError(
    'store-newer',
    `The backup ${what}; this Lull knows ${ours}`,
    'Restore it with the Lull that made it, or a newer one.',
  );
}
