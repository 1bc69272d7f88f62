import { oneLine } from '../../printable.ts';
import type { Instant } from '../../time/instant.ts';
import type { Message } from '../channels/contract.ts';
import { bodyFor } from '../message/body.ts';
import { downtimeAddress } from '../public/addresses.ts';
import { say } from '../words/say.ts';
import { shortMomentIn } from '../words/times.ts';
import { workData } from './data.ts';
import { called, nameOf, type WorkFacts, type WorkRecipient, zonesOf } from './facts.ts';
import { paragraphsOf } from './letter-text.ts';

/** A subject longer than this is cut. */
const LONGEST_SUBJECT = 180;

/**
 * The message to somebody at work: what there is to decide, until when, what comes by itself then, and the
 * command that says each answer.
 *
 * @example workLetter(facts, { id, at, links: null }).subject
 * // 'Please decide by Fri, 4 Dec, 02:40 CET: Move the database (Shop)'
 */
export function workLetter(facts: WorkFacts, { id, at, links }: WorkRecipient): Message {
  const { kind, words, page, downtime } = facts;
  const subject = cut(subjectOf(facts));
  const paragraphs = [...paragraphsOf(facts), say(words, 'work.why', { services: called(facts) })];
  const statusUrl = downtimeAddress(page.url, downtime.id);
  const more = say(words, 'mail.status');
  const link = { url: statusUrl, label: more };
  return {
    ...{ id, thread: downtime.id, at, kind, language: words.language, subject, paragraphs },
    ...bodyFor({ words, page, subject, paragraphs, link })(links),
    ...{ invite: null, statusUrl, more, unsubscribeUrl: links?.unsubscribe ?? null },
    data: workData(facts, { subject, text: paragraphs, statusUrl }),
  };
}

function subjectOf(facts: WorkFacts): string {
  const { kind, work, words, downtime, who } = facts;
  const values = { title: oneLine(downtime.plan.title), services: called(facts) };
  const short = (moment: Instant): string => shortMomentIn(words, moment, zonesOf(facts)[0]!);
  switch (kind) {
    case 'asked':
      return work.until === null
        ? say(words, 'work.askedSubject', values)
        : say(words, 'work.askedBySubject', { ...values, until: short(work.until) });
    case 'asked-again':
      return say(words, 'work.againSubject', values);
    case 'answered':
      return say(words, 'work.answeredSubject', { ...values, who: nameOf(who, words) });
    case 'overdue':
      return say(words, 'work.overdueSubject', values);
    case 'prolonged':
      return say(words, 'work.prolongedSubject', { ...values, end: short(downtime.expectedEnd!) });
    case 'turning-back':
      return say(words, 'work.turningBackSubject', values);
    case 'stuck':
      return say(words, 'work.stuckSubject', values);
    case 'over':
      return say(words, 'work.overSubject', values);
  }
}

function cut(line: string): string {
  const characters = [...line];
  if (characters.length <= LONGEST_SUBJECT) return line;
  const kept = characters.slice(0, LONGEST_SUBJECT - 1).join('');
  return `${kept.trimEnd()}…`;
}
