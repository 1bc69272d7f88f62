import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { freezes, windows } from './entries.ts';
import { count, instant, instantIn, local } from './fields.ts';

/** One time of what is only written yet. */
const previewedTime = z
  .object({
    start: instant('When it begins'),
    end: instant('When it ends'),
    startLocal: local('Its start on its own wall clock'),
    endLocal: local('Its end on its own wall clock'),
    named: z.string().meta({
      description: 'The start that the rule names, on the wall clock; with `hour` moved there is none such',
      examples: ['2026-03-29T02:30:00'],
    }),
    hour: z.enum(['moved', 'twice']).nullable().meta({
      description: 'Whether the hour of its start does not exist, or happens twice and is taken first',
    }),
    remark: z.string().nullable().meta({ description: 'What a change of the clocks does to it' }),
  })
  .meta({ id: 'PreviewedTime' });

const preview = z
  .object({
    zone: z.string(),
    items: z
      .array(previewedTime)
      .meta({ description: 'The next times, by start; one that goes on is first' }),
    complete: z.boolean().meta({ description: 'Whether no others follow' }),
    clockChanges: z.array(previewedTime).meta({
      description:
        'The next times, within 400 days, to which a change of the clocks does something; at most 4',
    }),
    idle: z.array(z.string()).meta({
      description: 'Of the first 100 of `exdate` those that leave out nothing: no start is then',
    }),
  })
  .meta({ id: 'RulePreview' });

const query = z.strictObject({
  from: instantIn('When to begin; now when left out').optional(),
  count: count('How many of the next times', { most: 50 }).prefault('10'),
});

const common = {
  tag: 'catalog',
  method: 'post',
  needs: { who: 'allowed', action: 'read', on: 'visible' },
  query,
  answer: { status: 200, description: 'When it would be; nothing is stored', schema: preview },
} as const;

export const previewWindow = endpoint({
  ...common,
  name: 'previewWindow',
  path: '/windows/preview',
  summary: 'When a window would be that is only written yet',
  body: windows.put.body,
});

export const previewFreeze = endpoint({
  ...common,
  name: 'previewFreeze',
  path: '/freezes/preview',
  summary: 'When a freeze would be that is only written yet',
  body: freezes.put.body,
});
