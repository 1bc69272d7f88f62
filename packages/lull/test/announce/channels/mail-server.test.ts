import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { setDefaultCACertificates } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { certificate, Refusal, type startMailServer } from '../../../../../test/peers/smtp.ts';
import type { Sent } from '../../../src/announce/channels/contract.ts';
import { mailSender } from '../../../src/announce/channels/mail/sender.ts';
import { poolOptions } from '../../../src/announce/channels/mail/server.ts';
import { from, senderTo, started, talking, target } from './mail-support.ts';
import { messageWith } from './message.ts';

describe('what a mail server answers', () => {
  const refused = (disables: boolean) => expect.objectContaining({ outcome: 'refused', disables });
  const again = expect.objectContaining({ outcome: 'again', after: null });
  const answers: readonly (readonly [
    code: number,
    text: string,
    atRecipient: unknown,
    atMessage: unknown,
  ])[] = [
    [550, '5.1.1 <ada@example.org> no such user', refused(true), refused(true)],
    [550, 'No such user here', refused(true), refused(false)],
    [553, '5.1.3 bad address', refused(true), refused(true)],
    [556, '5.1.10 takes no mail', refused(true), refused(true)],
    [550, '5.2.1 mailbox is disabled', refused(true), refused(true)],
    [552, '5.2.2 mailbox is full', refused(false), refused(false)],
    [550, '5.7.1 message looks like spam', refused(false), refused(false)],
    [550, '5.1.8 sender is rejected', refused(false), refused(false)],
    [550, 'Relay not permitted', refused(false), refused(false)],
    [554, 'Transaction failed', refused(false), refused(false)],
    [530, '5.7.0 authentication required', again, again],
    [503, 'bad sequence', again, again],
    [450, '4.2.0 greylisted, try again', again, again],
    [451, '4.7.1 too many', again, again],
    [452, '4.2.2 mailbox is full', again, again],
  ];

  it.each(answers)('%i %s', async (code, text, atRecipient, atMessage) => {
    const server = await started();
    const sender = senderTo(server.url);
    server.refuseRecipients(() => new Refusal(code, text));
    expect(await sender.send(messageWith(), target())).toEqual(atRecipient);
    server.refuseRecipients(null);
    server.refuseMessages(() => new Refusal(code, text));
    const sent = await sender.send(messageWith(), target());
    expect(sent).toEqual(atMessage);
    expect(sent).toHaveProperty('error', expect.stringContaining(text));
    server.refuseMessages(null);
    expect(await sender.send(messageWith(), target())).toEqual({ outcome: 'sent' });
  });

  it('to our sender says nothing of the recipient', async () => {
    const server = await started({
      onMailFrom: (_address, _session, done) => done(new Refusal(550, '5.1.0 sender rejected')),
    });
    expect(await senderTo(server.url).send(messageWith(), target())).toEqual({
      outcome: 'again',
      error: expect.stringContaining('refuses our sender: 550'),
      after: null,
    });
  });

  it('to our password says nothing of the recipient, and the error doesn’t tell it', async () => {
    const onAuth: NonNullable<Parameters<typeof startMailServer>[0]>['onAuth'] = (
      { password },
      _session,
      done,
    ) => (password === 'p@ss' ? done(null, { user: 'lull' }) : done(new Refusal(535, 'wrong password')));
    const server = await started({ onAuth, authOptional: false, allowInsecureAuth: true });
    const at = (password: string) => server.url.replace('//', `//lull:${encodeURIComponent(password)}@`);
    const sent = await senderTo(at('geheim')).send(messageWith(), target());
    expect(sent).toMatchObject({ outcome: 'again', error: expect.stringContaining('refuses our user: 535') });
    expect(JSON.stringify(sent)).not.toContain('geheim');
    expect(await senderTo(at('p@ss')).send(messageWith(), target())).toEqual({ outcome: 'sent' });
  });

  it('in time or not at all: a server that stalls holds up nobody after it', async () => {
    let isStalling = true;
    const server = await started({
      onRcptTo: (_address, _session, done) => (isStalling ? undefined : done()),
    });
    const sender = senderTo(server.url, from, 2_000);
    // More than there are connections: each must be given back.
    const sent = await Promise.all(Array.from({ length: 25 }, () => sender.send(messageWith(), target())));
    const error = 'the mail server did not answer in time';
    expect(sent).toEqual(sent.map(() => ({ outcome: 'again', error, after: null })));
    isStalling = false;
    expect(await sender.send(messageWith(), target())).toEqual({ outcome: 'sent' });
    expect(server.mails).toHaveLength(1);
  });

  it('or nothing, once it had all of the message: then it was perhaps sent', async () => {
    const unsure = expect.objectContaining({ outcome: 'again', maybeSent: true });
    const silent = await started({ onData: (stream) => void stream.resume() });
    expect(await senderTo(silent.url, from, 2_000).send(messageWith(), target())).toEqual(unsure);

    const rude = await talking((line, socket) => {
      if (line === '.') socket.destroy();
      else if (line === 'DATA') socket.write('354 Go on\r\n');
      else if (/^(?:EHLO|MAIL|RCPT) /.test(line)) socket.write('250 OK\r\n');
    });
    expect(await senderTo(rude).send(messageWith(), target())).toEqual(unsure);
    const half = await talking((line, socket) => {
      if (line === 'DATA') socket.destroy();
      else if (/^(?:EHLO|MAIL|RCPT) /.test(line)) socket.write('250 OK\r\n');
    });
    const sent = await senderTo(half).send(messageWith(), target());
    expect(sent).toMatchObject({ outcome: 'again' });
    expect(sent).not.toHaveProperty('maybeSent');
  });

  it('not at all once it is closed, whatever it was about to take', async () => {
    const asked = Promise.withResolvers<() => void>();
    const server = await started({ onRcptTo: (_address, _session, done) => asked.resolve(done) });
    const sender = senderTo(server.url);
    const sent = sender.send(messageWith(), target());
    const take = await asked.promise;
    await sender.close();
    take();
    expect(await sent).toMatchObject({ outcome: 'again' });
    expect(server.mails).toEqual([]);
  });

  it('is tried again where it breaks off, or nobody answers', async () => {
    const rude = createServer((socket) => {
      socket.on('error', () => {}).on('data', () => socket.end());
      socket.write('220 mail.example.com\r\n');
    });
    await once(rude.listen(0, '127.0.0.1'), 'listening');
    const { port } = rude.address() as AddressInfo;
    const sender = senderTo(`smtp://127.0.0.1:${port}`);
    const again = (error: RegExp) => ({ outcome: 'again', error: expect.stringMatching(error), after: null });
    expect(await sender.send(messageWith(), target())).toEqual(again(/closed/));
    rude.close();
    await once(rude, 'close');
    expect(await sender.send(messageWith(), target())).toEqual(again(/ECONNREFUSED/));
  });
});

describe('the way to the mail server', () => {
  it('is TLS from the start, and the certificate must be good', async () => {
    const server = await started({ secure: true });
    const sent = await senderTo(server.url).send(messageWith(), target());
    expect(sent).toMatchObject({ outcome: 'again', error: expect.stringMatching(/certificate/) });
    expect(server.mails).toEqual([]);
    setDefaultCACertificates([certificate.cert]);
    expect(await senderTo(server.url).send(messageWith(), target())).toEqual({ outcome: 'sent' });
    expect(server.mails[0]!.isSecure).toBe(true);
  });

  it('becomes TLS before anything is sent, where the server is on another machine', async () => {
    const plain = await started();
    const elsewhere = (port: number, query = '') => `smtp://[::ffff:127.0.0.1]:${port}${query}`;
    const sent = await senderTo(elsewhere(plain.port)).send(messageWith(), target());
    expect(sent).toMatchObject({ outcome: 'again', error: expect.stringMatching(/STARTTLS/) });
    expect(plain.mails).toEqual([]);
    const optional = senderTo(elsewhere(plain.port, '?tls=optional'));
    expect(await optional.send(messageWith(), target())).toEqual({ outcome: 'sent' });

    const offering = await started({ disabledCommands: [] });
    const taken = senderTo(elsewhere(offering.port, '?tls=optional'));
    expect(await taken.send(messageWith(), target())).toEqual({ outcome: 'sent' });
    expect(offering.mails[0]!.isSecure).toBe(true);
  });

  it.each([
    ['smtps://mail.example.com', { port: 465, secure: true, requireTLS: false }],
    ['smtps://mail.example.com?tls=optional', { secure: true, tls: { rejectUnauthorized: true } }],
    ['smtp://mail.example.com', { port: 587, secure: false, requireTLS: true }],
    ['smtp://a%40b:p%3Aw@mail.example.com:2525/', { port: 2525, auth: { user: 'a@b', pass: 'p:w' } }],
    ['smtp://localhost', { port: 25, requireTLS: false, opportunisticTLS: true }],
    ['smtp://127.0.0.1.evil.example', { requireTLS: true, tls: { rejectUnauthorized: true } }],
  ])('%s', (server, options) => expect(poolOptions(server)).toMatchObject(options));

  it.each(['jürgen@example.com', 'Status <a b@example.com>', 'a@exa mple.com'])(
    'has no sender %s',
    (sender) => {
      expect(() => mailSender({ server: 'smtp://localhost', from: sender })).toThrow(
        expect.objectContaining({ code: 'bad-setting', message: expect.stringMatching(/^LULL_MAIL_FROM: /) }),
      );
    },
  );

  it.each(['smtp://a/?tls=off', 'smtp://a/x', 'smtp://a#b', 'smtp://a?pool=1'])('%s', (server) =>
    expect(() => poolOptions(server)).toThrow(expect.objectContaining({ code: 'bad-setting' })),
  );

  it('is shared by a few connections, which are kept', async () => {
    const server = await started();
    const sender = senderTo(server.url);
    const sent: Sent[] = await Promise.all(
      Array.from({ length: 60 }, () => sender.send(messageWith(), target())),
    );
    expect(sent.every(({ outcome }) => outcome === 'sent')).toBe(true);
    expect(server.mails).toHaveLength(60);
    expect(server.mostConnections()).toBeLessThanOrEqual(10);
  });
});
