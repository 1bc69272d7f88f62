import type { SendMailOptions } from 'nodemailer';
import { LullError } from '../../../errors.ts';
import type { Message } from '../contract.ts';
import { readMailAddress } from './address.ts';

/** Makes what nodemailer sends of a message to one mailbox. */
export type Compose = (message: Message, to: string) => SendMailOptions;

/**
 * What all mails of a sender have in common. A notice keeps its Message-ID through every attempt; all about
 * one downtime refer to the same one, which none of them has, so that mail programs show them together
 * whichever was read first.
 *
 * @throws LullError `bad-setting` for a sender that mail servers don't take
 * @param from `Example status <status@example.com>`, or the address alone
 * @example composeWith('status@example.com')(message, 'ada@example.org').messageId
 */
export function composeWith(from: string): Compose {
  const sender = readSender(from);
  const host = sender.address.slice(sender.address.lastIndexOf('@') + 1);
  const listId = `<downtimes.${host}>`;
  return ({ id, thread, at, kind, language, subject, text, html, invite, unsubscribeUrl }, to) => {
    const root = `<${thread}@${host}>`;
    return {
      from: sender,
      to: { name: '', address: to },
      envelope: { from: sender.address, to: [to] },
      messageId: `<${id}@${host}>`,
      ...(kind === null ? {} : { inReplyTo: root, references: root }),
      date: new Date(at),
      subject: line(subject),
      text,
      html,
      ...(invite === null
        ? {}
        : { icalEvent: { method: invite.method, filename: 'downtime.ics', content: invite.text } }),
      headers: {
        // RFC 3834, and what Exchange goes by instead: no out-of-office answers.
        'Auto-Submitted': 'auto-generated',
        'X-Auto-Response-Suppress': 'OOF, AutoReply',
        Precedence: 'bulk',
        'Content-Language': line(language),
        'List-Id': { prepared: true, value: listId },
        ...(unsubscribeUrl === null ? {} : unsubscribing(unsubscribeUrl)),
      },
    };
  };
}

/**
 * RFC 2369, and RFC 8058, which is for https alone. Written as it is: folded, a long address would no longer
 * be one.
 */
function unsubscribing(url: string): SendMailOptions['headers'] {
  const { href, protocol } = new URL(url);
  return {
    'List-Unsubscribe': { prepared: true, value: `<${href}>` },
    ...(protocol === 'https:' && { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }),
  };
}

function readSender(from: string): { readonly name: string; readonly address: string } {
  const [, name, inside] = /^([^<]*)<([^>]*)>$/.exec(from) ?? [];
  return { name: line(name ?? '').replace(/^"(.*)"$/, '$1'), address: readSenderAddress(inside ?? from) };
}

function readSenderAddress(text: string): string {
  try {
    return readMailAddress(text, true);
  } catch (error) {
    if (!(error instanceof LullError)) throw error;
    throw new LullError('bad-setting', `LULL_MAIL_FROM: ${error.message}`, error.todo, {
      setting: 'LULL_MAIL_FROM',
    });
  }
}

/** One line, whatever is in it: a line break would begin another header. */
function line(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}
