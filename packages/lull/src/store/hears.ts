import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { SECOND } from '../time/instant.ts';
import type { Store } from './contract.ts';

/** Longer than a notification takes anywhere. */
const WITHIN = 2 * SECOND;

/**
 * Whether notifications come through. Behind a pooler, or on another database, LISTEN succeeds and nothing is
 * ever heard.
 *
 * @throws LullError `store-unavailable`
 * @example if (!(await hearsItself(store))) log('warn', 'notifications do not come through');
 */
export async function hearsItself(store: Store): Promise<boolean> {
  const word = randomUUID();
  const heard = Promise.withResolvers<boolean>();
  const stop = await store.listen('lull_hello', (payload) => {
    if (payload === word) heard.resolve(true);
  });
  const timer = setTimeout(heard.resolve, WITHIN, false);
  try {
    await sql`select pg_notify('lull_hello', ${word})`.execute(store.db);
    return await heard.promise;
  } finally {
    clearTimeout(timer);
    await stop();
  }
}
