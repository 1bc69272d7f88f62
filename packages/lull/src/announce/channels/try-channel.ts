import { randomUUID } from 'node:crypto';
import { demand } from '../../access/allowed.ts';
import { writeAudit } from '../../access/audit.ts';
import type { Actor } from '../../access/contract.ts';
import { LullError } from '../../errors.ts';
import type { Announce } from '../contract.ts';
import { publicPageOf } from '../public/public-catalog.ts';
import type { ChannelName, Sent } from './contract.ts';
import { testMessage } from './test-message.ts';

/** Where a test message is to go. */
export interface TriedAddress {
  readonly channel: ChannelName;
  readonly address: string;
  readonly secret?: string | null | undefined;
  /** BCP 47 tag, lower case. */
  readonly language: string;
}

/** What became of it. */
export interface Tried {
  /** Its Message-ID or webhook-id. */
  readonly id: string;
  /** Where it went, as people may see it. */
  readonly shown: string;
  readonly sent: Sent;
  /** The secret that was made to sign it with; null where none was made. */
  readonly secret: string | null;
}

/**
 * Sends one message that says that it is a test, once, past the queue.
 *
 * @throws LullError `not-allowed` for all but owners of everything; `bad-address`; `channel-not-set-up`
 * @example await tryChannel(announce, actor, { channel: 'mail', address: 'ada@example.com', language: 'en' })
 */
export async function tryChannel(
  announce: Announce,
  actor: Actor,
  { channel, address, secret = null, language }: TriedAddress,
): Promise<Tried> {
  demand(actor, 'configure', null);
  const { channels, settings, words, keeper, store } = announce;
  const target = channels.all[channel].read({ address, secret, isTrusted: true });
  const sender = channels.senders[channel];
  if (sender === null) throw notSetUp(channel);
  const id = randomUUID();
  const { catalog } = await keeper().catalog();
  const at = await store.transaction(async (trx) => {
    const now = await announce.now(trx);
    await writeAudit(trx, actor, { action: 'channel.try', subject: channel, data: { message: id } }, now);
    return now;
  });
  const page = publicPageOf(catalog, settings);
  const sent = await sender.send(testMessage({ id, at, words: words.of(language), page }), target);
  return { id, shown: target.shown, sent, secret: secret === null ? target.secret : null };
}

function notSetUp(channel: ChannelName): LullError {
  const todo = 'Start the server with LULL_MAIL_URL and LULL_MAIL_FROM.';
  return new LullError('channel-not-set-up', `This server sends nothing by ${channel}`, todo, { channel });
}
