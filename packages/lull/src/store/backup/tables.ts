import { sql } from 'kysely';
import type { Trx } from '../contract.ts';

/**
 * Our tables whose rows are in a backup, each after those that it refers to. Not among them: the ledger of
 * migrations, which the header stands for, and what is counted for minutes only.
 */
export const ourTables: readonly string[] = [
  'store_sequence',
  'store_cursors',
  'store_idempotency',
  'store_events',
  'catalog_entries',
  'downtime_downtimes',
  'downtime_revisions',
  'downtime_series',
  'gates_keys',
  'gates_documents',
  'gates_instances',
  'gates_minutes',
  'announce_subscribers',
  'announce_waves',
  'announce_notices',
  'announce_failures',
  'run_agents',
  'run_hearing',
  'run_runs',
  'run_parts',
  'run_steps',
  'run_output',
  'run_silences',
  'run_firing',
  'run_installation',
  'access_people',
  'access_grants',
  'access_keys',
  'access_invitations',
  'access_audit',
];

/** Our tables that are in no backup. */
export const leftOut: readonly string[] = ['store_migrations', 'access_attempts', 'announce_rates'];

/** The identity library's: what lets somebody in for a while doesn't come back to life with a backup. */
const leftOutOfAuth: readonly string[] = ['session', 'verification', 'deviceCode', 'rateLimit'];

/** A table as it is in the database. */
export interface TableShape {
  /** Its name in a backup: `auth.user`, or ours without a schema. */
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

/**
 * The tables that a backup is about, as they are in this database, each after those that it refers to.
 *
 * @example (await tablesHere(trx)).map(({ name }) => name) // ['store_sequence', …, 'auth.user', …]
 */
export async function tablesHere(trx: Trx): Promise<TableShape[]> {
  const { rows } = await sql<{ name: string; refers: string[]; columns: TableShape['columns'] }>`
    select case n.nspname when 'auth' then 'auth.' else '' end || c.relname as name,
      array(select 'auth.' || r.relname from pg_constraint f join pg_class r on r.oid = f.confrelid
        where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid)::text[] as refers,
      (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod))
        order by a.attnum) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      ) as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and (n.nspname = 'auth' or n.nspname = current_schema())
    order by c.relname`.execute(trx);
  const ours = ourTables.flatMap((name) => rows.filter((row) => row.name === name));
  const theirs = rows.filter(
    ({ name }) => name.startsWith('auth.') && !leftOutOfAuth.includes(name.slice(5)),
  );
  return [...ours, ...inOrder(theirs)].map(({ name, columns }) => ({ name, columns }));
}

/** Each after those that it refers to. */
function inOrder<T extends { readonly name: string; readonly refers: readonly string[] }>(tables: T[]): T[] {
  const ordered: T[] = [];
  let rest = tables;
  while (rest.length > 0) {
    const waits = ({ refers }: T) => rest.some(({ name }) => refers.includes(name));
    const next = rest.filter((table) => !waits(table));
    if (next.length === 0)
      throw new Error(`these tables refer to each other: ${rest.map(({ name }) => name)}`);
    ordered.push(...next);
    rest = rest.filter(waits);
  }
  return ordered;
}

/** The table's name for SQL. */
export function quotedTable(name: string): string {
  return name.split('.').map(quoted).join('.');
}

/** A name for SQL. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
