import { sql } from 'kysely';
import type { Trx } from '../store/contract.ts';

/** The channel on which servers tell each other that somebody's rights changed. */
export const accessChannel = 'lull_access';

/**
 * Tells all servers, when the transaction is committed, to forget what they remember about keys.
 *
 * @example await tellAccessChanged(trx, person);
 */
export async function tellAccessChanged(trx: Trx, whose: string): Promise<void> {
  await sql`select pg_notify(${accessChannel}, ${whose})`.execute(trx);
}
