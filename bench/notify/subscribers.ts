import { usualChoices } from '../../packages/lull/src/announce/audience/choices.ts';
import { rowOf, type SubscriberRow } from '../../packages/lull/src/announce/audience/rows.ts';
import type { Announce } from '../../packages/lull/src/announce/contract.ts';
import type { Instant } from '../../packages/lull/src/time/instant.ts';

/** What is written in one transaction. */
const AT_ONCE = 5_000;

/** So many subscribers by mail, in portions. */
export function* subscriberRows(
  { sealed, channels }: Announce,
  count: number,
  now: Instant,
): Generator<SubscriberRow[]> {
  const mail = channels.all.mail;
  const making = { sealed, isSecret: () => false, now };
  const one = (_: unknown, i: number): SubscriberRow => {
    const target = mail.read({ address: `reader-${i + 1}@example.com`, isTrusted: true });
    const given = { tenants: [], tags: [], state: 'active', source: 'sign-up', channel: 'mail' } as const;
    return rowOf({ ...usualChoices, ...given, target }, making);
  };
  for (let from = 0; from < count; from += AT_ONCE) {
    yield Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, i) => one(_, from + i));
  }
}
