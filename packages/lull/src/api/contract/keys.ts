import { z } from 'zod';
import { DAY } from '../../time/instant.ts';
import { endpoint } from './endpoint.ts';
import { flag, id, instant, line, name, someLength } from './fields.ts';
import { listOf } from './lists.ts';
import { action, personName, role } from './people.ts';
import { why } from './plan-input.ts';

const limits = {
  role: role.nullable().meta({ description: 'The most it may; never more than its maker' }),
  scopes: z.array(action).nullable().meta({ description: 'Only these actions; null for all of the role' }),
  services: z.array(z.string()).nullable().meta({ description: 'Only these services; null for all' }),
};

const keyView = z
  .object({
    id: z.string(),
    name: z.string(),
    person: z.string(),
    personName,
    ...limits,
    createdAt: instant('Since when'),
    expiresAt: instant('Until when').nullable(),
    revokedAt: instant('When it was revoked').nullable(),
    standsAlone: z
      .boolean()
      .meta({ description: 'Whether it is a gate’s or an agent’s: it goes on without its maker' }),
  })
  .meta({ id: 'Key' });

export const listKeys = endpoint({
  name: 'listKeys',
  tag: 'people',
  method: 'get',
  path: '/keys',
  summary:
    'The caller’s keys, and those of gates and agents that they may configure; everybody’s for an owner who asks',
  needs: { who: 'signed-in' },
  query: z.strictObject({ all: flag('Everybody’s').optional() }),
  answer: {
    status: 200,
    description: 'All of them, without their secrets',
    schema: listOf(keyView, 'KeyList'),
  },
});

export const makeKey = endpoint({
  name: 'makeKey',
  tag: 'people',
  method: 'post',
  path: '/keys',
  summary: 'Make a key for a program',
  needs: { who: 'signed-in' },
  body: {
    type: 'application/json',
    schema: z
      .strictObject({
        name: line('What it is for', 60),
        role: limits.role.default(null),
        scopes: z.array(action).min(1).max(20).nullable().default(null),
        services: z.array(name('A service')).min(1).max(100).nullable().default(null),
        lasts: someLength('How long it works; null for as long as it is not revoked', 3_660 * DAY)
          .nullable()
          .prefault('P90D'),
      })
      .meta({ id: 'NewKey' }),
    example: { name: 'CI', scopes: ['read'], lasts: 'P30D' },
  },
  idempotent: true,
  answer: {
    status: 201,
    description: 'The key',
    schema: keyView
      .extend({ secret: z.string().meta({ description: 'The secret; it is told here and never again' }) })
      .meta({ id: 'MadeKey' }),
  },
  errors: ['not-allowed', 'unknown-service'],
});

export const revokeKey = endpoint({
  name: 'revokeKey',
  tag: 'people',
  method: 'delete',
  path: '/keys/{id}',
  summary: 'Revoke a key; it stops working at once',
  needs: { who: 'signed-in' },
  params: z.strictObject({ id: id('The key') }),
  query: z.strictObject({ why }),
  answer: { status: 204, description: 'It no longer works' },
  errors: ['not-allowed'],
});
