import { randomUUID } from 'node:crypto';
import { type Db, fromKysely, fromPglite, PgBoss, type SendOptions } from 'pg-boss';
import { LullError } from '../errors.ts';
import type { Native, Store, Trx } from '../store/contract.ts';
import { storeFailure } from '../store/failures.ts';
import type { Log } from './contract.ts';

/** A queue's name and how its jobs are tried again. */
export interface QueueKind {
  readonly name: string;
  readonly retryLimit: number;
  /** Seconds until the second try; each further one waits longer. */
  readonly retryDelay: number;
}

/** The one queue for what is done later: chores, and whatever is sent out. */
export interface Queue {
  readonly boss: PgBoss;
  /**
   * Puts a job into a queue in the transaction that asks for it: there is no job without the change, and no
   * change without the job.
   *
   * @throws LullError `internal` for a queue that was not named when it was opened
   */
  sendIn(trx: Trx, queue: string, data: object, options?: SendOptions): Promise<void>;
  /** Takes no more jobs, and ends when those at work are through. */
  stop(): Promise<void>;
}

/** How often jobs are looked for whose server died, in seconds. */
const LOOKED_AFTER = 15;

/** How long jobs at work may take to end when it stops, in milliseconds. */
const STOP_WITHIN = 10_000;

/**
 * Opens the queue in the store's own database, in the schema `pgboss`, which it makes or upgrades first.
 *
 * @param kinds every queue that jobs are put into
 * @throws LullError `store-unavailable`
 * @example const queue = await openQueue(store, log, [{ name: 'chores', retryLimit: 3, retryDelay: 60 }]);
 */
export async function openQueue(store: Store, log: Log, kinds: readonly QueueKind[]): Promise<Queue> {
  const { native } = store;
  const boss = new PgBoss({
    db: databaseOf(native),
    backend: native.engine,
    schema: 'pgboss',
    registerInstance: false,
    superviseIntervalSeconds: LOOKED_AFTER,
    monitorIntervalSeconds: LOOKED_AFTER,
  });
  boss.on('error', (error) => log.warn({ err: error }, 'the queue cannot go on for now'));
  boss.on('warning', (warning) => log.warn({ warning }, 'the queue warns'));
  try {
    await start(boss, kinds);
  } catch (error) {
    // Otherwise it goes on looking at its queues, and the process never ends.
    await boss.stop({ graceful: false, close: false }).catch(() => {});
    throw error;
  }
  const known = new Set(kinds.map(({ name }) => name));
  return {
    boss,
    async sendIn(trx, queue, data, options = {}) {
      if (!known.has(queue)) throw unknownQueue(queue);
      await boss.send(queue, data, { ...options, db: fromKysely(trx) });
    },
    stop: () => boss.stop({ graceful: true, timeout: STOP_WITHIN, close: false }),
  };
}

async function start(boss: PgBoss, kinds: readonly QueueKind[]): Promise<void> {
  await boss.start();
  for (const { name, retryLimit, retryDelay } of kinds) {
    await boss.createQueue(name, { retryLimit, retryDelay, retryBackoff: true });
    // A queue that is not remembered would be looked up from inside a transaction, on another connection,
    // and on PGlite there is none: looking for a job that is not there makes it remembered.
    await boss.findJobs(name, { id: randomUUID() });
  }
}

function databaseOf(native: Native): Db {
  if (native.engine === 'pglite') return fromPglite(native.pglite);
  const { pool } = native;
  return {
    executeSql: (text, values) =>
      pool.query(text, values as unknown[] | undefined).catch((error: unknown) => {
        throw storeFailure(error);
      }),
  };
}

function unknownQueue(name: string): LullError {
  return new LullError('internal', `There is no queue ${name}`, 'Name it where the queue is opened.');
}
