import { z } from 'zod';
import { formatInstant } from '../../time/instant.ts';
import { commandOf } from './choices.ts';
import { matters, workKinds } from './contract.ts';
import type { WorkFacts } from './facts.ts';

const instant = z.iso.datetime();

/** What people at work are told, for programs: the data of webhooks on watch. Fields may be added. */
export const workDataSchema = z
  .strictObject({
    kind: z.enum(workKinds).meta({ description: 'What is told' }),
    downtime: z.uuid().meta({ description: 'Id of the downtime' }),
    title: z.string().meta({ description: 'What is done' }),
    services: z.array(z.strictObject({ name: z.string(), title: z.string() })),
    about: z.enum(matters).meta({ description: 'What there is to decide' }),
    key: z.string().meta({ description: 'The same for all that is told of this one thing' }),
    step: z.string().nullable().meta({ description: 'The step that it is about' }),
    said: z.string().nullable().meta({ description: 'What the step or the rule says, one line' }),
    until: instant.nullable().meta({ description: 'Until when it can be decided' }),
    byRule: z.string().nullable().meta({ description: 'What is done by rule then' }),
    choices: z.array(z.strictObject({ choice: z.string(), command: z.string() })),
    decided: z
      .strictObject({ choice: z.string(), by: z.string().nullable(), why: z.string().nullable() })
      .nullable()
      .meta({ description: 'What somebody decided' }),
    expectedEnd: instant.meta({ description: 'When it is expected to end as things stand' }),
    statusUrl: z.url(),
    language: z.string(),
    subject: z.string(),
    text: z.array(z.string()),
  })
  .meta({ id: 'WorkNoticeData' });

/** What people at work are told, for programs. */
export type WorkNoticeData = z.infer<typeof workDataSchema>;

/**
 * What a notice to people at work says, for programs.
 *
 * @param said what it says to people, and where they read more
 * @example workData(facts, { subject, text, statusUrl }).until === '2026-12-04T01:40:00Z'
 */
export function workData(
  facts: WorkFacts,
  said: Pick<WorkNoticeData, 'subject' | 'text' | 'statusUrl'>,
): WorkNoticeData {
  const { kind, work, downtime, services, words, who } = facts;
  const { about, key, step, byRule, decided } = work;
  return {
    ...{ kind, about, key, step, byRule },
    downtime: downtime.id,
    title: downtime.plan.title,
    services: services.map(({ name, title }) => ({ name, title })),
    said: work.said,
    until: work.until === null ? null : formatInstant(work.until),
    choices:
      kind === 'answered'
        ? []
        : work.choices.map((choice) => ({ choice, command: commandOf(facts, choice) })),
    decided: decided && { choice: decided.choice, by: who, why: decided.why },
    expectedEnd: formatInstant(downtime.expectedEnd!),
    language: words.language,
    ...said,
  };
}
