import { describe, expect, it, onTestFinished } from 'vitest';
import { openChannels } from '../../../src/announce/channels/registry.ts';

describe('the channels of a server', () => {
  const perMinute = { mail: 600, webhook: 500, slack: 60, ntfy: 30 };

  it('are those that are set up', () => {
    const channels = openChannels({ mail: null, perMinute });
    onTestFinished(() => channels.close());
    expect(channels.senders.mail).toBeNull();
    expect(channels.senders.webhook).not.toBeNull();
    expect(channels.rates.ntfy).toEqual({ perMinute: 30, atOnce: 4 });
    for (const [name, channel] of Object.entries(channels.all)) expect(channel.name).toBe(name);
  });

  it('have mail where a server is named', () => {
    const channels = openChannels({ mail: { server: 'smtp://localhost', from: 'a@example.com' }, perMinute });
    onTestFinished(() => channels.close());
    expect(channels.senders.mail).not.toBeNull();
  });
});
