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
  const from = after === undefined ? null : keyIn(after);
  const ordered = all.toSorted((a, b) => compare(keyOf(a), keyOf(b)));
  const rest = from === null ? ordered : ordered.filter((item) => compare(keyOf(item), from) > 0);
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  const next = rest.length > limit && last ? Buffer.from(keyOf(last)).toString('base64url') : null;
  return { items, next };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function keyIn(after: string): string {
  const key = Buffer.from(after, 'base64url').toString();
  if (Buffer.from(key).toString('base64url') === after.replace(/=+$/, '')) return key;
  throw new LullError('bad-request', 'That is no place in the list', 'Take `next` of the page before.');
}
