import { z } from 'zod';
import { silencerKinds } from '../../run/silencers/contract.ts';
import { endpoint } from './endpoint.ts';
import { id, instant, name } from './fields.ts';
import { listOf } from './lists.ts';

const kind = z
  .enum(silencerKinds)
  .nullable()
  .meta({ description: 'Of the monitor; null for one that this server does not know' });

const services = z.array(name('Only of this service')).max(50).optional();

const silence = z
  .object({
    id: z.string(),
    downtime: z.string(),
    service: z.string(),
    silencer: z.string().meta({ description: 'The monitor' }),
    kind,
    state: z.enum(['wanted', 'held', 'ending', 'gone']).meta({
      description: 'To come; quiet now; about to be loud again; over',
    }),
    shows: z.string().meta({ description: 'What is quiet, as people read it' }),
    from: instant('From when it is wanted'),
    until: instant('Until when: as far as is known it ends with the work; once it is over, when it was'),
    heldUntil: instant('Until when the monitor is quiet by itself; it is renewed before').nullable(),
    attempts: z
      .number()
      .int()
      .meta({ description: 'How often it was tried in vain since it last succeeded' }),
    error: z.string().nullable().meta({ description: 'Why the last attempt failed' }),
  })
  .meta({ id: 'Silence' });

export const listSilences = endpoint({
  name: 'listSilences',
  tag: 'silences',
  method: 'get',
  path: '/silences',
  summary: 'What is quiet in which monitor, and until when',
  needs: { who: 'allowed', action: 'read', on: 'visible' },
  query: z.strictObject({
    service: services,
    downtime: id('Only of this downtime, with those that are over').optional(),
  }),
  answer: {
    status: 200,
    description: 'Those that the caller may see, in the order of their beginning',
    schema: listOf(silence, 'SilenceList'),
  },
});

const alert = z
  .object({
    name: z.string(),
    on: z.string().meta({ description: 'Its labels, or host and service' }),
    since: instant('Since when').nullable(),
    isQuiet: z.boolean().meta({ description: 'Whether somebody else keeps it quiet' }),
  })
  .meta({ id: 'Alert' });

const checkedSilencer = z
  .object({
    name: z.string(),
    kind,
    version: z.string().nullable(),
    clockOffset: z.number().int().nullable().meta({ description: 'Its clock less ours, in milliseconds' }),
    error: z.string().nullable().meta({ description: 'Why it would not be quiet; null for all well' }),
    scopes: z.array(
      z.object({
        service: z.string(),
        shows: z.string().nullable().meta({ description: 'What would be quiet' }),
        firing: z.array(alert).meta({ description: 'What fires there now' }),
        error: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'CheckedSilencer' });

export const checkSilencers = endpoint({
  name: 'checkSilencers',
  tag: 'silences',
  method: 'post',
  path: '/silences/check',
  summary: 'Ask every monitor whether it would be quiet, and what fires now; webhooks are sent a test',
  needs: { who: 'allowed', action: 'configure', on: 'everything' },
  query: z.strictObject({ service: services }),
  takesLong: true,
  answer: {
    status: 200,
    description: 'By monitor',
    schema: listOf(checkedSilencer, 'CheckedSilencers'),
  },
});
