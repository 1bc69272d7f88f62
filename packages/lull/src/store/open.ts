import type { Store } from './contract.ts';
import { openFailure } from './failures.ts';
import { hearsItself } from './hears.ts';
import { type StoreLog, silent } from './log.ts';
import { type LibrarySchema, migrate } from './migrate.ts';
import { openFolder } from './pglite-folder.ts';
import { postgresStore } from './postgres.ts';

/** Where everything is kept. */
export interface StoreOptions {
  /** PostgreSQL; without it everything is in the folder. */
  readonly databaseUrl?: string | undefined;
  /** `./lull-data` when left out. */
  readonly folder?: string | undefined;
  /** A direct connection to PostgreSQL for LISTEN, where `databaseUrl` is a pooler. */
  readonly listenUrl?: string | undefined;
  /** How many connections to PostgreSQL at most. */
  readonly pool?: number | undefined;
  /** What libraries keep in schemas of their own, made before ours. */
  readonly libraries?: readonly LibrarySchema[] | undefined;
  readonly log?: StoreLog | undefined;
}

/**
 * Opens the store and brings its schema up to date.
 *
 * @throws LullError `store-in-use`, `store-newer`, `store-older`, `store-damaged`, `store-unavailable`,
 *   `bad-setting`, `write-failed`
 * @example const store = await openStore({ folder: './lull-data' });
 */
export async function openStore(options: StoreOptions = {}): Promise<Store> {
  const { log = silent } = options;
  const store = await openEmpty(options);
  try {
    await migrate(store, options.libraries);
    if (store.engine === 'postgres' && !(await hearsItself(store))) log('warn', deaf);
    return store;
  } catch (error) {
    await store.close();
    throw openFailure(error);
  }
}

const deaf =
  'notifications of the database do not come through: is there a pooler? Name the database itself in ' +
  'LULL_LISTEN_URL; until then changes are looked for once a second';

/**
 * Opens the store as it is, whatever its schema: for restoring a backup into it.
 *
 * @throws LullError as {@link openStore}
 * @example await restoreBackup(await openEmpty({ folder }), input)
 */
export async function openEmpty(options: StoreOptions = {}): Promise<Store> {
  const { databaseUrl, listenUrl, pool, folder = './lull-data', log = silent } = options;
  if (databaseUrl !== undefined) return postgresStore({ databaseUrl, listenUrl, pool, log });
  return openFolder(folder, log);
}
