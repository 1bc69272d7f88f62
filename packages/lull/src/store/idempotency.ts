import { LullError } from '../errors.ts';
import type { Instant } from '../time/instant.ts';
import type { Trx } from './contract.ts';

/**
 * Does the work once for a key, however often it is asked: the same key with the same request gives the
 * answer of the first time. Asked again while the first is at work, it waits for it. What throws leaves
 * nothing, so that it can be tried again.
 *
 * @param request what is asked, as a text that is the same for the same request, such as a hash
 * @param work its answer is kept as JSON and comes back as that
 * @throws LullError `idempotency-mismatch` when the key was used for another request, and what `work` throws
 * @example await onceFor(trx, actor.id, key, hash, () => schedule(trx, plan))
 */
export async function onceFor<T>(
  trx: Trx,
  actor: string,
  key: string,
  request: string,
  work: () => Promise<T>,
): Promise<T> {
  const { numInsertedOrUpdatedRows: isFirst } = await trx
    .insertInto('store_idempotency')
    .values({ actor, key, request, answer: null })
    .onConflict((row) => row.doNothing())
    .executeTakeFirst();
  if (!isFirst) return answered<T>(trx, actor, key, request);
  const answer = await work();
  await trx
    .updateTable('store_idempotency')
    .set({ answer: JSON.stringify(answer) })
    .where('actor', '=', actor)
    .where('key', '=', key)
    .execute();
  return answer;
}

/**
 * Forgets the keys that were used before then.
 *
 * @returns how many
 * @example await forgetIdempotency(trx, now - DAY)
 */
export async function forgetIdempotency(trx: Trx, before: Instant): Promise<number> {
  const { numDeletedRows } = await trx
    .deleteFrom('store_idempotency')
    .where('created_at', '<', new Date(before))
    .executeTakeFirst();
  return Number(numDeletedRows);
}

async function answered<T>(trx: Trx, actor: string, key: string, request: string): Promise<T> {
  const first = await trx
    .selectFrom('store_idempotency')
    .select(['request', 'answer'])
    .where('actor', '=', actor)
    .where('key', '=', key)
    .executeTakeFirstOrThrow();
  if (first.request === request) return first.answer as T;
  throw new LullError(
    'idempotency-mismatch',
    'The idempotency key was used before for a different request',
    'Use a new key for a new request.',
  );
}
