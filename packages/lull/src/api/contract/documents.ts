import { z } from 'zod';
import { MOST_BYTES } from '../../catalog/entry.ts';
import { endpoint } from './endpoint.ts';
import { catalogChange } from './entries.ts';
import { flag } from './fields.ts';
import { dryRun } from './outcome.ts';
import { why } from './plan-input.ts';

const configuring = { who: 'allowed', action: 'configure', on: 'everything' } as const;

export const applyDocument = endpoint({
  name: 'applyDocument',
  tag: 'catalog',
  method: 'post',
  path: '/apply',
  summary: 'Make services, windows, freezes and teams what a lull.yaml says',
  needs: configuring,
  query: z.strictObject({
    dryRun,
    why,
    prune: flag('Take away what the document does not have').optional(),
  }),
  idempotent: true,
  body: {
    type: 'application/yaml',
    schema: z.string().meta({ description: 'The text of a lull.yaml' }),
    example: 'services:\n  shop: { zone: Europe/Berlin }\n',
    most: MOST_BYTES,
  },
  answer: {
    status: 200,
    description: 'What is another than before; all of it or nothing is done',
    schema: catalogChange,
  },
  errors: ['bad-config', 'in-use', 'too-large'],
});

export const exportDocument = endpoint({
  name: 'exportDocument',
  tag: 'catalog',
  method: 'get',
  path: '/export',
  summary: 'Services, windows, freezes and teams as a lull.yaml',
  needs: { who: 'allowed', action: 'read', on: 'everything' },
  answer: { status: 200, description: 'The text', types: ['application/yaml'] },
});
