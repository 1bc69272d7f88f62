import type { Target } from '../channels/contract.ts';
import type { Sealed } from '../tokens.ts';
import { type SubscriberRow, sealedAs } from './rows.ts';

/** What of a row says where its subscriber is reached. */
export type AddressRow = Pick<SubscriberRow, 'id' | 'address' | 'sealed' | 'shown' | 'is_trusted'>;

/**
 * Where a subscriber is reached.
 *
 * @returns null where it was sealed under another `LULL_SECRET` than the server has now
 * @example const target = targetOf(announce.sealed, row);
 */
export function targetOf(sealed: Sealed, row: AddressRow): Target | null {
  const { id, address, shown, is_trusted: isTrusted } = row;
  if (address !== null) return { address, secret: null, shown, isTrusted };
  const text = sealed.open(sealedAs(id), row.sealed ?? '');
  return text === null ? null : { ...(JSON.parse(text) as Target), shown, isTrusted };
}
