import { html } from 'hono/html';
import type { Instant } from '../../time/instant.ts';
import type { Message } from '../channels/contract.ts';
import type { PublicPage } from '../contract.ts';
import type { Words } from '../words/contract.ts';
import { say } from '../words/say.ts';
import type { LetterKind } from './letters.ts';
import type { SubscriberLinks } from './links.ts';

/** What a letter is written from. */
export interface LetterParts {
  readonly letter: LetterKind;
  /** UUID; the same for every attempt, and when it was asked for. */
  readonly id: string;
  readonly at: Instant;
  readonly words: Words;
  readonly page: Pick<PublicPage, 'title' | 'url'>;
  readonly links: SubscriberLinks;
}

/**
 * The mail that goes to an address because somebody gave it on the page: it says why it came, what to do, and
 * that nothing happens where one does nothing. It says nothing that the giver wrote.
 *
 * @example letterOf({ letter: 'confirm', id, at, words, page, links }).subject
 */
export function letterOf({ letter, id, at, words, page, links }: LetterParts): Message {
  const values = { page: page.title };
  const [url, more] =
    letter === 'confirm'
      ? [links.confirm, say(words, 'letters.confirm')]
      : [links.manage, say(words, 'letters.known')];
  const text = say(words, `letters.${letter}Text`, values);
  const call = say(words, `letters.${letter}Do`);
  const calm = say(words, `letters.${letter}Not`);
  const subject = say(words, `letters.${letter}Subject`, values);
  return {
    id,
    thread: id,
    at,
    kind: null,
    language: words.language,
    subject,
    paragraphs: [text, call, calm],
    footer: [],
    text: [text, `${call}\n${url}`, calm, `${page.title}\n${page.url}/status`].join('\n\n'),
    html: htmlOf(words.language, subject, page, { text, call, calm, url, more }),
    invite: null,
    statusUrl: `${page.url}/status`,
    more,
    unsubscribeUrl: null,
    data: {},
  };
}

interface Said {
  readonly text: string;
  readonly call: string;
  readonly calm: string;
  readonly url: string;
  readonly more: string;
}

function htmlOf(
  language: string,
  subject: string,
  page: LetterParts['page'],
  { text, call, calm, url, more }: Said,
): string {
  const link = 'display:inline-block;padding:10px 18px;border:2px solid;border-radius:6px;font-weight:bold';
  return String(html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${subject}</title>
</head>
<body style="margin:0;padding:24px;font:16px/1.5 system-ui,sans-serif">
<div style="max-width:560px;margin:0 auto">
<p>${text}</p>
<p>${call}</p>
<p><a href="${url}" style="${link}">${more}</a></p>
<p>${calm}</p>
<p><a href="${page.url}/status">${page.title}</a></p>
</div>
</body>
</html>
`);
}
