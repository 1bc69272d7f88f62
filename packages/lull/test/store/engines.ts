import { afterAll, afterEach, beforeAll, describe } from 'vitest';
import { type Postgres, postgresMissing, startPostgres } from '../../../../test/peers/postgres.ts';
import type { Store } from '../../src/store/contract.ts';
import { silent } from '../../src/store/log.ts';
import { openStore } from '../../src/store/open.ts';
import { postgresStore } from '../../src/store/postgres.ts';
import { emptyDatabase } from './emptied.ts';
import { pgliteInMemory } from './pglite-in-memory.ts';

/** Opens a store of its own for a test, with all tables and no rows; it is closed after the test. */
export type Open = () => Promise<Store>;

/**
 * The same tests on both engines, under the title "… on PGlite" and "… on PostgreSQL". Where PostgreSQL
 * cannot be started, its tests are skipped and say what is missing.
 *
 * @example describeEngines('cursors', (open) => { it('begin at 0', async () => { const store = await open();
 *   }) })
 */
export function describeEngines(title: string, body: (open: Open, engine: Store['engine']) => void): void {
  describe(`${title} on PGlite`, () => body(closing(pgliteInMemory), 'pglite'));
  const missing = postgresMissing === null ? '' : ` (${postgresMissing} is missing)`;
  describe.skipIf(postgresMissing !== null)(`${title} on PostgreSQL${missing}`, () => {
    const database = freshDatabases();
    const opened = async () => postgresStore({ databaseUrl: idle.pop() ?? (await database()), log: silent });
    body(closing(opened, reuse), 'postgres');
  });
}

/** A second store on the database of a first one, as another server has it; to be closed by the test. */
export function another({ native }: Store): Store {
  if (native.engine !== 'postgres') throw new Error('PGlite has one connection: nobody else is there');
  return postgresStore({ databaseUrl: native.listenUrl, log: silent });
}

/** Addresses of new databases with all tables and no rows, on one PostgreSQL for the whole file. */
export function freshDatabases(): () => Promise<string> {
  beforeAll(async () => {
    users += 1;
    server ??= startPostgres().then(async (postgres) => {
      const url = await postgres.createDatabase();
      await (await openStore({ databaseUrl: url })).close();
      return { postgres, template: new URL(url).pathname.slice(1) };
    });
    await server;
  });
  afterAll(async () => {
    users -= 1;
    if (users > 0 || server === null) return;
    const { postgres } = await server;
    server = null;
    idle.length = 0;
    await postgres.stop();
  });
  return async () => {
    const { postgres, template } = await server!;
    return postgres.createDatabase(template);
  };
}

let server: Promise<{ readonly postgres: Postgres; readonly template: string }> | null = null;
let users = 0;

/** Addresses of databases that no test uses now, emptied. */
const idle: string[] = [];

async function reuse({ native }: Store): Promise<void> {
  if (native.engine !== 'postgres') return;
  // What a test left locked stays its own: the next one gets a new database.
  if (await emptyDatabase(native.listenUrl)) idle.push(native.listenUrl);
}

function closing(open: Open, closed?: (store: Store) => Promise<void>): Open {
  const opened: Store[] = [];
  afterEach(async () => {
    for (const store of opened.splice(0)) {
      await store.close();
      await closed?.(store);
    }
  });
  return async () => {
    const store = await open();
    opened.push(store);
    return store;
  };
}
