import type { Actual } from '../../downtime/contract.ts';
import type { Instant } from '../../time/instant.ts';
import type { Invite, Message } from '../channels/contract.ts';
import type { NoticeKind, PublicPage, Told } from '../contract.ts';
import { downtimeAddress } from '../public/addresses.ts';
import type { Words } from '../words/contract.ts';
import { fill, say } from '../words/say.ts';
import { variablesIn } from '../words/variables.ts';
import { bodyFor } from './body.ts';
import { noticeData } from './data.ts';
import { type NoticeValues, noticeValues } from './values.ts';

/** A service as a letter names it. */
export interface NamedService {
  readonly name: string;
  readonly title: string;
  readonly zone: string;
}

/** What a letter is written from: the same for all recipients of one wave, kind, language and zone. */
export interface LetterFacts {
  /** Id of the downtime. */
  readonly downtime: string;
  /** As it concerns the recipients: the notice's, not the wave's. */
  readonly kind: NoticeKind;
  readonly told: Told;
  readonly before: Told | null;
  readonly sequence: number;
  /** Needed for what is over; null otherwise. */
  readonly actual: Actual | null;
  /** When it is expected to end as things stand; when it was promised to where left out. */
  readonly expectedEnd?: Instant | undefined;
  /** Those that these recipients may know of, of all that `told` and `before` name; see `namesFor`. */
  readonly services: readonly NamedService[];
  readonly page: PublicPage;
  readonly words: Words;
  /** The recipients' zone; null for the service's own. */
  readonly zone: string | null;
  /** Times are also told from here ("in 3 days"): write the letter anew after a minute. */
  readonly now: Instant;
}

/** What is another for each recipient. */
export interface Recipient {
  /** UUID of the notice: its `messageId`. */
  readonly id: string;
  /** When the notice was due: the same for every attempt. */
  readonly at: Instant;
  /** Where they change what they get, and where they leave; null where nobody can leave. */
  readonly links: RecipientLinks | null;
  /** The calendar's part; null where the channel carries none. */
  readonly invite: Invite | null;
}

/** Where a recipient changes what they get, and where they leave. */
export interface RecipientLinks {
  readonly manage: string;
  readonly unsubscribe: string;
}

/** What a notice says, written once for many recipients. */
export interface Letter {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  /** The same for one of them. */
  to(recipient: Recipient): Message;
}

/** A subject longer than this is cut: names and titles may be long. */
const LONGEST_SUBJECT = 180;

/**
 * Writes what a notice says, in one language and zone: what it does to people, when, what has changed. The
 * letter is then addressed to each recipient, which costs next to nothing.
 *
 * @example letterFor(facts).to({ id, at, links, invite: null }).subject
 * // 'Planned maintenance: Shop, Tue, 1 Dec, 23:00 CET'
 */
export function letterFor(facts: LetterFacts): Letter {
  const { downtime, kind, page, words } = facts;
  const { subject: line, text } = words.notices[kind];
  const subject = cut(fill(line, noticeValues(facts, 'subject')), LONGEST_SUBJECT);
  const values = noticeValues(facts, 'text');
  const paragraphs = text.filter((one) => isSaid(one, values)).map((one) => fill(one, values));
  const statusUrl = downtimeAddress(page.url, downtime);
  const more = say(words, 'mail.status');
  const data = noticeData(facts, { subject, text: paragraphs });
  let body: ReturnType<typeof bodyFor> | null = null;
  const render = () => bodyFor({ words, page, subject, paragraphs, link: { url: statusUrl, label: more } });
  return {
    subject,
    paragraphs,
    to({ id, at, links, invite }) {
      body ??= render();
      return {
        ...{ id, thread: downtime, at, kind, language: words.language, subject, paragraphs },
        ...body(links),
        ...{ invite, statusUrl, more, data, unsubscribeUrl: links?.unsubscribe ?? null },
      };
    },
  };
}

/** Whether each variable of a paragraph stands for something: one that has nothing to say is left out. */
function isSaid(paragraph: string, values: NoticeValues): boolean {
  return variablesIn(paragraph).every((name) => Object.hasOwn(values, name));
}

function cut(line: string, longest: number): string {
  const characters = [...line];
  return characters.length <= longest
    ? line
    : `${characters
        .slice(0, longest - 1)
        .join('')
        .trimEnd()}…`;
}
