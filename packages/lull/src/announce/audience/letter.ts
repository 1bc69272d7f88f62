import type { Instant } from '../../time/instant.ts';
import type { Message } from '../channels/contract.ts';
import type { PublicPage } from '../contract.ts';
import { mailHtml } from '../message/html.ts';
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
  readonly page: Pick<PublicPage, 'title' | 'url' | 'colour'>;
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
    html: mailHtml({
      ...{ words, page, subject, paragraphs: [text, call], link: { url, label: more } },
      footer: [{ text: calm, url: null }],
    }),
    invite: null,
    statusUrl: `${page.url}/status`,
    more,
    unsubscribeUrl: null,
    data: {},
  };
}
