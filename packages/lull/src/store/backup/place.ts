import { sql } from 'kysely';
import { LullError } from '../../errors.ts';
import type { Trx } from '../contract.ts';
import { leftOut, ourTables, quotedTable, tablesHere } from './tables.ts';

/**
 * Makes sure that nothing is in the place, and takes away the empty tables of ours that are there: the backup
 * may be of an older schema.
 *
 * @throws LullError `store-not-empty` with `details.table`, where there is something
 */
export async function emptyPlace(trx: Trx): Promise<void> {
  for (const { name } of await tablesHere(trx)) {
    // It holds counters from its first moment on; they have not counted while all else is empty.
    if (name === 'store_sequence') continue;
    const { rows } = await sql`select 1 from ${sql.raw(quotedTable(name))} limit 1`.execute(trx);
    if (rows.length > 0) throw notEmpty(name);
  }
  const tables = [...ourTables, ...leftOut].map(quotedTable).join(', ');
  await sql.raw(`drop table if exists ${tables}`).execute(trx);
  await sql`drop function if exists store_append_only()`.execute(trx);
}

function notEmpty(table: string): LullError {
  return new LullError(
    'store-not-empty',
    `There is something in the place already (in ${table})`,
    'Restore into a new folder or a new database.',
    { table },
  );
}
