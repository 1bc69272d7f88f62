import { usualChoices } from '../../../src/announce/audience/choices.ts';
import { rowOf, type SubscriberRow } from '../../../src/announce/audience/rows.ts';
import type { Announce } from '../../../src/announce/contract.ts';
import type { Instant } from '../../../src/time/instant.ts';

/**
 * Rows of so many subscribers by mail: `reader-1@example.com` and so on.
 *
 * @param after the number of the last one that is there already
 */
export function readers(
  { sealed, channels }: Pick<Announce, 'sealed' | 'channels'>,
  count: number,
  now: Instant,
  after = 0,
): SubscriberRow[] {
  return Array.from({ length: count }, (_, i) => {
    const address = `reader-${after + i + 1}@example.com`;
    const target = channels.all.mail.read({ address, isTrusted: true });
    const given = { tenants: [], tags: [], state: 'active', source: 'sign-up', channel: 'mail' } as const;
    return rowOf({ ...usualChoices, ...given, target }, { sealed, isSecret: () => false, now });
  });
}
