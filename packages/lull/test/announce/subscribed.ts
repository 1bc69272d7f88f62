import { usualChoices } from '../../src/announce/audience/choices.ts';
import { insertRows, type NewSubscriber, rowOf, subscriberOf } from '../../src/announce/audience/rows.ts';
import type { Announce, Subscriber } from '../../src/announce/contract.ts';

/**
 * A subscriber who is there, by mail and for everything where nothing else is said.
 *
 * @example await subscribed(announce, 'ada@example.com', { services: ['shop'], language: 'de' })
 */
export async function subscribed(
  { store, sealed, channels, now }: Pick<Announce, 'store' | 'sealed' | 'channels' | 'now'>,
  address: string,
  given: Partial<Omit<NewSubscriber, 'target'>> & {
    readonly secret?: string;
    readonly isTrusted?: boolean;
  } = {},
): Promise<Subscriber> {
  const { secret = null, isTrusted = true, channel = 'mail', ...rest } = given;
  const target = channels.all[channel].read({ address, secret, isTrusted });
  return store.transaction(async (trx) => {
    const row = rowOf(
      {
        ...usualChoices,
        tenants: [],
        tags: [],
        state: 'active',
        source: 'added',
        ...rest,
        channel,
        target,
      },
      { sealed, isSecret: (name) => channels.all[name].isSecret, now: await now(trx) },
    );
    await insertRows(trx, [row]);
    return subscriberOf(row);
  });
}
