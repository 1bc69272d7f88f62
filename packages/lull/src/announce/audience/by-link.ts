import type { Announce, Subscriber } from '../contract.ts';
import type { LinkPurpose } from '../tokens.ts';
import { rowWith } from './find.ts';
import { subscriberOf } from './rows.ts';

/**
 * Who a link is for.
 *
 * @returns `id` null for a link that is none of ours; `subscriber` null for one who is gone
 * @example const { id, subscriber } = await byLink(announce, 'manage', token);
 */
export async function byLink(
  { store, sealed }: Pick<Announce, 'store' | 'sealed'>,
  purpose: LinkPurpose,
  token: string,
): Promise<{ readonly id: string | null; readonly subscriber: Subscriber | null }> {
  const id = sealed.read(purpose, token);
  const row = id === null ? null : await rowWith(store.db, id);
  return { id, subscriber: row && subscriberOf(row) };
}
