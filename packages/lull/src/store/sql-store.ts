import { type Dialect, Kysely, sql } from 'kysely';
import { LullError } from '../errors.ts';
import type { Native, Store, Tables } from './contract.ts';
import { guarded } from './guard.ts';
import { transactions } from './transactions.ts';

/** What an engine brings. */
export interface Engine {
  readonly native: Native;
  readonly dialect: Dialect;
  readonly listen: Store['listen'];
  /**
   * Lets everybody else in the process be heard; for an engine that works within it and waits for nothing.
   */
  readonly pause?: () => Promise<void>;
  /** Throws when nothing can be asked of it any more. */
  readonly checkRunning?: () => void;
  /** As {@link Store.halted}; left out where the engine is a process of its own. */
  readonly halted?: Store['halted'];
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
  pause = async () => undefined,
  checkRunning = () => undefined,
  halted = new Promise(() => undefined),
  beforeEnd,
  afterEnd,
}: Engine): Store {
  const { checkOutside, run, settled } = transactions();
  let ended: Promise<void> | null = null;
  const check = () => {
    checkOutside();
    if (ended) throw new LullError('store-unavailable', 'The store is closed', 'Start Lull again.');
  };
  const guard = { check, checkRunning, oneConnection: native.engine === 'pglite' };
  const db = new Kysely<Tables>({ dialect: guarded(dialect, guard) });
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
    async transaction(work) {
      check();
      try {
        return await run(db, work);
      } finally {
        await pause();
      }
    },
    async now(trx) {
      if (trx === undefined) check();
      const { rows } = await asksNow.execute(trx ?? db);
      return Number(rows[0]!.now);
    },
    async listen(channel, heard) {
      check();
      return listen(channel, heard);
    },
    halted,
    close: () => {
      ended ??= endAll();
      return ended;
    },
  };
}

const asksNow = sql<{ now: string }>`
  select floor(extract(epoch from clock_timestamp()) * 1000)::bigint as now`;
