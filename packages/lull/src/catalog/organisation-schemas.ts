import { z } from 'zod';
import { DAY, MINUTE, SECOND } from '../time/instant.ts';
import { weekdays } from '../time/weekday.ts';
import { defaultDays, defaultHours, parseHours } from '../time/working-hours.ts';
import { announcingSchema } from './announcing-schema.ts';
import { pageSchema } from './brand.ts';
import { lengthWithin, list, read, text, words, zone } from './fields.ts';
import { shown } from './mistakes.ts';
import { atDrainDeadline, atTurnBack, type SecondPerson } from './policy.ts';
import { risks } from './risk.ts';

const workingHours = {
  zone,
  hours: read('"09:00-17:30"', parseHours).prefault(defaultHours),
  days: list(z.enum(weekdays), '[MO, TU, WE, TH, FR]').default([...defaultDays]),
};

const atOnce = z
  .int({ error: ({ input }) => `${shown(input)} is not a whole number; write for example 1` })
  .min(1, 'is less than 1, so no work would ever be allowed')
  .max(1_000_000, 'is more than anybody does at once; leave it at a million');

const address = text('anna@example.com').regex(/^[^\s@\p{Cc}\p{Cf}]+@[^\s@\p{Cc}\p{Cf}]+$/u, {
  error: ({ input }) => `${shown(input)} is not an e-mail address; write for example anna@example.com`,
});

export const teamSchema = z
  .strictObject({
    ...workingHours,
    atOnce: atOnce.nullish().meta({ description: "How many downtimes at once; else the organisation's" }),
    people: list(address, '[anna@example.com]').nullish().meta({ description: 'E-mail addresses' }),
  })
  .transform(({ atOnce: most, people, ...hours }) => ({
    ...hours,
    atOnce: most ?? null,
    people: people ?? [],
  }));

const occasions = ['override', 'emergency', 'schedule'] as const;
const occasion = z.union([z.enum(occasions), z.strictObject({ leastRisk: z.enum(risks) })], {
  error: ({ input }) => `${shown(input)} is none of ${occasions.join(', ')}, { leastRisk: downtime }`,
});
const secondPerson = list(occasion, '[override, { leastRisk: downtime }]').transform(
  (written): SecondPerson => {
    const named = risks.filter((risk) =>
      written.some((each) => typeof each === 'object' && each.leastRisk === risk),
    );
    return {
      override: written.includes('override'),
      emergency: written.includes('emergency'),
      schedule: written.includes('schedule'),
      leastRisk: named[0] ?? null,
    };
  },
);

const settings = {
  secondPerson: secondPerson.meta({
    description: 'What wants the yes of a second person: override, emergency, schedule, { leastRisk }',
  }),
  warnBefore: lengthWithin('How long before the start go/no-go opens', [0, 7 * DAY]),
  startWithin: lengthWithin('How late it may still begin', [0, 7 * DAY]),
  drainWithin: lengthWithin('How long work in flight has to end', [0, DAY]),
  atDrainDeadline: z.enum(atDrainDeadline).meta({ description: 'What is done when it has not ended then' }),
  atTurnBack: z.enum(atTurnBack).meta({ description: 'What is done at the latest moment to turn back' }),
  extendBy: lengthWithin('How much an extension by rule adds', [SECOND, DAY]),
  remindEvery: lengthWithin('How often a person is asked whether they are there', [MINUTE, DAY]),
  verify: z
    .boolean({ error: ({ input }) => `${shown(input)} is neither true nor false` })
    .meta({ description: 'Whether a check is wanted before visitors come back' }),
};

/** What one service says over the organisation's policy. */
export const policySchema = z.strictObject(settings).partial();

export const organisationSchema = z.strictObject({
  name: words.nullish(),
  announce: announcingSchema.nullish().meta({ description: 'When people are told of downtimes' }),
  page: pageSchema.nullish().meta({ description: 'How the public pages look' }),
  team: z
    .strictObject(workingHours)
    .nullish()
    .meta({ description: 'When the people who do the work are at work' }),
  policy: z
    .strictObject({ ...settings, atOnce: z.strictObject({ team: atOnce, chain: atOnce }).partial() })
    .partial()
    .nullish()
    .meta({ description: 'How downtimes are run where they or their services do not say so' }),
});
