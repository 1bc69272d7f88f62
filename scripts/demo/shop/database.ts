import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import type { ShopSettings } from './contract.ts';

type Row = Readonly<Record<string, unknown>>;

/** Asks the database one thing. */
export type Query = <T = Row>(text: string, values?: readonly unknown[]) => Promise<T[]>;

/** The shop's database, whichever of both it is. */
export interface Database {
  readonly query: Query;
  /** All or nothing of what is asked within. */
  transaction<T>(work: (query: Query) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Opens the PostgreSQL at an address, or the one in this process that keeps its files in a folder. */
export async function openDatabase(where: ShopSettings['database']): Promise<Database> {
  return 'url' in where ? openPostgres(where.url) : await openPglite(where.folder);
}

function openPostgres(url: string): Database {
  const pool = new pg.Pool({ connectionString: url, application_name: 'shop', max: 10 });
  // A connection that breaks while nobody uses it; whoever asks next gets another.
  pool.on('error', () => undefined);
  const queryOf =
    (one: pg.Pool | pg.PoolClient): Query =>
    async (text, values = []) =>
      (await one.query(text, [...values])).rows;
  return {
    query: queryOf(pool),
    async transaction(work) {
      const client = await pool.connect();
      try {
        await client.query('begin');
        const done = await work(queryOf(client));
        await client.query('commit');
        return done;
      } catch (error) {
        await client.query('rollback').catch(() => undefined);
        throw error;
      } finally {
        client.release();
      }
    },
    close: () => pool.end(),
  };
}

async function openPglite(folder: string): Promise<Database> {
  const database = await PGlite.create(folder);
  const queryOf =
    (one: Pick<PGlite, 'query'>): Query =>
    async <T>(text: string, values: readonly unknown[] = []) =>
      (await one.query<T>(text, [...values])).rows;
  return {
    query: queryOf(database),
    transaction: (work) => database.transaction((trx) => work(queryOf(trx))),
    close: () => database.close(),
  };
}
