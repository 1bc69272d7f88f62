import { type Dialect, Kysely, sql } from 'kysely';
import type { Native, Store, Tables } from './contract.ts';
import { guarded } from './guard.ts';
import { transactions } from './transactions.ts';

/** What an engine brings. */
export interface Engine {
  readonly native: Native;
  readonly dialect: Dialect;
  readonly listen: Store['listen'];
  /** Throws when nothing can be asked of it any more. */
  readonly check?: () => void;
  /** Ends what listens, when all that was begun is through. */
  readonly beforeEnd: () => Promise<void>;
  /** Ends the connections. */
  readonly afterEnd: () => Promise<void>;
}

/**
 * The store on an engine: what both have in common.
 *
 * @example sqlStore({ native, dialect: new PGliteDialect({ pglite }), listen })
 */
export function sqlStore({
  native,
  dialect,
  listen,
  check: checkRunning = () => undefined,
  beforeEnd,
  afterEnd,
}: Engine): Store {
  const { checkOutside, run, settled } = transactions();
  const check = () => {
    checkOutside();
    checkRunning();
  };
  const db = new Kysely<Tables>({
    dialect: guarded(dialect, { check, oneConnection: native.engine === 'pglite' }),
  });
  let ended: Promise<void> | null = null;
  const endAll = async (): Promise<void> => {
    await settled();
    try {
      await beforeEnd();
      await db.destroy();
    } finally {
      await afterEnd();
    }
  };
  return {
    engine: native.engine,
    native,
    db,
    transaction: (work) => run(db, work),
    async now(trx) {
      const asked = sql<{
        now: string;
      }>`select floor(extract(epoch from clock_timestamp()) * 1000)::bigint as now`;
      const { rows } = await asked.execute(trx ?? db);
      return Number(rows[0]!.now);
    },
    async listen(channel, heard) {
      check();
      return listen(channel, heard);
    },
    close: () => {
      ended ??= endAll();
      return ended;
    },
  };
}
