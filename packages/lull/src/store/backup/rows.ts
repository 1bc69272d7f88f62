import { type RawBuilder, sql } from 'kysely';
import type { Trx } from '../contract.ts';
import { badBackup, type TableLine } from './format.ts';
import { quoted, quotedTable, type TableShape } from './tables.ts';

/** The rows of one table, on their way in. */
export interface Rows {
  readonly table: TableShape;
  add(row: readonly (string | null)[]): Promise<void>;
  /** Writes what was added since it was written last. */
  write(): Promise<void>;
}

/** So many rows, or so many characters of them, are written at once. */
const AT_ONCE = { rows: 1_000, characters: 4_000_000 };

/**
 * Takes rows of a table whose columns a line of the backup named.
 *
 * @throws LullError `bad-backup` for what is not known here, or can't be
 */
export function rowsInto(
  trx: Trx,
  tables: ReadonlyMap<string, TableShape>,
  { table: name, columns }: TableLine,
): Rows {
  const table = tables.get(name);
  if (!table) throw badBackup(`has a table ${JSON.stringify(name)}, which is not known here`);
  const values = columns.map((column, i) => {
    const there = table.columns.find((each) => each.name === column);
    if (!there) throw badBackup(`has a column ${JSON.stringify(column)} of ${name}, which is not known here`);
    return `(row->>${i})::${there.type}`;
  });
  // All rows in one parameter: one for each value takes several times as long.
  const into = sql.raw(
    `insert into ${quotedTable(name)} (${columns.map(quoted).join(', ')}) select ${values.join(', ')}`,
  );
  let waiting: string[] = [];
  let characters = 0;
  const write = async (): Promise<void> => {
    const rows = `[${waiting.join(',')}]`;
    if (waiting.length > 0)
      await insert(trx, sql`${into} from json_array_elements(${rows}::json) as row`, name);
    waiting = [];
    characters = 0;
  };
  return {
    table,
    write,
    async add(row) {
      if (row.length !== columns.length) throw badBackup(`has a row of ${name} with ${row.length} values`);
      const text = JSON.stringify(row);
      waiting.push(text);
      characters += text.length;
      if (waiting.length >= AT_ONCE.rows || characters >= AT_ONCE.characters) await write();
    },
  };
}

async function insert(trx: Trx, statement: RawBuilder<unknown>, name: string): Promise<void> {
  try {
    await statement.execute(trx);
  } catch (error) {
    // Values that the table can't take: classes 22 (data) and 23 (constraints).
    const { code, message } = error as { code?: string; message?: string };
    if (/^2[23]/.test(code ?? '')) throw badBackup(`has rows of ${name} that can't be: ${message}`);
    throw error;
  }
}

/** Numbers that the database gives go on after the highest. */
export async function setSequences(trx: Trx): Promise<void> {
  const { rows } = await sql<{ sequence: string; table: string; column: string }>`
    select s.oid::regclass::text as sequence, d.refobjid::regclass::text as table, quote_ident(a.attname) as column
    from pg_class s join pg_depend d on d.objid = s.oid and d.deptype in ('a', 'i') and d.refobjsubid > 0
      join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
      join pg_namespace n on n.oid = s.relnamespace
    where s.relkind = 'S' and (n.nspname = 'auth' or n.nspname = current_schema())`.execute(trx);
  for (const { sequence, table, column } of rows) {
    const highest = sql.raw(`select max(${column}) from ${table}`);
    await sql`select setval(${sequence}::text::regclass, highest) from (${highest}) as each (highest)
      where highest is not null`.execute(trx);
  }
}
