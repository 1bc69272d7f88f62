import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { LullError } from '../errors.ts';
import type { Tables, Trx } from './contract.ts';
import { because, isConflict } from './failures.ts';

/** How often a transaction is tried before its caller is told. */
const tries = 6;

/** Longest pause before the second try; each further one may be twice as long. Milliseconds. */
const pause = 10;

/**
 * Transactions, and the guard that the outer handle is not used inside one.
 *
 * READ COMMITTED with row locks: every statement sees what was committed before it, so whoever waited for a
 * lock reads what the other wrote, and nothing is tried in vain. What must not be seen half is read in one
 * statement or under a lock.
 */
export function transactions() {
  const inside = new AsyncLocalStorage<{ open: boolean }>();
  const running = new Set<Promise<unknown>>();

  const checkOutside = (): void => {
    if (!inside.getStore()?.open) return;
    throw new LullError(
      'internal',
      'The store was used from inside a transaction other than through it',
      'Use `trx`; anything else would wait for the transaction for ever.',
    );
  };

  const once = <T>(db: Kysely<Tables>, work: (trx: Trx) => Promise<T>): Promise<T> =>
    db
      .transaction()
      .setIsolationLevel('read committed')
      .execute(async (trx) => {
        const scope = { open: true };
        try {
          return await inside.run(scope, () => work(trx));
        } finally {
          scope.open = false;
        }
      });

  const again = async <T>(db: Kysely<Tables>, work: (trx: Trx) => Promise<T>): Promise<T> => {
    for (let tried = 1; ; tried++) {
      try {
        return await once(db, work);
      } catch (error) {
        if (!isConflict(error)) throw error;
        if (tried === tries) throw because(error, collided());
        await delay(Math.random() * pause * 2 ** tried);
      }
    }
  };

  return {
    checkOutside,
    async run<T>(db: Kysely<Tables>, work: (trx: Trx) => Promise<T>): Promise<T> {
      const result = again(db, work);
      running.add(result);
      try {
        return await result;
      } finally {
        running.delete(result);
      }
    },
    /** Ends when all that run have ended, however. */
    settled: () => Promise.allSettled(running),
  };
}

function collided(): LullError {
  return new LullError('store-unavailable', 'Too many changes collided', 'Try again.', {
    reason: 'conflict',
  });
}
