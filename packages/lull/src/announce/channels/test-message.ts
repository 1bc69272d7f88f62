import type { Instant } from '../../time/instant.ts';
import type { PublicPage } from '../contract.ts';
import { bodyFor } from '../message/body.ts';
import type { Words } from '../words/contract.ts';
import { say } from '../words/say.ts';
import type { Message } from './contract.ts';

/** What a test message is made from. */
export interface TestMessageParts {
  /** UUID. */
  readonly id: string;
  readonly at: Instant;
  readonly words: Words;
  readonly page: PublicPage;
}

/**
 * A message that says, to people and to programs, that it is only a test.
 *
 * @example testMessage({ id, at, words, page }).data.isTest === true
 */
export function testMessage({ id, at, words, page }: TestMessageParts): Message {
  const values = { page: page.title };
  const subject = say(words, 'letters.trySubject', values);
  const paragraphs = [say(words, 'letters.tryText', values), say(words, 'letters.tryNot')];
  const statusUrl = `${page.url}/status`;
  const more = say(words, 'mail.status');
  const body = bodyFor({ words, page, subject, paragraphs, link: { url: statusUrl, label: more } });
  return {
    ...{ id, thread: id, at, kind: null, language: words.language, subject, paragraphs },
    ...body(null),
    ...{ invite: null, statusUrl, more, unsubscribeUrl: null },
    data: { isTest: true, statusUrl, language: words.language, subject, text: paragraphs },
  };
}
