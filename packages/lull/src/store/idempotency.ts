import { createHash } from 'node:crypto';
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
  if (!(await isFirst(trx, actor, key, request))) return answered<T>(trx, actor, key, request);
  const answer = await work();
  await remember(trx, actor, key, answer);
  return answer;
}

/**
 * Remembers what was made for a key where it cannot be told twice, such as a secret: asked again, it is made
 * anew, and what was made before can be ended.
 *
 * @param request what is asked, as `onceFor` takes it
 * @returns what was made for the same request before; null for the first time
 * @throws LullError `idempotency-mismatch` when the key was used for another request
 * @example const before = await madeAnew(trx, actor.id, key, hash, { id: made.id });
 */
export async function madeAnew<T>(
  trx: Trx,
  actor: string,
  key: string,
  request: string,
  made: T,
): Promise<T | null> {
  const before = (await isFirst(trx, actor, key, request))
    ? null
    : await answered<T>(trx, actor, key, request);
  await remember(trx, actor, key, made);
  return before;
}

/**
 * A text that is the same for the same request, in whatever order its fields were written.
 *
 * @example fingerprint({ a: 1, b: 2 }) === fingerprint({ b: 2, a: 1 })
 */
export function fingerprint(request: unknown): string {
  const text = JSON.stringify(request, (_, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
  return createHash('sha256').update(text).digest('hex');
}

async function isFirst(trx: Trx, actor: string, key: string, request: string): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('store_idempotency')
    .values({ actor, key, request, answer: null })
    .onConflict((row) => row.doNothing())
    .executeTakeFirst();
  return Boolean(numInsertedOrUpdatedRows);
}

async function remember(trx: Trx, actor: string, key: string, answer: unknown): Promise<void> {
  await trx
    .updateTable('store_idempotency')
    .set({ answer: JSON.stringify(answer) })
    .where('actor', '=', actor)
    .where('key', '=', key)
    .execute();
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
    // Others who ask at once wait, and find what this one made.
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (first.request === request) return first.answer as T;
  throw new LullError(
    'idempotency-mismatch',
    'The idempotency key was used before for a different request',
    'Use a new key for a new request.',
  );
}
