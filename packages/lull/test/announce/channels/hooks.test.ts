import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, it } from 'vitest';
import type { Sender, Sent, Target } from '../../../src/announce/channels/contract.ts';
import { ntfyChannel } from '../../../src/announce/channels/ntfy/channel.ts';
import { ntfySender } from '../../../src/announce/channels/ntfy/sender.ts';
import { openOutgoing } from '../../../src/announce/channels/outgoing/open.ts';
import { slackChannel } from '../../../src/announce/channels/slack/channel.ts';
import { slackBody, slackSender } from '../../../src/announce/channels/slack/sender.ts';
import { webhookChannel } from '../../../src/announce/channels/webhook/channel.ts';
import { webhookSender } from '../../../src/announce/channels/webhook/sender.ts';
import { noticeKinds } from '../../../src/announce/contract.ts';
import { type Answer, type HookServer, startHookServer } from './hook-server.ts';
import { messageWith } from './message.ts';

const ended: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of ended.splice(0).reverse()) await end();
});

async function started(answer?: (call: number) => Answer): Promise<HookServer> {
  const server = await startHookServer(answer);
  ended.push(server.stop);
  return server;
}

function outgoing() {
  const opened = openOutgoing();
  ended.push(opened.close);
  return opened;
}

const bad = expect.objectContaining({ code: 'bad-address' });

describe('a webhook', () => {
  it('is signed as receivers verify it, with the same id and body each time', async () => {
    const server = await started((call) => ({ status: call === 0 ? 503 : 200 }));
    const target = webhookChannel.read({ address: `${server.url}/hook?key=1`, isTrusted: true });
    const message = messageWith({ data: { id: '7', title: 'größer "<&' } });
    const sender = webhookSender(outgoing());
    expect(await sender.send(message, target)).toMatchObject({ outcome: 'again' });
    expect(await sender.send(message, target)).toEqual({ outcome: 'sent' });

    for (const { path, headers, body } of server.calls) {
      expect(path).toBe('/hook?key=1');
      expect(headers).toMatchObject({ 'content-type': 'application/json', 'webhook-id': message.id });
      expect(new Webhook(target.secret!).verify(body, headers as Record<string, string>)).toEqual({
        type: 'downtime.moved',
        timestamp: '2026-12-01T09:30:00Z',
        data: message.data,
      });
    }
    expect(server.calls[1]!.body).toBe(server.calls[0]!.body);
    const another = webhookChannel.read({ address: server.url, isTrusted: true }).secret!;
    const { body, headers } = server.calls[0]!;
    expect(() => new Webhook(another).verify(body, headers as Record<string, string>)).toThrow();
  });

  it('is to an address that others never see, with a secret that was given or made', () => {
    const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    const read = (given?: string | null) =>
      webhookChannel.read({
        address: 'https://CI.example.com/h/4711?key=geheim',
        ...(given === undefined ? {} : { secret: given }),
        isTrusted: false,
      });
    expect(read(secret)).toEqual({
      address: 'https://ci.example.com/h/4711?key=geheim',
      secret,
      shown: 'https://ci.example.com/…',
      isTrusted: false,
    });
    expect(read().secret).toMatch(/^whsec_[\w+/]{43}=$/);
    expect(read(null).secret).not.toBe(read('').secret);
    for (const wrong of ['geheim', 'whsec_', 'whsec_kurz', `whsec_${'!'.repeat(44)}`, `${secret}\r\nX: 1`]) {
      expect(() => read(wrong)).toThrow(bad);
    }
  });

  it('gets nothing without a secret', async () => {
    const server = await started();
    const target: Target = { address: server.url, secret: null, shown: '', isTrusted: true };
    const sent = await webhookSender(outgoing()).send(messageWith(), target);
    expect(sent).toMatchObject({ outcome: 'refused', disables: false });
    expect(server.calls).toEqual([]);
  });
});

describe('what comes of an answer', () => {
  const page = `<html>\u0007\n${'no '.repeat(400)}</html>`;
  const answers: readonly (readonly [number, Record<string, string>, string, Partial<Sent> & object])[] = [
    [200, {}, 'ok', { outcome: 'sent' }],
    [204, {}, '', { outcome: 'sent' }],
    [301, { location: 'http://169.254.169.254/' }, '', { outcome: 'refused', disables: false }],
    [307, { location: '/' }, '', { outcome: 'refused', disables: false }],
    [401, {}, 'who?', { outcome: 'again', after: null, error: 'answered 401: who?' }],
    [404, {}, '', { outcome: 'again', after: null, error: 'answered 404' }],
    [410, {}, 'gone', { outcome: 'refused', disables: true }],
    [429, { 'retry-after': '30' }, '', { outcome: 'again', after: 30_000 }],
    [500, {}, page, { outcome: 'again', after: null }],
    [503, { 'retry-after': '5' }, '', { outcome: 'again', after: 5000 }],
    [504, {}, '', { outcome: 'again', maybeSent: true }],
  ];

  it.each(answers)('%i', async (status, headers, body, outcome) => {
    const server = await started(() => ({ status, headers, body }));
    const target = webhookChannel.read({ address: server.url, isTrusted: true });
    const sent = await webhookSender(outgoing()).send(messageWith(), target);
    expect(sent).toMatchObject(outcome);
    if (sent.outcome !== 'sent') {
      expect(sent.error.length).toBeLessThan(230);
      expect(sent.error).not.toMatch(/\p{Cc}/u);
    }
  });

  it('that doesn’t come is tried again; it was perhaps sent where there was a connection', async () => {
    const server = await started(() => (request) => request.socket.destroy());
    const target = webhookChannel.read({ address: server.url, isTrusted: true });
    const sender = webhookSender(outgoing());
    expect(await sender.send(messageWith(), target)).toMatchObject({ outcome: 'again', maybeSent: true });
    await server.stop();
    ended.shift();
    expect(await sender.send(messageWith(), target)).toEqual({
      outcome: 'again',
      error: expect.stringContaining('ECONNREFUSED'),
      after: null,
    });
  });

  it('is none where the address is private: nothing is sent and nobody is disabled', async () => {
    const server = await started();
    const senders: Record<string, Sender> = {
      webhook: webhookSender(outgoing()),
      slack: slackSender(outgoing()),
      ntfy: ntfySender(outgoing()),
    };
    const { secret } = webhookChannel.read({ address: server.url, isTrusted: true });
    const target: Target = { address: `${server.url}/topic`, secret, shown: '', isTrusted: false };
    for (const sender of Object.values(senders)) {
      expect(await sender.send(messageWith(), target)).toEqual({
        outcome: 'refused',
        error: expect.stringContaining('not of the public internet'),
        disables: false,
      });
    }
    expect(server.calls).toEqual([]);
  });
});

describe('Slack', () => {
  const hook = 'https://hooks.slack.com/services/T0AB12CD/B0EF34GH/geheimgeheimgeheim';

  it('takes its own addresses from anybody, others from the owner, and tells none', () => {
    const { address, shown } = slackChannel.read({ address: hook, isTrusted: false });
    expect(address).toBe(hook);
    expect(shown).toBe('https://hooks.slack.com/services/T0AB12CD/…');
    const own = slackChannel.read({ address: 'http://chat.internal/hooks/geheim', isTrusted: true });
    expect(own.shown).toBe('http://chat.internal/…');
    for (const wrong of [
      'https://hooks.slack.com/',
      'https://hooks.slack.com/triggers/T/1/x',
      'https://hooks.slack.com:8443/services/T/B/x',
      'https://hooks.slack.com.evil.example/services/T/B/x',
      'https://evil.example/hooks.slack.com/services/T/B/x',
      'http://hooks.slack.com/services/T/B/x',
    ]) {
      expect(() => slackChannel.read({ address: wrong, isTrusted: false })).toThrow(bad);
    }
  });

  it('gets text that can mention nobody', async () => {
    const server = await started(() => ({ status: 200, body: 'ok' }));
    const target = slackChannel.read({ address: `${server.url}/hook`, isTrusted: true });
    const subject = '<!channel> @here a & b';
    const message = messageWith({ subject, paragraphs: ['<https://x|y> *bold*', ' '] });
    expect(await slackSender(outgoing()).send(message, target)).toEqual({ outcome: 'sent' });
    const { text, blocks } = JSON.parse(server.calls[0]!.body) as ReturnType<typeof slackBody>;
    // What knows no blocks, such as Mattermost, shows this: all is in it.
    expect(text).toBe(
      `&lt;!channel&gt; @\u200bhere a &amp; b\n\n&lt;https://x|y&gt; *bold*\n\n<${message.statusUrl}>`,
    );
    expect(blocks).toEqual([
      { type: 'header', text: { type: 'plain_text', text: subject, emoji: false } },
      { type: 'section', text: { type: 'plain_text', text: '<https://x|y> *bold*', emoji: false } },
      {
        type: 'rich_text',
        elements: [
          {
            type: 'rich_text_section',
            elements: [{ type: 'link', url: message.statusUrl, text: 'Read more' }],
          },
        ],
      },
    ]);
    // The reader of a hook's button is warned that no app answers for it.
    expect(server.calls[0]!.body).not.toContain('"button"');
  });

  it('gets no more than it takes', () => {
    const long = '😀'.repeat(4000);
    const body = slackBody(messageWith({ subject: long, paragraphs: Array(60).fill(long), more: long }));
    expect(body.blocks.length).toBeLessThanOrEqual(50);
    const [header, section] = body.blocks as { text: { text: string } }[];
    expect(header!.text.text.length).toBeLessThanOrEqual(150);
    expect(section!.text.text.length).toBeLessThanOrEqual(3000);
    expect(header!.text.text.isWellFormed()).toBe(true);
  });

  it.each([
    [404, 'no_service', { outcome: 'refused', disables: true }],
    [403, 'invalid_token', { outcome: 'refused', disables: true }],
    [410, 'channel_is_archived', { outcome: 'refused', disables: true }],
    [403, 'action_prohibited', { outcome: 'again' }],
    [400, 'invalid_blocks', { outcome: 'refused', disables: false }],
    [429, '', { outcome: 'again' }],
    [500, 'rollup_error', { outcome: 'again' }],
  ])('says %i %s', async (status, body, outcome) => {
    const server = await started(() => ({ status, body }));
    const target = slackChannel.read({ address: server.url, isTrusted: true });
    expect(await slackSender(outgoing()).send(messageWith(), target)).toMatchObject(outcome);
  });
});

describe('ntfy', () => {
  it('gets a message of a kind, all of it as data', async () => {
    const server = await started();
    const target = ntfyChannel.read({
      address: `${server.url}/our-topic`,
      secret: 'tk_geheim',
      isTrusted: true,
    });
    expect(target.shown).toBe(`${server.url}/…`);
    const message = messageWith({ subject: 'größer\r\nX: 1' });
    expect(await ntfySender(outgoing()).send(message, target)).toEqual({ outcome: 'sent' });
    const [{ path, headers, body }] = server.calls as [HookServer['calls'][0]];
    expect(path).toBe('/');
    expect(headers.authorization).toBe('Bearer tk_geheim');
    expect(headers).not.toHaveProperty('x');
    expect(JSON.parse(body)).toEqual({
      topic: 'our-topic',
      sequence_id: message.id,
      title: 'größer\r\nX: 1',
      message: message.paragraphs.join('\n\n'),
      tags: ['calendar'],
      priority: 4,
      click: message.statusUrl,
    });
  });

  it('gets every kind, and no more than it keeps as a message', async () => {
    const server = await started();
    const target = ntfyChannel.read({ address: `${server.url}/t`, isTrusted: true });
    const sender = ntfySender(outgoing());
    for (const kind of [...noticeKinds, null]) {
      await sender.send(messageWith({ kind, paragraphs: ['ä😀'.repeat(2000)] }), target);
    }
    expect(server.calls).toHaveLength(noticeKinds.length + 1);
    for (const { body, headers } of server.calls) {
      const { message } = JSON.parse(body) as { message: string };
      expect(Buffer.byteLength(message)).toBeLessThanOrEqual(4096);
      expect(message).not.toContain('\ufffd');
      expect(headers).not.toHaveProperty('authorization');
    }
  });

  it.each([
    'https://ntfy.sh/',
    'https://ntfy.sh/a/b',
    'https://ntfy.sh/a?auth=x',
    'https://ntfy.sh/ä',
    'https://ntfy.sh/a b',
    'http://ntfy.sh/a',
    `https://ntfy.sh/${'a'.repeat(65)}`,
  ])('has no address %s', (address) => {
    expect(() => ntfyChannel.read({ address, isTrusted: false })).toThrow(bad);
  });

  it('has no token that would be another header', () => {
    const given = { address: 'https://ntfy.sh/a', secret: 'tk_a\r\nX: 1', isTrusted: false };
    expect(() => ntfyChannel.read(given)).toThrow(bad);
  });
});
