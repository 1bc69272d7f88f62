import { z } from 'zod';
import { risks } from '../../catalog/risk.ts';
import { endpoint } from './endpoint.ts';
import { instant, instantIn, local, name } from './fields.ts';
import { listOf } from './lists.ts';

const occurrence = z
  .object({
    kind: z.enum(['window', 'freeze']),
    name: z.string(),
    start: instant('When it begins'),
    end: instant('When it ends'),
    startLocal: local('Its start on its own wall clock'),
    endLocal: local('Its end on its own wall clock'),
    zone: z.string(),
    risk: z.enum(risks).meta({
      description: 'Of a window the most that work may disturb; of a freeze the least that is frozen',
    }),
    comment: z.string().nullable().meta({ description: 'Of the window; the reason of a freeze' }),
    remark: z.string().nullable().meta({ description: 'What a change of the clocks does to it' }),
  })
  .meta({ id: 'Occurrence' });

const occurrences = listOf(occurrence, 'OccurrenceList');

const period = {
  from: instantIn('Start of the period; now when left out').optional(),
  to: instantIn('End of the period; 30 days after its start when left out').optional(),
};

const errors = ['bad-interval', 'too-many-occurrences'] as const;

export const listOccurrences = endpoint({
  name: 'listOccurrences',
  tag: 'catalog',
  method: 'get',
  path: '/occurrences',
  summary: 'The times of windows and freezes that touch a period, by start',
  needs: { who: 'allowed', action: 'read', on: 'visible' },
  query: z.strictObject({ ...period, service: name('Only those that matter to this service').optional() }),
  answer: { status: 200, description: 'All of them, whole', schema: occurrences },
  errors: [...errors, 'unknown-service', 'not-found'],
});

export const listWindowOccurrences = endpoint({
  name: 'listWindowOccurrences',
  tag: 'catalog',
  method: 'get',
  path: '/windows/{name}/occurrences',
  summary: 'The times of one window that touch a period',
  needs: { who: 'allowed', action: 'read', on: 'object' },
  params: z.strictObject({ name: name('The window') }),
  query: z.strictObject(period),
  answer: { status: 200, description: 'All of them, whole', schema: occurrences },
  errors,
});
