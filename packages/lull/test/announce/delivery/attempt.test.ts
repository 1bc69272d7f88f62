import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { mailChannel } from '../../../src/announce/channels/mail/channel.ts';
import { mailSender } from '../../../src/announce/channels/mail/sender.ts';
import { type Attempt, attempt } from '../../../src/announce/delivery/attempt.ts';
import { messageWith } from '../channels/message.ts';

/** A server that takes connections and never says a word. */
async function silent(): Promise<string> {
  const server = createServer((socket) => onTestFinished(() => void socket.destroy()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `smtp://127.0.0.1:${(server.address() as { port: number }).port}`;
}

async function toSilence(): Promise<Attempt> {
  const sender = mailSender({ server: await silent(), from: 'status@example.com' });
  onTestFinished(() => sender.close());
  const target = mailChannel.read({ address: 'ada@example.com', isTrusted: false });
  return { channel: mailChannel, sender, message: messageWith(), target, attempts: 0 };
}

const never = new AbortController().signal;

describe('an attempt', () => {
  it('ends when its time is over, and is tried again', async () => {
    const fate = await attempt(await toSilence(), never, 50);
    expect(fate).toMatchObject({ outcome: 'again', error: 'no answer within 0.05 s', maybeSent: true });
  });

  it('ends when the server has to', async () => {
    const cut = new AbortController();
    const fate = attempt(await toSilence(), cut.signal);
    cut.abort();
    expect(await fate).toMatchObject({ outcome: 'again', error: 'the server was stopped while it was sent' });
    expect(await attempt(await toSilence(), cut.signal)).toMatchObject({ outcome: 'again' });
  });

  it('is tried again where the sender breaks its word and throws', async () => {
    const given = await toSilence();
    for (const send of [
      () => Promise.reject(new Error('broken for ada@example.com')),
      () => {
        throw new Error('broken for ada@example.com');
      },
    ]) {
      const fate = await attempt({ ...given, sender: { ...given.sender, send } }, never);
      expect(fate).toMatchObject({ outcome: 'again', error: 'Error: broken for …' });
    }
  });
});
