import type { NoticeKind } from '../../contract.ts';
import type { WorkKind } from '../../work/contract.ts';
import type { Message, Sender } from '../contract.ts';
import type { Outgoing } from '../outgoing/open.ts';
import { outcomeOf } from '../outgoing/outcome.ts';

interface Look {
  readonly priority: 3 | 4 | 5;
  readonly tag: string;
}

/** What ntfy shows with a message: 3 is usual, 4 makes a phone insist, 5 even more so; tags become emoji. */
const looks: Readonly<Record<NoticeKind | WorkKind, Look>> = {
  scheduled: { priority: 3, tag: 'calendar' },
  reminder: { priority: 3, tag: 'bell' },
  moved: { priority: 4, tag: 'calendar' },
  withdrawn: { priority: 3, tag: 'heavy_check_mark' },
  cancelled: { priority: 3, tag: 'x' },
  delayed: { priority: 4, tag: 'hourglass' },
  started: { priority: 4, tag: 'construction' },
  overrunning: { priority: 4, tag: 'hourglass' },
  extended: { priority: 4, tag: 'hourglass' },
  completed: { priority: 3, tag: 'white_check_mark' },
  aborted: { priority: 3, tag: 'leftwards_arrow_with_hook' },
  asked: { priority: 5, tag: 'question' },
  'asked-again': { priority: 5, tag: 'question' },
  answered: { priority: 3, tag: 'speech_balloon' },
  overdue: { priority: 5, tag: 'hourglass' },
  prolonged: { priority: 4, tag: 'hourglass' },
  'turning-back': { priority: 4, tag: 'leftwards_arrow_with_hook' },
  stuck: { priority: 5, tag: 'rotating_light' },
  over: { priority: 3, tag: 'white_check_mark' },
};

/** Of what tells of no downtime. */
const plainLook = { priority: 3, tag: 'speech_balloon' } as const;

/** In bytes; ntfy makes a file of what is longer than 4,096. */
const LONGEST = 4000;

/**
 * Publishes to topics of ntfy. From 2.16 on a repeat takes the first one's place; before, it appears twice.
 */
export function ntfySender(outgoing: Outgoing): Sender {
  return {
    async send(message, { address, secret, isTrusted }) {
      const { origin, pathname } = new URL(address);
      const headers = {
        'content-type': 'application/json',
        'user-agent': 'Lull',
        ...(secret === null ? {} : { authorization: `Bearer ${secret}` }),
      };
      const body = JSON.stringify(ntfyBody(message, pathname.slice(1)));
      return outcomeOf(await outgoing.post({ url: `${origin}/`, headers, body, isTrusted }));
    },
    close: async () => {},
  };
}

/** A message as ntfy publishes it from JSON: all of it is data, no header of ours carries any. */
export function ntfyBody({ id, kind, subject, paragraphs, statusUrl }: Message, topic: string) {
  const { priority, tag } = kind === null ? plainLook : looks[kind];
  return {
    topic,
    sequence_id: id,
    title: subject.slice(0, 250),
    message: cut(paragraphs.join('\n\n')),
    tags: [tag],
    priority,
    click: statusUrl,
  };
}

/** Ends between two characters. */
function cut(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= LONGEST) return text;
  return `${new TextDecoder().decode(bytes.subarray(0, LONGEST), { stream: true })}…`;
}
