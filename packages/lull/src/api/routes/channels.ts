import { channelNames } from '../../announce/channels/contract.ts';
import { tryChannel as tryOut } from '../../announce/channels/try-channel.ts';
import { answer } from '../answer.ts';
import { listChannels, tryChannel } from '../contract/channels.ts';
import type { Routes } from '../parts.ts';

/** The ways to reach people. */
export const channelRoutes: Routes = (mount, { announce }) => {
  mount(listChannels, async ({ c }) => {
    const { all, senders, rates } = announce.channels;
    const items = channelNames.map((name) => ({
      name,
      isSetUp: senders[name] !== null,
      isPublic: all[name].isPublic,
      perMinute: rates[name].perMinute,
      attempts: all[name].retry.attempts,
    }));
    return answer(c, listChannels, { items });
  });

  mount(tryChannel, async ({ c, actor, params: { name }, body }) => {
    const { id, shown, sent, secret } = await tryOut(announce, actor, { channel: name, ...body });
    return answer(c, tryChannel, {
      id,
      shown,
      outcome: sent.outcome,
      error: sent.outcome === 'sent' ? null : sent.error,
      disables: sent.outcome === 'refused' && sent.disables,
      secret,
    });
  });
};
