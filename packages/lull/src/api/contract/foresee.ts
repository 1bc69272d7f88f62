import { z } from 'zod';
import { risks } from '../../catalog/risk.ts';
import { harmMetrics } from '../../plan/harm.ts';
import { endpoint } from './endpoint.ts';
import { count, instant, instantIn, length, lengthIn, local, name, someLength } from './fields.ts';
import { mode } from './modes.ts';
import { harm, harmByMode, sourceErrors, touched, usualRules } from './plan.ts';
import { reasons } from './reasons.ts';

const work = {
  service: name('The service'),
  takes: someLength('How long the work takes'),
  rollback: lengthIn('How long the way back takes; it must fit too').prefault('PT0S'),
  mode: mode.default('full'),
  metric: z.enum(harmMetrics).optional(),
};

const span = { start: instant('From'), end: instant('To') };
const reading = { who: 'allowed', action: 'read', on: 'named' } as const;
const figures = z.array(z.number());

/** The time ahead, to be looked at. */
export const foreseeHarm = endpoint({
  name: 'foreseeHarm',
  tag: 'questions',
  method: 'get',
  path: '/plan/harm',
  summary: 'The expected harm of the time ahead, moment by moment, and the rules that hold then',
  needs: reading,
  query: z.strictObject({
    ...work,
    from: instantIn('The first moment that is looked at; now when left out').optional(),
    horizon: someLength('How far is looked ahead', 35 * 86_400_000).prefault('P14D'),
  }),
  answer: {
    status: 200,
    description: 'What is expected, and what lies on it',
    schema: z
      .object({
        now: instant('When it was asked'),
        zone: z.string(),
        horizon: z.object(span),
        harm: z
          .object({
            metric: z.enum(harmMetrics),
            unit: harm.shape.unit,
            start: instant('Of the first bucket'),
            step: length('Of a bucket'),
            expected: figures.meta({ description: 'Harm in each bucket, in the mode of the work' }),
            week: z.number().meta({ description: 'Of a whole week' }),
            range: z
              .object({
                start: instant('Of the first step'),
                step: length('Of the starts'),
                low: figures.meta({ description: 'Least, as a share of what is expected' }),
                high: figures.meta({ description: 'Most, as a share of what is expected' }),
              })
              .meta({ description: 'Of work that begins with each step or, in the first, with the horizon' }),
            confidence: z.enum(['low', 'medium', 'high']),
          })
          .nullable()
          .meta({ description: 'Null where nothing is known of the traffic' }),
        because: z.string().nullable().meta({ description: 'Why nothing is known of the traffic' }),
        open: z.array(z.object(span)).meta({ description: 'The starts that the rules allow; half-open' }),
        windows: z.array(z.object({ name: z.string(), ...span, risk: z.enum(risks) })),
        freezes: z.array(
          z.object({ name: z.string(), ...span, leastRisk: z.enum(risks), reason: z.string().nullable() }),
        ),
        taken: z
          .array(z.object({ name: z.string().nullable(), ...span, rule: z.string(), message: z.string() }))
          .meta({ description: 'What other downtimes leave no room in' }),
        holidays: z.array(z.object({ date: z.iso.date(), name: z.string() })),
      })
      .meta({ id: 'Foresight' }),
  },
  errors: ['unknown-service', 'unknown-metric', 'bad-interval', ...sourceErrors],
});

/** One moment, from all sides. */
export const weighMoment = endpoint({
  name: 'weighMoment',
  tag: 'questions',
  method: 'get',
  path: '/plan/moment',
  summary: 'What work would cost from a moment on, whom it would touch, and which rules stand in the way',
  needs: reading,
  query: z.strictObject({ ...work, at: instantIn('When it would begin') }),
  answer: {
    status: 200,
    description: 'The moment',
    schema: z
      .object({
        ...span,
        zone: z.string(),
        startLocal: local('Its start on the service’s wall clock'),
        endLocal: local('Its end on the service’s wall clock'),
        open: z.boolean(),
        reasons: reasons('Closed: every rule in the way. Open: the windows that allow it'),
        nextOpen: instant(
          'The first moment from then on without a rule in the way; null within 400 days',
        ).nullable(),
        harm: harm
          .nullable()
          .meta({ description: 'Null where nothing is known of the traffic, and of what is over' }),
        byMode: harmByMode.nullable(),
        shareOfWeek: z.number().nullable(),
        touched: touched.unwrap().nullable(),
        usualRules,
        team: z
          .object({ zone: z.string(), inHours: z.boolean(), startLocal: local('On the team’s wall clock') })
          .nullable(),
      })
      .meta({ id: 'WeighedMoment' }),
  },
  errors: ['unknown-service', 'unknown-metric', 'bad-interval', ...sourceErrors],
});

/** The traffic as it was. */
export const readTrafficOf = endpoint({
  name: 'readTraffic',
  tag: 'questions',
  method: 'get',
  path: '/plan/traffic',
  summary: 'The traffic of the last days of a service, and what the forecast leaves out of it',
  needs: reading,
  query: z.strictObject({
    service: name('The service'),
    days: count('How far is looked back, in days', { most: 400 }).prefault('56'),
  }),
  answer: {
    status: 200,
    description: 'What was read',
    schema: z
      .object({
        zone: z.string(),
        metric: z.enum(harmMetrics),
        start: instant('Of the first step'),
        step: length('Of each step; longer the further is looked back'),
        values: z.array(z.number().nullable()).meta({ description: 'Null where nothing is known' }),
        history: z.object({
          ...span,
          step: length('Of a bucket as it was read'),
          buckets: z.number().int(),
          missing: z.number().int(),
        }),
        masked: z.array(z.object({ ...span, why: z.string() })),
      })
      .meta({ id: 'SeenTraffic' }),
  },
  errors: ['unknown-service', 'empty-traffic', 'unknown-metric', 'bad-interval', ...sourceErrors],
});
