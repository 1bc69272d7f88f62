import type { NoticeKind } from '../contract.ts';
import { ownWords } from './own.ts';
import { variable } from './say.ts';

/** The variables that a text may use, and those that it must. */
export interface Variables {
  readonly may: readonly string[];
  readonly must: readonly string[];
}

/** What a kind of notice can be told with: its subject, and its paragraphs taken together. */
interface NoticeVariables {
  readonly subject: Variables;
  readonly text: Variables;
}

/** What each variable of a notice stands for. */
export const meanings = {
  services: 'the services, as people call them',
  title: 'what is done, as the person who planned it wrote it',
  effect: 'a sentence on what can and cannot be used; by mode from `coming`, `now` or `over`',
  closed: 'the parts that are closed (`mail.closed`); nothing unless the mode is partial',
  when: 'beginning and end with date and zone; when it is over, as it really was',
  start: 'the beginning, short',
  in: 'how far off the beginning is when the message is sent, as in "in 3 days"',
  length: 'how long it takes, or really took',
  newTime: 'the new beginning and end; nothing where they stay',
  oldTime: 'the beginning and end told before; nothing where they stay',
  sameTime: 'beginning and end; nothing where they have changed',
  oldEffect: 'what `effect` was before; nothing where it stays',
  state: 'what is the case now, in a word or two; by mode from `state`',
  end: 'the end, short',
  endTime: 'the end with date and zone',
  endIn: 'how far off the end is when the message is sent',
  oldEnd: 'the end told before, with date and zone',
  later: 'by how much the end has moved',
  planned: 'beginning and end as planned; nothing where they were kept to the minute',
} as const satisfies Readonly<Record<string, string>>;

/** A variable of a notice. */
export type NoticeVariable = keyof typeof meanings;

const about = (must: readonly NoticeVariable[], may: readonly NoticeVariable[]): Variables => ({
  must,
  may: [...must, ...may],
});

const coming: NoticeVariables = {
  subject: about(['services'], ['start', 'title', 'length']),
  text: about(['effect', 'closed', 'when'], ['services', 'title', 'start', 'in', 'length']),
};

const over: NoticeVariables = {
  subject: about(['services'], ['title']),
  text: about(['effect', 'when'], ['services', 'title', 'length', 'planned']),
};

/**
 * Which variables the words of each kind of notice may and must use; in a subject only those that always
 * stand for something.
 */
export const noticeVariables: Readonly<Record<NoticeKind, NoticeVariables>> = {
  scheduled: coming,
  reminder: coming,
  moved: {
    subject: coming.subject,
    text: about(
      ['services', 'newTime', 'oldTime', 'sameTime', 'effect', 'closed', 'oldEffect'],
      ['title', 'in', 'length'],
    ),
  },
  withdrawn: {
    subject: about(['services'], ['start', 'title']),
    text: about(['services', 'when'], ['title']),
  },
  cancelled: {
    subject: about(['services'], ['start', 'title']),
    text: about(['services', 'when'], ['title']),
  },
  delayed: {
    subject: about(['services'], ['start', 'title']),
    text: about(['services', 'when'], ['title', 'start']),
  },
  started: {
    subject: about(['services'], ['state', 'end', 'title']),
    text: about(['effect', 'closed', 'endTime'], ['services', 'state', 'end', 'endIn', 'title']),
  },
  overrunning: {
    subject: about(['services'], ['state', 'end', 'title']),
    text: about(['services', 'endTime', 'effect', 'closed'], ['state', 'end', 'endIn', 'title']),
  },
  extended: {
    subject: about(['services', 'end'], ['state', 'title']),
    text: about(
      ['services', 'endTime', 'effect', 'closed'],
      ['oldEnd', 'later', 'state', 'end', 'endIn', 'title'],
    ),
  },
  completed: over,
  aborted: over,
};

/**
 * Which variables a text that is no notice's may and must use: those that its English does.
 *
 * @returns null for a text that there isn't
 * @example textVariables('common', 'about') // { may: ['number'], must: ['number'] }
 */
export function textVariables(group: string, name: string): Variables | null {
  const texts = ownWords.en!.texts;
  const english =
    Object.hasOwn(texts, group) && Object.hasOwn(texts[group]!, name) ? texts[group]![name]! : null;
  if (english === null) return null;
  const used = variablesIn(english);
  return { may: used, must: used };
}

/** The variables that a text uses, each once. */
export function variablesIn(text: string): readonly string[] {
  return [...new Set(Array.from(text.matchAll(variable), ([, name]) => name!))];
}
