import { z } from 'zod';
import type { Mode } from '../../plan/rules.ts';
import { formatInstant } from '../../time/instant.ts';
import type { Interval } from '../../time/interval.ts';
import { noticeKinds, type Told } from '../contract.ts';
import { realTimes } from '../feeds/facts.ts';
import { downtimeAddress } from '../public/addresses.ts';
import { aboutOf } from './about.ts';
import type { LetterFacts } from './message.ts';

const modes = ['full', 'read-only', 'partial', 'hold', 'at-risk'] as const satisfies readonly Mode[];

const instant = z.iso.datetime();
const span = {
  start: instant.meta({ description: 'When it begins, ISO 8601 in UTC' }),
  end: instant.meta({ description: 'Until when people were told that it takes' }),
};

const told = {
  ...span,
  mode: z.enum(modes).meta({ description: 'In what way the services are down' }),
  services: z.array(z.strictObject({ name: z.string(), title: z.string() })).meta({
    description: 'Those that the recipient may know of: by which name, and what people call them',
  }),
  paths: z.array(z.string()).meta({ description: 'What is closed while the mode is partial; empty for all' }),
};

/** What a notice says, for programs. Fields may be added. */
export const noticeDataSchema = z
  .strictObject({
    kind: z.enum(noticeKinds).meta({ description: 'What is told' }),
    downtime: z.uuid().meta({ description: 'Id of the downtime' }),
    revision: z.int().min(1).meta({ description: 'Which promise it is about, from 1' }),
    sequence: z.int().min(0).meta({ description: 'Rises with every change: the SEQUENCE of the calendars' }),
    title: z.string().meta({ description: 'What is done, as the person who planned it wrote it' }),
    ...told,
    zone: z.string().meta({ description: 'IANA zone of the first service' }),
    expectedEnd: instant.meta({ description: 'When it is expected to end as things stand' }),
    previous: z
      .strictObject(told)
      .nullable()
      .meta({ description: 'What was told before, where something else was' }),
    actual: z
      .strictObject(span)
      .nullable()
      .meta({ description: 'When it really was; null until it is over' }),
    statusUrl: z.url().meta({ description: 'Where people read more' }),
    language: z.string().meta({ description: 'BCP 47 tag of the texts' }),
    subject: z.string().meta({ description: 'For people: one line' }),
    text: z.array(z.string()).meta({ description: 'For people: paragraphs' }),
  })
  .meta({ id: 'NoticeData' });

/** What a notice says, for programs. */
export type NoticeData = z.infer<typeof noticeDataSchema>;

/**
 * What a notice says, for programs: the body of webhooks.
 *
 * @param said what it says to people
 * @example noticeData(facts, { subject, text }).start === '2026-12-01T22:00:00Z'
 */
export function noticeData(facts: LetterFacts, said: Pick<NoticeData, 'subject' | 'text'>): NoticeData {
  const { kind, downtime, sequence, services, page, words } = facts;
  const about = aboutOf(facts);
  const comes = kind !== 'withdrawn' && kind !== 'cancelled';
  const expectedEnd = comes ? (facts.expectedEnd ?? about.end) : about.end;
  const real = facts.actual && realTimes(facts.actual);
  return {
    kind,
    downtime,
    revision: facts.told.number,
    sequence,
    title: about.title,
    ...toldData(about, facts),
    zone: services.find(({ name }) => about.services.includes(name))?.zone ?? page.zone,
    expectedEnd: formatInstant(expectedEnd),
    previous: facts.before && toldData(facts.before, facts),
    actual: real && spanData(real),
    statusUrl: downtimeAddress(page.url, downtime),
    language: words.language,
    ...said,
  };
}

function toldData({ start, end, mode, part, services }: Told, { services: known }: LetterFacts) {
  const named = known.filter(({ name }) => services.includes(name));
  return {
    ...spanData({ start, end }),
    mode,
    services: named.map(({ name, title }) => ({ name, title })),
    paths: mode === 'partial' ? [...(part?.paths ?? [])] : [],
  };
}

function spanData({ start, end }: Interval): { start: string; end: string } {
  return { start: formatInstant(start), end: formatInstant(end) };
}
