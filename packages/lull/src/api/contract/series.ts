import { z } from 'zod';
import { downtimeSummary, planView } from './downtime-view.ts';
import { endpoint } from './endpoint.ts';
import { id, instant, length, names, prose } from './fields.ts';
import { pageOf, paging } from './lists.ts';
import { dryRun } from './outcome.ts';
import { planInput, why } from './plan-input.ts';

const { start: _start, ...template } = planInput;

const recurrence = {
  zone: z
    .string()
    .max(100)
    .optional()
    .meta({ description: 'Of the wall clock; the first service’s when left out' }),
  start: z
    .string()
    .max(40)
    .meta({ description: 'Wall time of the first', examples: ['2026-12-05T02:00'] }),
  rrule: z
    .string()
    .max(1000)
    .meta({ description: 'RFC 5545', examples: ['FREQ=DAILY'] }),
  exdate: z.array(z.string().max(40)).max(1000).default([]),
  rdate: z.array(z.string().max(40)).max(1000).default([]),
};

const written = z.strictObject({ ...template, ...recurrence, why });

const seriesView = z
  .object({
    id: z.string(),
    version: z.number().int().meta({ description: 'Rises with every change; `If-Match` takes it' }),
    title: z.string(),
    services: z.array(z.string()),
    plan: planView.omit({ start: true, startLocal: true }).meta({ id: 'SeriesPlan' }),
    names,
    zone: z.string(),
    start: z.string(),
    rrule: z.string(),
    exdate: z.array(z.string()),
    rdate: z.array(z.string()),
    takes: length('How long each takes'),
    madeUntil: instant('Up to where its downtimes were made').nullable(),
    endsAt: instant('From when on nothing begins any more; null while it goes on').nullable(),
    ended: z.boolean(),
    links: z.object({ self: z.string(), downtimes: z.string() }),
  })
  .meta({ id: 'Series' });

const unpromised = z
  .object({
    downtime: z.string(),
    start: instant('When it would begin').nullable(),
    code: z.string(),
    message: z.string(),
  })
  .meta({ id: 'Unpromised', description: 'An occurrence that rules keep from being promised' });

const kept = z
  .object({
    downtime: z.string(),
    start: instant('When it begins').nullable(),
    because: z.enum(['moved', 'go-no-go', 'begun', 'due']).meta({
      description: 'It was changed by itself; its go/no-go is open; it has begun; its time has come',
    }),
  })
  .meta({ id: 'KeptOccurrence', description: 'An occurrence that is not over and stays as it is' });

/** A series as it is after a change, and what became of its downtimes. */
const seriesOutcome = seriesView
  .extend({
    made: z.array(downtimeSummary),
    changed: z.array(downtimeSummary),
    cancelled: z.array(downtimeSummary),
    unpromised: z.array(unpromised).meta({ description: 'A person has to look at these' }),
    kept: z.array(kept).meta({ description: 'Those that the change leaves as they are' }),
    dryRun: z.boolean(),
  })
  .meta({ id: 'SeriesOutcome' });

export type SeriesOutcomeView = z.output<typeof seriesOutcome>;
export type SeriesView = z.output<typeof seriesView>;

const params = z.strictObject({ id: id('The series') });
const scheduling = { who: 'allowed', action: 'schedule', on: 'object' } as const;
const errors = [
  'bad-plan',
  'bad-rule',
  'unknown-service',
  'unknown-person',
  'unknown-zone',
  'bad-instant',
  'too-many-occurrences',
] as const;
const example = {
  title: 'Nightly import',
  services: ['shop'],
  mode: 'read-only',
  takes: 'PT20M',
  start: '2026-12-05T02:00',
  rrule: 'FREQ=DAILY',
};

export const listSeries = endpoint({
  name: 'listSeries',
  tag: 'series',
  method: 'get',
  path: '/series',
  summary: 'The series, by title',
  needs: { who: 'allowed', action: 'read', on: 'visible' },
  query: z.strictObject(paging),
  answer: { status: 200, description: 'A page', schema: pageOf(seriesView, 'SeriesPage') },
});

export const createSeries = endpoint({
  name: 'createSeries',
  tag: 'series',
  method: 'post',
  path: '/series',
  summary: 'Make a series: one downtime for each occurrence, each movable by itself',
  needs: scheduling,
  query: z.strictObject({ dryRun }),
  idempotent: true,
  body: { type: 'application/json', schema: written.meta({ id: 'NewSeries' }), example },
  answer: { status: 201, description: 'The series', schema: seriesOutcome, etag: true },
  errors: [...errors, 'not-found'],
});

export const readSeries = endpoint({
  name: 'readSeries',
  tag: 'series',
  method: 'get',
  path: '/series/{id}',
  summary: 'One series',
  needs: { who: 'allowed', action: 'read', on: 'object' },
  params,
  answer: { status: 200, description: 'The series', schema: seriesView, etag: true },
});

export const changeSeries = endpoint({
  name: 'changeSeries',
  tag: 'series',
  method: 'put',
  path: '/series/{id}',
  summary: 'Change a series; what was moved by itself stays where it is',
  needs: scheduling,
  params,
  query: z.strictObject({ dryRun }),
  version: 'required',
  body: { type: 'application/json', schema: written, example },
  answer: { status: 200, description: 'The series as it is now', schema: seriesOutcome, etag: true },
  errors: [...errors, 'wrong-state'],
});

export const endSeries = endpoint({
  name: 'endSeries',
  tag: 'series',
  method: 'post',
  path: '/series/{id}/end',
  summary: 'End a series; what it promised and has not begun is called off',
  needs: scheduling,
  params,
  query: z.strictObject({ dryRun }),
  version: 'optional',
  body: {
    type: 'application/json',
    schema: z.strictObject({
      why: prose('Why; kept in the record').optional(),
      callOffMoved: z.boolean().default(false).meta({
        description: 'Whether to call off, too, what was changed by itself and has not begun',
      }),
    }),
    example: { why: 'the import is gone' },
    optional: true,
  },
  answer: { status: 200, description: 'The series as it is now', schema: seriesOutcome, etag: true },
  errors: ['wrong-state', 'not-allowed'],
});
