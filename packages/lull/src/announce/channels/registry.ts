import type { AnnounceSettings } from '../settings.ts';
import { byChannel, type Channel, type ChannelName, type Channels } from './contract.ts';
import { mailChannel } from './mail/channel.ts';
import { ntfyChannel } from './ntfy/channel.ts';
import { type OutgoingOptions, openOutgoing } from './outgoing/open.ts';
import { slackChannel } from './slack/channel.ts';
import { webhookChannel } from './webhook/channel.ts';

/** Every channel there is. */
const registry: Readonly<Record<ChannelName, Channel>> = {
  mail: mailChannel,
  webhook: webhookChannel,
  slack: slackChannel,
  ntfy: ntfyChannel,
};

/**
 * The channels, as the server's settings set them up.
 *
 * @param options what stands for the internet in a test
 * @throws LullError `bad-setting` for an address of the mail server that can't be used
 * @example openChannels(settings).senders.mail // null without LULL_MAIL_URL
 */
export function openChannels(
  { mail, perMinute }: Pick<AnnounceSettings, 'mail' | 'perMinute'>,
  options: OutgoingOptions = {},
): Channels {
  const outgoing = openOutgoing(options);
  const senders = byChannel((name) => registry[name].open({ mail, outgoing }));
  return {
    all: registry,
    senders,
    rates: byChannel((name) => ({ perMinute: perMinute[name], atOnce: registry[name].atOnce })),
    async close() {
      await Promise.all(Object.values(senders).map((sender) => sender?.close()));
      await outgoing.close();
    },
  };
}
