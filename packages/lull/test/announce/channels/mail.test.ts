import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { setDefaultCACertificates } from 'node:tls';
import { simpleParser } from 'mailparser';
import { afterEach, describe, expect, it } from 'vitest';
import { certificate, type MailServer, Refusal, startMailServer } from '../../../../../test/peers/smtp.ts';
import type { Sender, Sent } from '../../../src/announce/channels/contract.ts';
import { mailChannel } from '../../../src/announce/channels/mail/channel.ts';
import { mailSender } from '../../../src/announce/channels/mail/sender.ts';
import { poolOptions } from '../../../src/announce/channels/mail/server.ts';
import { invitation, messageWith } from './message.ts';

const from = 'Prüfstand “status” <status@example.com>';
const ended: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of ended.splice(0).reverse()) await end();
});

const target = (address = 'ada@example.org') => mailChannel.read({ address, isTrusted: false });

function senderTo(server: string, sender = from): Sender {
  const opened = mailSender({ server, from: sender });
  ended.push(opened.close);
  return opened;
}

async function started(options: Parameters<typeof startMailServer>[0] = {}): Promise<MailServer> {
  const server = await startMailServer(options);
  ended.push(server.stop);
  return server;
}

describe('a mail', () => {
  it('carries text, HTML and the calendar, each as it was written', async () => {
    const server = await started();
    const message = messageWith();
    expect(await senderTo(server.url).send(message, target('Ada@Exämple.org'))).toEqual({ outcome: 'sent' });

    const [mail] = await server.received(1);
    // The server shows what came as `xn--exmple-cua.org`.
    expect(mail).toMatchObject({ from: 'status@example.com', to: ['Ada@exämple.org'] });
    const { parsed } = mail!;
    expect(parsed.subject).toBe(message.subject);
    expect(parsed.from!.value).toEqual([{ name: 'Prüfstand “status”', address: 'status@example.com' }]);
    expect(mail!.raw).toContain('\r\nTo: Ada@xn--exmple-cua.org\r\n');
    expect(parsed.text!.trim()).toBe(message.text);
    expect(parsed.html).toContain(message.html);
    expect(parsed.date).toEqual(new Date(message.at));
    const calendars = parsed.attachments.map(({ contentType, filename, content }) => ({
      contentType,
      filename: filename ?? null,
      text: content.toString(),
    }));
    expect(calendars).toEqual([
      { contentType: 'text/calendar', filename: null, text: invitation },
      { contentType: 'application/ics', filename: 'downtime.ics', text: invitation },
    ]);
    // Mail programs look for the method in the part's type, within the alternatives.
    expect(mail!.raw).toMatch(/Content-Type: text\/calendar; charset=utf-8; method=REQUEST/);
    expect(mail!.raw).toMatch(
      /multipart\/mixed[\s\S]*multipart\/alternative[\s\S]*text\/plain[\s\S]*text\/html/,
    );
  });

  it('says which message it is, of which downtime, and how to leave', async () => {
    const server = await started();
    const message = messageWith({ invite: null });
    const sender = senderTo(server.url);
    await sender.send(message, target());
    await sender.send(message, target());
    const mails = await server.received(2);
    for (const { raw, parsed } of mails) {
      expect(parsed.messageId).toBe(`<${message.id}@example.com>`);
      expect(parsed.inReplyTo).toBe(`<${message.thread}@example.com>`);
      expect(parsed.references).toBe(`<${message.thread}@example.com>`);
      const { headers } = parsed;
      expect(headers.get('auto-submitted')).toBe('auto-generated');
      expect(headers.get('precedence')).toBe('bulk');
      expect(headers.get('content-language')).toBe('en');
      expect(raw).toContain('\r\nList-ID: <downtimes.example.com>\r\n');
      expect(raw).toContain(`\r\nList-Unsubscribe: <${message.unsubscribeUrl}>\r\n`);
      expect(raw).toContain('\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n');
      expect(parsed.attachments).toEqual([]);
    }
  });

  it('takes the downtime off the calendar', async () => {
    const server = await started();
    const invite = { method: 'CANCEL', text: invitation.replace('REQUEST', 'CANCEL') } as const;
    await senderTo(server.url).send(messageWith({ kind: 'cancelled', invite }), target());
    const [{ raw, parsed }] = (await server.received(1)) as [MailServer['mails'][0]];
    expect(raw).toMatch(/Content-Type: text\/calendar; charset=utf-8; method=CANCEL/);
    expect(parsed.attachments.map(({ content }) => content.toString())).toEqual([invite.text, invite.text]);
  });

  it('has no line that is longer than mail servers take', async () => {
    const server = await started();
    const long = `${'Donaudampfschiff'.repeat(200)} ${'ä'.repeat(2000)}`;
    const unsubscribeUrl = `https://status.example.com/${'u'.repeat(800)}`;
    await senderTo(server.url).send(
      messageWith({ subject: long, text: long, html: `<p>${long}</p>`, unsubscribeUrl }),
      target(),
    );
    const [{ raw, parsed }] = (await server.received(1)) as [MailServer['mails'][0]];
    expect(Math.max(...raw.split('\r\n').map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(998);
    expect(parsed.text!.trim()).toBe(long);
  });

  it('has neither a thread nor a way to leave where there is none', async () => {
    const server = await started();
    await senderTo(server.url, 'status@exämple.com').send(
      messageWith({ kind: null, unsubscribeUrl: null }),
      target(),
    );
    const [{ parsed, raw }] = (await server.received(1)) as [MailServer['mails'][0]];
    expect(raw).toContain('\r\nFrom: status@xn--exmple-cua.com\r\n');
    expect(parsed.inReplyTo).toBeUndefined();
    expect(raw).not.toMatch(/^(?:List-Unsubscribe|References)/m);
  });

  it('has the headers that it should and no others, whatever it is made of', async () => {
    const server = await started();
    const evil = 'x\r\nBcc: eve@evil.example\r\n\r\nBody\u2028X-Evil: 1\0';
    await senderTo(server.url, 'Status\t<status@example.com>').send(
      messageWith({
        subject: evil,
        language: evil,
        text: `${evil}\r\n.\r\nMAIL FROM:<eve@evil.example>\r\n`,
        html: `<p>${evil}</p>`,
        invite: { method: 'CANCEL', text: evil },
        unsubscribeUrl:
          'https://status.example.com/leave/x?a=>,<mailto:eve@evil.example>\r\nBcc: eve@evil.example',
      }),
      target(),
    );
    const [{ parsed, raw, to }] = (await server.received(1)) as [MailServer['mails'][0]];
    expect(to).toEqual(['ada@example.org']);
    expect(server.mails).toHaveLength(1);
    expect(parsed.bcc).toBeUndefined();
    expect(parsed.headers.has('x-evil')).toBe(false);
    expect(raw.slice(0, raw.indexOf('\r\n\r\n'))).not.toMatch(/^(?:bcc|x-evil)/im);
    expect(raw).toContain('%3E,%3Cmailto:');
    expect((await simpleParser(raw)).subject).not.toMatch(/[\r\n]/);
  });
});

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
    const sender = mailSender({ server: server.url, from }, 2_000);
    ended.push(sender.close);
    // More than there are connections: each must be given back.
    const sent = await Promise.all(Array.from({ length: 25 }, () => sender.send(messageWith(), target())));
    expect(sent.every(({ outcome }) => outcome === 'again')).toBe(true);
    isStalling = false;
    expect(await sender.send(messageWith(), target())).toEqual({ outcome: 'sent' });
    expect(server.mails).toHaveLength(1);
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
