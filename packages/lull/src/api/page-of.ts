import { LullError } from '../errors.ts';

/**
 * One page of what is in memory, in the order of its keys.
 *
 * @returns `next` is `after` of the following page; null on the last
 * @throws LullError `bad-request` when `after` is no place in the list
 * @example pageOf(entries, ({ name }) => name, { limit: 50 })
 */
export function pageOf<T>(
  all: readonly T[],
  keyOf: (item: T) => string,
  { after, limit }: { readonly after?: string | undefined; readonly limit: number },
): { items: T[]; next: string | null } {
  const from = after === undefined ? null : keyAt(after);
  const ordered = all.toSorted((a, b) => compare(keyOf(a), keyOf(b)));
  const rest = from === null ? ordered : ordered.filter((item) => compare(keyOf(item), from) > 0);
  return pageFrom(rest, keyOf, limit);
}

/**
 * One page of what comes after a place: all of it, or at least one more than the page holds.
 *
 * @example pageFrom(await catalogPage(db, 'window', { limit: limit + 1 }), ({ name }) => name, limit)
 */
export function pageFrom<T>(rest: readonly T[], keyOf: (item: T) => string, limit: number) {
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  const next = rest.length > limit && last ? Buffer.from(keyOf(last)).toString('base64url') : null;
  return { items, next };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * The key after which a page begins.
 *
 * @param after `next` of the page before
 * @throws LullError `bad-request` when it is no place in a list
 * @example keyAt('c2hvcA') === 'shop'
 */
export function keyAt(after: string): string {
  const key = Buffer.from(after, 'base64url').toString();
  if (!key.includes('\0') && Buffer.from(key).toString('base64url') === after.replace(/=+$/, '')) return key;
  throw new LullError('bad-request', 'That is no place in the list', 'Take `next` of the page before.');
}
