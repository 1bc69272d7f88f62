import type { Reader, Trx } from './contract.ts';

/** What is counted in the store. `epoch` rises when a backup is restored. */
export type SequenceName = 'catalog' | 'epoch' | 'events';

/**
 * Takes the next numbers. The row stays locked until the transaction ends, so that numbers are without gaps
 * and in the order of the commits.
 *
 * @param count how many
 * @returns the last of them
 * @example await nextInSequence(trx, 'catalog')
 */
export async function nextInSequence(trx: Trx, name: SequenceName, count = 1): Promise<number> {
  const { value } = await trx
    .updateTable('store_sequence')
    .set((row) => ({ value: row('value', '+', String(count)) }))
    .where('name', '=', name)
    .returning('value')
    .executeTakeFirstOrThrow();
  return Number(value);
}

/**
 * The number that was given out last; 0 before the first.
 *
 * @example await lastInSequence(store.db, 'epoch') === 1
 */
export async function lastInSequence(db: Reader, name: SequenceName): Promise<number> {
  const { value } = await db
    .selectFrom('store_sequence')
    .select('value')
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  return Number(value);
}
