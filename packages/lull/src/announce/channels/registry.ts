import type { AnnounceSettings } from '../settings.ts';
import type { Channel, ChannelName, ChannelRate, Channels, Sender } from './contract.ts';
import { mailChannel } from './mail/channel.ts';
import { mailSender } from './mail/sender.ts';
import { ntfyChannel } from './ntfy/channel.ts';
import { ntfySender } from './ntfy/sender.ts';
import { type OutgoingOptions, openOutgoing } from './outgoing/open.ts';
import { slackChannel } from './slack/channel.ts';
import { slackSender } from './slack/sender.ts';
import { webhookChannel } from './webhook/channel.ts';
import { webhookSender } from './webhook/sender.ts';

/** Every channel there is: what it reads, and how many attempts it makes at once. */
const registry: Readonly<Record<ChannelName, { readonly channel: Channel; readonly atOnce: number }>> = {
  // Twice the connections of its pool: while one answer is written down the next message is there.
  mail: { channel: mailChannel, atOnce: 20 },
  webhook: { channel: webhookChannel, atOnce: 20 },
  slack: { channel: slackChannel, atOnce: 4 },
  ntfy: { channel: ntfyChannel, atOnce: 4 },
};

/** How each channel reads an address; it needs no settings. */
export const channelsByName: Readonly<Record<ChannelName, Channel>> = {
  mail: registry.mail.channel,
  webhook: registry.webhook.channel,
  slack: registry.slack.channel,
  ntfy: registry.ntfy.channel,
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
  const senders: Readonly<Record<ChannelName, Sender | null>> = {
    mail: mail && mailSender(mail),
    webhook: webhookSender(outgoing),
    slack: slackSender(outgoing),
    ntfy: ntfySender(outgoing),
  };
  const rate = (name: ChannelName): ChannelRate => ({
    perMinute: perMinute[name],
    atOnce: registry[name].atOnce,
  });
  return {
    all: channelsByName,
    senders,
    rates: { mail: rate('mail'), webhook: rate('webhook'), slack: rate('slack'), ntfy: rate('ntfy') },
    async close() {
      await Promise.all(Object.values(senders).map((sender) => sender?.close()));
      await outgoing.close();
    },
  };
}
