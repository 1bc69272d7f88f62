import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, afterEach, describe, inject } from 'vitest';
import { postgresMissing } from '../../../../test/peers/postgres.ts';
import type { SharedPostgres } from '../../../../test/support/shared-postgres.ts';
import type { Store } from '../../src/store/contract.ts';
import { silent } from '../../src/store/log.ts';
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

/** Addresses of new databases with all tables and no rows, dropped after the file's last test. */
export function freshDatabases(): () => Promise<string> {
  const made: string[] = [];
  afterAll(async () => {
    idle.length = 0;
    const { url } = await shared();
    await each(url, made.splice(0), (name) => `drop database if exists ${name} with (force)`);
  });
  return async () => {
    const { url, template } = await shared();
    const name = `test_${randomUUID().replaceAll('-', '')}`;
    await each(url, [name], () => `create database ${name} template ${template} strategy file_copy`);
    made.push(name);
    const own = new URL(url);
    own.pathname = name;
    return own.href;
  };
}

let told: Promise<SharedPostgres> | null = null;

/** The PostgreSQL that all test files share. */
function shared(): Promise<SharedPostgres> {
  told ??= fetch(inject('sharedPostgres')).then(async (answer) => {
    if (!answer.ok) throw new Error(await answer.text());
    return (await answer.json()) as SharedPostgres;
  });
  return told;
}

async function each(url: string, names: readonly string[], text: (name: string) => string): Promise<void> {
  if (names.length === 0) return;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const name of names) await client.query(text(name));
  } finally {
    await client.end();
  }
}

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
