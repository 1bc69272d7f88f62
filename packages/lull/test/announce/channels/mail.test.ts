import { simpleParser } from 'mailparser';
import { describe, expect, it } from 'vitest';
import type { MailServer } from '../../../../../test/peers/smtp.ts';
import { senderTo, started, target } from './mail-support.ts';
import { invitation, messageWith } from './message.ts';

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

  it('offers one click only over https, as RFC 8058 has it', async () => {
    const server = await started();
    const unsubscribeUrl = 'http://localhost:3000/unsubscribe/x';
    await senderTo(server.url).send(messageWith({ unsubscribeUrl }), target());
    const [{ raw }] = (await server.received(1)) as [MailServer['mails'][0]];
    expect(raw).toContain(`\r\nList-Unsubscribe: <${unsubscribeUrl}>\r\n`);
    expect(raw).not.toContain('List-Unsubscribe-Post');
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
