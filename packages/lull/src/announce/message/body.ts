import { html, raw } from 'hono/html';
import { oneLine } from '../../printable.ts';
import type { Message } from '../channels/contract.ts';
import { say } from '../words/say.ts';
import { type MailParts, mailHtml } from './html.ts';
import type { RecipientLinks } from './message.ts';

/** A message's body, in each form that a channel may take. */
export type Body = Pick<Message, 'text' | 'html' | 'footer'>;

// Where the recipient's links go: markup, and so nothing that is escaped can hold it.
const place = '<!link>';

/**
 * The body of messages that differ in nothing but the links of their recipients: rendered once.
 *
 * @returns the body for one recipient; without a footer where there is nothing to leave
 * @example bodyFor({ words, page, subject, paragraphs, link })(null).footer // []
 */
export function bodyFor(parts: Omit<MailParts, 'footer'>): (links: RecipientLinks | null) => Body {
  const { words, page, paragraphs, link } = parts;
  const why = say(words, 'mail.why', { page: oneLine(page.title) });
  const labels = { manage: say(words, 'mail.manage'), unsubscribe: say(words, 'mail.leave') };
  const text = [...paragraphs, `${link.label}: ${link.url}`].join('\n\n');
  const whole = mailHtml({ ...parts, footer: [] });
  const [start, middle, end] = mailHtml({
    ...parts,
    footer: [
      { text: why, url: null },
      { text: labels.manage, url: raw(place) },
      { text: labels.unsubscribe, url: raw(place) },
    ],
  }).split(place) as [string, string, string];
  return (links) => {
    if (links === null) return { text: `${text}\n`, html: whole, footer: [] };
    const footer = [why, `${labels.manage}: ${links.manage}`, `${labels.unsubscribe}: ${links.unsubscribe}`];
    return {
      text: `${text}\n\n-- \n${footer.join('\n')}\n`,
      html: `${start}${html`${links.manage}`}${middle}${html`${links.unsubscribe}`}${end}`,
      footer,
    };
  };
}
