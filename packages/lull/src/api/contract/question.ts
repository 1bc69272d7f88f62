import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { id, instant, instantIn, lengthIn, local, name, someLength } from './fields.ts';
import { mode } from './modes.ts';
import { reasons } from './reasons.ts';

const work = {
  service: z
    .array(name('A service that the work touches; several by giving it several times'))
    .min(1, { error: 'is missing; name the service that is meant' })
    .max(50),
  takes: someLength('How long the work takes'),
  rollback: lengthIn('How long the way back takes; it must fit too').prefault('PT0S'),
  mode: mode.default('full'),
  announced: instantIn(
    'Since when the work is known, for windows that want notice; now when left out',
  ).optional(),
  downtime: id('A downtime that is the work in question, and so in nobody’s way').optional(),
};

const asked = {
  services: z.array(z.string()),
  takes: z.string().meta({ format: 'duration' }),
  rollback: z.string().meta({ format: 'duration' }),
  mode,
  zone: z.string().meta({ description: 'Zone of the first service, in which the local times are' }),
};

/** May this be done then? What CI asks. */
export const mayBeDone = endpoint({
  name: 'mayBeDone',
  tag: 'questions',
  method: 'get',
  path: '/may',
  summary: 'May this be done then? Open or closed, why, and when that changes',
  needs: { who: 'allowed', action: 'read', on: 'named' },
  query: z.strictObject({
    ...work,
    at: instantIn('When it would start; now when left out').optional(),
  }),
  answer: {
    status: 200,
    description: 'Open or closed',
    schema: z
      .object({
        open: z.boolean(),
        at: instant('The start that was asked for'),
        atLocal: local('The same on the service’s wall clock'),
        ...asked,
        reasons: reasons('Closed: every rule in the way. Open: the windows that allow it'),
        changesAt: instant(
          'The first instant at which the answer is another; null within 400 days',
        ).nullable(),
        changesAtLocal: local('The same on the service’s wall clock').nullable(),
      })
      .meta({ id: 'Answer' }),
  },
});

/** When may it start at the earliest? */
export const nextStart = endpoint({
  name: 'nextStart',
  tag: 'questions',
  method: 'get',
  path: '/next',
  summary: 'The next moment at which it may start',
  needs: { who: 'allowed', action: 'read', on: 'named' },
  query: z.strictObject({
    ...work,
    from: instantIn('The first moment that is looked at; now when left out').optional(),
  }),
  answer: {
    status: 200,
    description: 'The moment, or null when there is none within 400 days',
    schema: z
      .object({
        from: instant('The first moment that was looked at'),
        ...asked,
        start: instant('When it may start').nullable(),
        startLocal: local('The same on the service’s wall clock').nullable(),
      })
      .meta({ id: 'NextStart' }),
  },
});
