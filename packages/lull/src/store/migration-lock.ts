import type { Store } from './contract.ts';
import { storeFailure } from './failures.ts';

/** Any number that nothing else locks: the letters LULS. */
const MIGRATING = 0x4c_55_4c_53;

/**
 * Runs the work while no other server runs such work. On PGlite nobody else is there.
 *
 * The lock is held by a transaction and not by a session, so that it works behind a pooler too.
 */
export async function underLock<T>({ native }: Store, work: () => Promise<T>): Promise<T> {
  if (native.engine === 'pglite') return work();
  const client = await native.pool.connect().catch((error) => {
    throw storeFailure(error);
  });
  const lost = Promise.withResolvers<never>();
  lost.promise.catch(() => undefined);
  client.on('error', lost.reject);
  try {
    await client.query(`begin; set local statement_timeout = 0; set local lock_timeout = 0;
      set local idle_in_transaction_session_timeout = 0`);
    await client.query('select pg_advisory_xact_lock($1)', [MIGRATING]);
    const done = await Promise.race([work(), lost.promise]);
    await client.query('commit');
    client.release();
    return done;
  } catch (error) {
    client.release(true);
    throw storeFailure(error);
  }
}
