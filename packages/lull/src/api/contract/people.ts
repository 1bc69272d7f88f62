import { z } from 'zod';
import { actions, roles } from '../../access/contract.ts';
import { endpoint } from './endpoint.ts';
import { id, instant, name, names } from './fields.ts';
import { listOf } from './lists.ts';
import { why } from './plan-input.ts';

export const role = z.enum(roles).meta({ id: 'Role', description: 'Each includes those before it' });
export const action = z
  .enum(Object.keys(actions) as [keyof typeof actions, ...(keyof typeof actions)[]])
  .meta({ id: 'Action' });

/** Of the person whose id stands beside it. */
export const personName = z
  .string()
  .nullable()
  .meta({ description: 'What the person is called; null for whoever is not known any more' });

const administering = { who: 'allowed', action: 'administer', on: 'everything' } as const;
const grants = z
  .record(z.string(), role)
  .meta({ description: 'What they may do with single services, by their name' });

const personView = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    role: role.nullable().meta({ description: 'With every service; null for none' }),
    grants,
    createdAt: instant('Since when'),
  })
  .meta({ id: 'Person' });

const person = id('The person');
const email = z.email().max(254);

export const readMe = endpoint({
  name: 'readMe',
  tag: 'people',
  method: 'get',
  path: '/me',
  summary: 'Who the caller is and what they may do',
  needs: { who: 'signed-in' },
  answer: {
    status: 200,
    description: 'The caller',
    schema: z
      .object({
        kind: z.enum(['person', 'key', 'system']),
        id: z.string(),
        name: z.string(),
        person: z.string().meta({ description: 'The person behind a key' }),
        personName,
        role: role.nullable(),
        grants,
        scopes: z.array(action).nullable().meta({ description: 'A key: only these actions; null for all' }),
      })
      .meta({ id: 'Me' }),
  },
});

export const listPeople = endpoint({
  name: 'listPeople',
  tag: 'people',
  method: 'get',
  path: '/people',
  summary: 'Everybody, with their roles',
  needs: administering,
  answer: { status: 200, description: 'All of them', schema: listOf(personView, 'PersonList') },
});

export const setRole = endpoint({
  name: 'setRole',
  tag: 'people',
  method: 'put',
  path: '/people/{id}/role',
  summary: 'What somebody may do with every service',
  needs: administering,
  params: z.strictObject({ id: person }),
  body: {
    type: 'application/json',
    schema: z.strictObject({ role: role.nullable(), why }).meta({ id: 'NewRole' }),
    example: { role: 'scheduler' },
  },
  answer: { status: 204, description: 'It is set' },
  errors: ['last-owner'],
});

export const removePerson = endpoint({
  name: 'removePerson',
  tag: 'people',
  method: 'delete',
  path: '/people/{id}',
  summary:
    'Remove somebody: their sessions and keys end; what they did stays, and gates that they enrolled go on',
  needs: administering,
  params: z.strictObject({ id: person }),
  query: z.strictObject({ why }),
  answer: { status: 204, description: 'They are gone' },
  errors: ['last-owner'],
});

export const setGrant = endpoint({
  name: 'setGrant',
  tag: 'people',
  method: 'put',
  path: '/people/{id}/grants/{service}',
  summary: 'What somebody may do with one service',
  needs: administering,
  params: z.strictObject({ id: person, service: name('The service') }),
  body: {
    type: 'application/json',
    schema: z.strictObject({ role, why }).meta({ id: 'NewGrant' }),
    example: { role: 'scheduler' },
  },
  answer: { status: 204, description: 'It is set' },
  errors: ['unknown-service'],
});

export const removeGrant = endpoint({
  name: 'removeGrant',
  tag: 'people',
  method: 'delete',
  path: '/people/{id}/grants/{service}',
  summary: 'Take back what somebody was granted for one service',
  needs: administering,
  params: z.strictObject({ id: person, service: name('The service') }),
  query: z.strictObject({ why }),
  answer: { status: 204, description: 'It is taken back' },
});

const invitation = z
  .object({
    id: z.string(),
    kind: z.enum(['owner', 'member', 'password']),
    email: z.string().nullable(),
    role: role.nullable(),
    grants,
    by: z.string().meta({ description: 'Who made it' }),
    names,
    createdAt: instant('Since when'),
    expiresAt: instant('Until when'),
  })
  .meta({ id: 'Invitation' });

const link = z
  .object({
    id: z.string(),
    link: z.string().meta({ description: 'Works once; it is told here and never again' }),
    expiresAt: instant('Until when it works'),
  })
  .meta({ id: 'OneTimeLink' });

export const listInvitations = endpoint({
  name: 'listInvitations',
  tag: 'people',
  method: 'get',
  path: '/invitations',
  summary: 'The invitations that are open',
  needs: administering,
  answer: { status: 200, description: 'All of them', schema: listOf(invitation, 'InvitationList') },
});

export const invite = endpoint({
  name: 'invite',
  tag: 'people',
  method: 'post',
  path: '/invitations',
  summary: 'Invite somebody by a link that works once',
  needs: administering,
  body: {
    type: 'application/json',
    schema: z
      .strictObject({
        email,
        role: role.nullable().default(null),
        grants: z.record(name('A service'), role).default({}),
      })
      .meta({ id: 'NewInvitation' }),
    example: { email: 'ada@example.com', role: 'viewer' },
  },
  answer: { status: 201, description: 'The link to hand over', schema: link },
  errors: ['already-exists', 'unknown-service'],
});

export const withdrawInvitation = endpoint({
  name: 'withdrawInvitation',
  tag: 'people',
  method: 'delete',
  path: '/invitations/{id}',
  summary: 'Withdraw an invitation',
  needs: administering,
  params: z.strictObject({ id: id('The invitation') }),
  answer: { status: 204, description: 'Its link no longer works' },
});

export const resetPassword = endpoint({
  name: 'resetPassword',
  tag: 'people',
  method: 'post',
  path: '/people/{id}/password-link',
  summary: 'A link by which somebody sets a new password, once',
  needs: administering,
  params: z.strictObject({ id: person }),
  answer: { status: 201, description: 'The link to hand over', schema: link },
});
