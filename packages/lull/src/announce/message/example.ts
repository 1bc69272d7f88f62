import type { Actual } from '../../downtime/contract.ts';
import type { Mode } from '../../plan/rules.ts';
import { DAY, HOUR, type Instant, MINUTE } from '../../time/instant.ts';
import type { NoticeKind, Told } from '../contract.ts';
import type { LetterFacts } from './message.ts';

/** What an example is wanted of. */
export interface Example extends Pick<LetterFacts, 'kind' | 'words' | 'zone' | 'now'> {
  readonly mode: Mode;
}

/** How long before (negative: after) its sending the work starts, by kind. */
const startsIn: Readonly<Record<NoticeKind, number>> = {
  scheduled: 7 * DAY,
  reminder: DAY,
  moved: 3 * DAY,
  withdrawn: 3 * DAY,
  cancelled: 3 * DAY,
  delayed: -MINUTE,
  started: 0,
  overrunning: -85 * MINUTE,
  extended: -80 * MINUTE,
  completed: -100 * MINUTE,
  aborted: -50 * MINUTE,
};

const takes = 90 * MINUTE;

/** What was told before, where it was something else. */
const changed: Readonly<Partial<Record<NoticeKind, (told: Told) => Partial<Told>>>> = {
  moved: ({ start, end }) => ({ start: start - DAY, end: end - DAY - 30 * MINUTE }),
  withdrawn: () => ({ services: ['shop', 'search'] }),
  extended: ({ end }) => ({ end: end - 30 * MINUTE }),
};

/**
 * The facts of a message to look at: of a web shop whose database is moved.
 *
 * @example letterFor(exampleFacts({ kind: 'moved', mode: 'full', words, zone: null, now })).subject
 */
export function exampleFacts({ kind, mode, words, zone, now }: Example): LetterFacts {
  const start = now + startsIn[kind];
  const first: Told = {
    ...{ number: 1, title: words.texts.example!.title!, services: ['shop'], mode, start, end: start + takes },
    part: mode === 'partial' ? { paths: ['/cart', '/checkout'], tenants: [] } : null,
  };
  const before = changed[kind] ? { ...first, ...changed[kind](first) } : null;
  const told = before
    ? { ...first, number: 2, services: kind === 'withdrawn' ? ['search'] : ['shop'] }
    : first;
  const isOver = kind === 'completed' || kind === 'aborted';
  return {
    downtime: '01980a4c-5a4e-7d3c-9d55-8f0b3c1d2e4f',
    ...{ kind, told, before, words, zone, now },
    sequence: told.number - 1,
    actual: isOver ? over(start, now) : null,
    services: [
      { name: 'shop', title: words.texts.example!.shop!, zone: 'Europe/Berlin' },
      { name: 'search', title: words.texts.example!.search!, zone: 'Europe/Berlin' },
    ],
    page: {
      ...{ title: 'Example status', site: null, zone: 'UTC', colour: '#1a6b54', logo: null },
      ...{ url: 'https://status.example.com', isSignUpOpen: true, contact: null },
    },
  };
}

function over(start: Instant, end: Instant): Actual {
  const warnedAt = start - HOUR / 4;
  return { warnedAt, drainingAt: start, downAt: start, verifyingAt: null, openingAt: end, endedAt: end };
}
