import pg from 'pg';
import { migrations } from '../../src/store/migrations/registry.ts';

const rowsOfMigrations = migrations
  .flatMap(({ statements }) => statements.filter((text) => text.startsWith('insert')))
  .join(';\n');

/**
 * Takes a store back to what it is after its migrations: SQL of several statements. Rows go without the
 * triggers that keep them; schemas of libraries go altogether.
 */
export const emptied = `
  set session_replication_role = replica;
  do $$ declare each record; begin
    for each in select nspname as name from pg_namespace
      where nspname not like 'pg\\_%' and nspname not in ('public', 'information_schema') loop
      execute format('drop schema %I cascade', each.name);
    end loop;
    for each in select tablename as name from pg_tables
      where schemaname = 'public' and tablename <> 'store_migrations' loop
      execute format('delete from %I', each.name);
    end loop;
    for each in select sequencename as name from pg_sequences where schemaname = 'public' loop
      execute format('alter sequence %I restart', each.name);
    end loop;
  end $$;
  ${rowsOfMigrations};
  reset session_replication_role;`;

/** Empties a database; false when somebody still holds something in it. */
export async function emptyDatabase(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(`set lock_timeout = '1s'; ${emptied}`);
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
