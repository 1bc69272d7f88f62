import { z } from 'zod';
import { harmMetrics } from '../../plan/harm.ts';
import { endpoint } from './endpoint.ts';
import { count, instant, instantIn, length, lengthIn, local, name, someLength } from './fields.ts';
import { mode } from './modes.ts';

export const harm = z
  .object({
    expected: z.number(),
    low: z.number(),
    high: z.number(),
    unit: z.enum(['person-minutes', 'requests', 'value']),
  })
  .meta({ id: 'Harm', description: 'What it costs, with the range that the last weeks support' });

export const harmByMode = z
  .object({ full: z.number(), readOnly: z.number().nullable(), hold: z.number().nullable() })
  .meta({ id: 'HarmByMode' });

export const touched = z
  .array(z.object({ country: z.string(), share: z.number(), local: z.string() }))
  .optional()
  .meta({ description: 'Whom it touches, by country, and what their clocks show' });

const candidate = z
  .object({
    rank: z.number().int().nullable(),
    start: instant('When it would begin'),
    end: instant('When it would be over'),
    startLocal: local('Its start on the service’s wall clock'),
    startForTeam: z.string().nullable().meta({ description: 'The same for the people who do the work' }),
    harm,
    byMode: harmByMode,
    shareOfWeek: z.number(),
    window: z.string().nullable(),
    reasons: z.array(z.string()),
    touched,
  })
  .meta({ id: 'Candidate' });

export const usualRules = z.array(
  z.object({
    rule: z.string(),
    zone: z.string(),
    start: z.string(),
    startLocal: z.string(),
    harm,
    touched,
  }),
);

/** What can go wrong with the sources of traffic and of holidays. */
export const sourceErrors = [
  'source-not-found',
  'bad-source',
  'source-unreadable',
  'unreadable-traffic',
  'unknown-series',
  'source-unavailable',
  'source-refused',
  'unknown-country',
  'missing-package',
] as const;

const warning = z.object({ code: z.string(), message: z.string() }).meta({ id: 'Warning' });

/** The best moments. */
export const ranked = endpoint({
  name: 'rankMoments',
  tag: 'questions',
  method: 'get',
  path: '/plan',
  summary: 'The moments that hurt the fewest people, from the service’s own traffic',
  needs: { who: 'allowed', action: 'read', on: 'named' },
  query: z.strictObject({
    service: name('The service'),
    takes: someLength('How long the work takes'),
    rollback: lengthIn('How long the way back takes; it must fit too').prefault('PT0S'),
    mode: mode.default('full'),
    from: instantIn('The first moment that is looked at; now when left out').optional(),
    horizon: someLength('How far is looked ahead').prefault('P14D'),
    metric: z.enum(harmMetrics).optional(),
    top: count('How many moments', { most: 50 }).prefault('5'),
  }),
  answer: {
    status: 200,
    description: 'The moments, the best first, and what the usual rule would cost',
    schema: z
      .object({
        now: instant('When it was asked'),
        zone: z.string(),
        takes: length('Of the work alone'),
        mode,
        horizon: z.object({ start: instant('From'), end: instant('To') }),
        metric: z.enum(harmMetrics),
        step: length('Of a bucket'),
        history: z.object({
          start: instant('From'),
          end: instant('To'),
          buckets: z.number().int(),
          missing: z.number().int(),
          maskedIntervals: z.array(z.object({ start: z.string(), end: z.string(), why: z.string() })),
        }),
        candidates: z.array(candidate),
        withinTeamHours: candidate.extend({ extra: z.number() }).meta({ id: 'WithinHours' }).nullable(),
        usualRules,
        saved: z.number(),
        confidence: z.enum(['low', 'medium', 'high']),
        geo: z.string().nullable(),
        warnings: z.array(warning),
      })
      .meta({ id: 'RankedMoments' }),
  },
  errors: [
    'unknown-service',
    'nothing-fits',
    'empty-traffic',
    'unknown-metric',
    'bad-interval',
    ...sourceErrors,
  ],
});
