import { z } from 'zod';
import { downtimeSummary, downtimeView, revisionView, state } from './downtime-view.ts';
import { endpoint } from './endpoint.ts';
import { count, id, instantIn, line, name, names } from './fields.ts';
import { listOf, pageOf, paging } from './lists.ts';
import { dryRun, eventView, outcome } from './outcome.ts';
import { override, planInput, why } from './plan-input.ts';

export const downtimeParams = z.strictObject({ id: id('The downtime') });

const reading = { who: 'allowed', action: 'read', on: 'object' } as const;

export const listDowntimes = endpoint({
  name: 'listDowntimes',
  tag: 'downtimes',
  method: 'get',
  path: '/downtimes',
  summary: 'Downtimes, by start; those without one come last',
  needs: { who: 'allowed', action: 'read', on: 'visible' },
  query: z.strictObject({
    state: z.array(state).max(20).optional(),
    service: z.array(name('A service that it touches')).max(50).optional(),
    from: instantIn(
      'Only what is not over before: under way then, or to begin then or later, or without a start',
    ).optional(),
    to: instantIn('Only what begins before then').optional(),
    owner: line('Id of the person who is responsible', 100).optional(),
    series: id('The series that it belongs to').optional(),
    id: id('Its id, or how that begins').optional(),
    q: line('Part of its title', 100).optional(),
    order: z.enum(['earliest', 'latest']).default('earliest').meta({ description: 'What comes first' }),
    ...paging,
  }),
  answer: { status: 200, description: 'A page', schema: pageOf(downtimeSummary, 'DowntimePage') },
});

export const createDowntime = endpoint({
  name: 'createDowntime',
  tag: 'downtimes',
  method: 'post',
  path: '/downtimes',
  summary: 'Draft a downtime, and schedule it in the same breath if wanted',
  needs: { who: 'allowed', action: 'draft', on: 'object' },
  query: z.strictObject({ dryRun }),
  idempotent: true,
  body: {
    type: 'application/json',
    schema: z
      .strictObject({
        ...planInput,
        schedule: z.boolean().default(false).meta({ description: 'Whether to schedule it at once' }),
        why,
        override,
      })
      .meta({ id: 'NewDowntime' }),
    example: {
      title: 'Move the database',
      services: ['shop'],
      start: '2026-12-05T01:00:00Z',
      takes: 'PT1H',
      rollback: 'PT20M',
      schedule: true,
    },
  },
  answer: { status: 201, description: 'It is there', schema: outcome, etag: true },
  errors: [
    ...(['unknown-service', 'unknown-person', 'bad-plan', 'reason-needed', 'not-found'] as const),
    ...(['rule-in-the-way', 'second-person'] as const),
  ],
});

export const readDowntime = endpoint({
  name: 'readDowntime',
  tag: 'downtimes',
  method: 'get',
  path: '/downtimes/{id}',
  summary: 'One downtime: promise, plan and actual side by side, and what may be said to it now',
  needs: reading,
  params: downtimeParams,
  answer: { status: 200, description: 'The downtime', schema: downtimeView, etag: true },
});

export const listDowntimeEvents = endpoint({
  name: 'listDowntimeEvents',
  tag: 'downtimes',
  method: 'get',
  path: '/downtimes/{id}/events',
  summary: 'Everything that happened to it, in its order',
  needs: reading,
  params: downtimeParams,
  query: z.strictObject({
    after: count('The `seq` after which to go on', { least: 0, most: 999_999_999 }).prefault('0'),
    limit: paging.limit,
  }),
  answer: { status: 200, description: 'A page', schema: pageOf(eventView, 'EventPage') },
});

const revisions = listOf(revisionView, 'RevisionList').extend({ names }).meta({ id: 'RevisionList' });

export const listRevisions = endpoint({
  name: 'listRevisions',
  tag: 'downtimes',
  method: 'get',
  path: '/downtimes/{id}/revisions',
  summary: 'What people were told, from the first to the last',
  needs: reading,
  params: downtimeParams,
  answer: { status: 200, description: 'All of them', schema: revisions },
});
