import type { DatabaseConnection, Dialect, Driver } from 'kysely';
import { PostgresAdapter } from 'kysely';
import { storeFailure } from './failures.ts';

/** How a dialect is guarded. */
export interface Guard {
  /** Throws where the outer handle may not be used. */
  readonly check: () => void;
  /** Throws when nothing can be asked of the engine any more; looked at again when one's turn has come. */
  readonly checkRunning: () => void;
  /** Whether all share one connection, so that each waits for the one before. */
  readonly oneConnection: boolean;
}

/**
 * The same dialect, whose connections are given out only where `check` lets them, one at a time where there
 * is only one, and whose failures are errors of ours where a person can do something about them.
 *
 * @example new Kysely({ dialect: guarded(new PGliteDialect({ pglite }), guard) })
 */
export function guarded(dialect: Dialect, guard: Guard): Dialect {
  return {
    // Kysely's own lock for one connection comes before the driver, where a forbidden use would wait for
    // ever.
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => guardedDriver(dialect.createDriver(), guard),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
  };
}

function guardedDriver(driver: Driver, { check, checkRunning, oneConnection }: Guard): Driver {
  const told = new WeakSet<DatabaseConnection>();
  const turns = oneConnection ? takeTurns() : null;
  return {
    init: (options) => failing(() => driver.init(options)),
    async acquireConnection(options) {
      check();
      await turns?.take();
      try {
        checkRunning();
        const connection = await failing(() => driver.acquireConnection(options));
        if (!told.has(connection)) tellFailures(connection);
        told.add(connection);
        return connection;
      } catch (error) {
        turns?.giveBack();
        throw error;
      }
    },
    beginTransaction: (connection, settings) => failing(() => driver.beginTransaction(connection, settings)),
    commitTransaction: (connection) => failing(() => driver.commitTransaction(connection)),
    rollbackTransaction: (connection) => failing(() => driver.rollbackTransaction(connection)),
    savepoint: (connection, name, compile) => driver.savepoint!(connection, name, compile),
    rollbackToSavepoint: (connection, name, compile) =>
      driver.rollbackToSavepoint!(connection, name, compile),
    releaseSavepoint: (connection, name, compile) => driver.releaseSavepoint!(connection, name, compile),
    async releaseConnection(connection, options) {
      try {
        await driver.releaseConnection(connection, options);
      } finally {
        turns?.giveBack();
      }
    },
    async destroy(options) {
      await turns?.take();
      await driver.destroy(options);
    },
  };
}

async function failing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw storeFailure(error);
  }
}

function tellFailures(connection: DatabaseConnection): void {
  const execute = connection.executeQuery;
  connection.executeQuery = (...query) => failing(() => execute.apply(connection, query)) as never;
}

/** One at a time, in the order of asking. */
function takeTurns() {
  const waiting: (() => void)[] = [];
  let taken = false;
  return {
    take: async (): Promise<void> => {
      if (taken) await new Promise<void>((next) => waiting.push(next));
      taken = true;
    },
    giveBack: (): void => {
      const next = waiting.shift();
      if (next === undefined) taken = false;
      else next();
    },
  };
}
