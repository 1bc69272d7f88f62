import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { lengthIn, line, name, prose, someLength } from './fields.ts';
import { mode } from './modes.ts';
import { dryRun, outcome } from './outcome.ts';
import { why } from './plan-input.ts';

const params = z.strictObject({ name: name('The service') });
const needs = { who: 'allowed', action: 'run', on: 'object' } as const;

export const takeDown = endpoint({
  name: 'takeDown',
  tag: 'emergencies',
  method: 'post',
  path: '/services/{name}/down',
  summary: 'Take it down now: an emergency, its notice waived and the waiver recorded',
  needs,
  params,
  query: z.strictObject({ dryRun }),
  idempotent: true,
  body: {
    type: 'application/json',
    schema: z
      .strictObject({
        why: prose('Why; kept in the record, and told'),
        takes: someLength('How long it is expected to take').prefault('PT1H'),
        rollback: lengthIn('How long the way back takes').prefault('PT0S'),
        mode: mode.default('full'),
        title: line('What is done, in a few words').optional(),
      })
      .meta({ id: 'Emergency' }),
    example: { why: 'the disk is failing', takes: 'PT30M' },
  },
  answer: { status: 201, description: 'It is going down', schema: outcome, etag: true },
  errors: ['rule-in-the-way', 'second-person', 'bad-plan', 'reason-needed', 'unknown-service'],
});

export const bringUp = endpoint({
  name: 'bringUp',
  tag: 'emergencies',
  method: 'post',
  path: '/services/{name}/up',
  summary: 'Bring it back: finishes or reopens whatever keeps it down',
  needs,
  params,
  query: z.strictObject({ dryRun }),
  idempotent: true,
  body: { type: 'application/json', schema: z.strictObject({ why }), example: {}, optional: true },
  answer: { status: 200, description: 'It is coming back', schema: outcome, etag: true },
  errors: ['wrong-state', 'unknown-service'],
});
