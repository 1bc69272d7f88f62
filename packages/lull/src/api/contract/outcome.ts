import { z } from 'zod';
import { downtimeView } from './downtime-view.ts';
import { flag, instant, local, names } from './fields.ts';

/** What would follow, or follows, from a change. */
export const consequence = z
  .object({
    kind: z.enum(['moment', 'notice', 'gate', 'silence', 'step', 'flag', 'waiver']),
    at: instant('When it would be; null for at once').nullable(),
    atLocal: local('The same on the first service’s wall clock').nullable(),
    text: z.string().meta({ description: 'A sentence, without its time' }),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Consequence' });

/** Something that happened. */
export const eventView = z
  .object({
    id: z.string(),
    seq: z.number().int().meta({ description: 'Its place in the order of all events; without gaps' }),
    kind: z.string().meta({ examples: ['downtime.scheduled'] }),
    downtime: z.string().nullable(),
    version: z.number().int().nullable().meta({ description: 'The version of the downtime that it led to' }),
    revision: z.number().int().meta({ description: 'The revision that held; 0 before the first promise' }),
    services: z.array(z.string()),
    at: instant('When'),
    by: z.string(),
    names,
    why: z.string().nullable(),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Event' });

export type EventView = z.output<typeof eventView>;

const newEvent = eventView.omit({ id: true, seq: true, version: true }).meta({ id: 'NewEvent' });

/** What became of a change of a downtime. */
export const outcome = z
  .object({
    downtime: downtimeView,
    events: z.array(newEvent).meta({ description: 'What happened, in its order' }),
    follows: z.array(consequence).meta({ description: 'What follows, by time' }),
    dryRun: z.boolean().meta({ description: 'Whether it was only asked for; then nothing is stored' }),
  })
  .meta({ id: 'Outcome' });

export type OutcomeView = z.output<typeof outcome>;

/** Only to be told what would follow. */
export const dryRun = flag('Change nothing; tell what would follow').optional();
