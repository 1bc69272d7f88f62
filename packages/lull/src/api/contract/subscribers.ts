import { z } from 'zod';
import { optionalKinds } from '../../announce/contract.ts';
import { zone } from '../../catalog/fields.ts';
import { channelName } from './channels.ts';
import { endpoint } from './endpoint.ts';
import { flag, id, instant, line, name, prose } from './fields.ts';
import { listOf, pageOf, paging } from './lists.ts';

const state = z.enum(['pending', 'active', 'disabled']);

/** What a subscriber may leave out. */
export const optionalKind = z.enum(optionalKinds);

export type OptionalKind = z.output<typeof optionalKind>;

const subscriber = z
  .object({
    id: z.string(),
    channel: channelName,
    shown: z.string().meta({ description: 'An e-mail address; the host of an address that is a secret' }),
    language: z.string(),
    zone: z.string().nullable().meta({ description: 'In which times are told; null for each service’s own' }),
    services: z.array(z.string()).nullable().meta({ description: 'Null for all' }),
    kinds: z.array(optionalKind).nullable().meta({ description: 'Null for all' }),
    tenants: z.array(z.string()),
    tags: z.array(z.string()),
    state: state.meta({ description: 'Pending until its mailbox confirms; disabled once it refuses mail' }),
    source: z.enum(['sign-up', 'added', 'import']),
    createdAt: instant('Since when'),
    confirmedAt: instant('When it was confirmed').nullable(),
    disabledWhy: z.string().nullable(),
  })
  .meta({ id: 'Subscriber' });

export type SubscriberView = z.output<typeof subscriber>;

/** The reason is kept for ever, and an address must not be. */
const why = prose('Why; kept in the audit trail, so without anybody’s address').optional();
const dryRun = flag('Change nothing; answer what would be').optional();

const label = (description: string) => line(description, 100);
const services = z.array(name('A service')).min(1).max(500);
const choices = {
  language: line('BCP 47 tag', 35),
  zone: zone.nullable().meta({ description: 'IANA time zone; null for each service’s own' }),
  services: services.nullable().meta({ description: 'Null for all' }),
  kinds: z
    .array(optionalKind)
    .max(optionalKinds.length)
    .nullable()
    .meta({ description: 'Null for all; corrections of what somebody was told they always get' }),
  tenants: z.array(label('A tenant; `*` for whoever hears of all')).max(200),
  tags: z.array(label('A tag')).max(200),
};

const secret = line('A webhook’s signing secret or a token of ntfy: written, and never read', 200);

const filter = {
  service: z.array(name('Only who hears of it')).max(50).optional(),
  channel: channelName.optional(),
  tag: label('Only with this tag').optional(),
  tenant: label('Only of this tenant').optional(),
  state: state.optional(),
  text: line('Only with this in the address', 254).optional(),
};

const lookingAfter = { who: 'allowed', action: 'configure', on: 'visible' } as const;
const ofOne = { who: 'allowed', action: 'configure', on: 'object' } as const;
const params = z.strictObject({ id: id('The subscriber') });

export const listSubscribers = endpoint({
  name: 'listSubscribers',
  tag: 'announce',
  method: 'get',
  path: '/subscribers',
  summary: 'Who hears of downtimes, the newest first',
  needs: lookingAfter,
  query: z.strictObject({ ...filter, ...paging }),
  answer: { status: 200, description: 'A page', schema: pageOf(subscriber, 'SubscriberPage') },
});

export const countSubscribers = endpoint({
  name: 'countSubscribers',
  tag: 'announce',
  method: 'get',
  path: '/subscribers/count',
  summary: 'How many there are, by channel and state',
  needs: lookingAfter,
  query: z.strictObject(filter),
  answer: {
    status: 200,
    description: 'The counts that are not zero',
    schema: listOf(
      z.object({ channel: channelName, state, count: z.number().int() }).meta({ id: 'SubscriberCount' }),
      'SubscriberCounts',
    ),
  },
});

export const addSubscriber = endpoint({
  name: 'addSubscriber',
  tag: 'announce',
  method: 'post',
  path: '/subscribers',
  summary: 'Add a subscriber on any channel, who agreed to hear of downtimes',
  needs: ofOne,
  query: z.strictObject({ dryRun }),
  body: {
    type: 'application/json',
    schema: z
      .strictObject({
        channel: channelName.default('mail'),
        address: line('An e-mail address, or that of a webhook, a Slack hook or a topic', 2048),
        secret: secret.nullable().default(null),
        ...z.strictObject(choices).partial().shape,
        why,
      })
      .meta({ id: 'NewSubscriber' }),
    example: { channel: 'mail', address: 'ada@example.com', services: ['shop'], language: 'en' },
  },
  answer: {
    status: 201,
    description: 'The subscriber; a secret that was made for it is told here and never again',
    schema: z
      .object({ subscriber, secret: z.string().nullable(), dryRun: z.boolean() })
      .meta({ id: 'AddedSubscriber' }),
  },
  errors: ['already-exists', 'bad-address', 'not-found', 'unknown-service', 'unknown-zone'],
});

export const setSubscriber = endpoint({
  name: 'setSubscriber',
  tag: 'announce',
  method: 'post',
  path: '/subscribers/{id}',
  summary: 'Change a subscriber; what is left out stays',
  needs: ofOne,
  params,
  query: z.strictObject({ dryRun }),
  body: {
    type: 'application/json',
    schema: z
      .strictObject({ ...choices, secret, state: z.enum(['active', 'disabled']) })
      .partial()
      .extend({ why })
      .meta({ id: 'SubscriberChanges' }),
    example: { tags: ['partners'], zone: 'Europe/Berlin' },
  },
  answer: {
    status: 200,
    description: 'The subscriber as it is now',
    schema: z.object({ subscriber, dryRun: z.boolean() }).meta({ id: 'ChangedSubscriber' }),
  },
  errors: ['bad-address', 'unknown-service', 'unknown-zone', 'wrong-state'],
});

export const removeSubscriber = endpoint({
  name: 'removeSubscriber',
  tag: 'announce',
  method: 'delete',
  path: '/subscribers/{id}',
  summary: 'Remove a subscriber and all that is kept of it',
  needs: ofOne,
  params,
  query: z.strictObject({ why, dryRun }),
  answer: { status: 204, description: 'It is gone, or would be' },
});

export const eraseSubscriber = endpoint({
  name: 'eraseSubscriber',
  tag: 'announce',
  method: 'post',
  path: '/subscribers/erase',
  summary: 'Erase all that is kept of an address, also of one that has left',
  needs: ofOne,
  query: z.strictObject({ dryRun }),
  body: {
    type: 'application/json',
    schema: z
      .strictObject({ channel: channelName.default('mail'), address: line('The address', 2048), why })
      .meta({ id: 'EraseSubscriber' }),
    example: { address: 'ada@example.com' },
  },
  answer: {
    status: 200,
    description: 'The id that it had',
    schema: z.object({ id: z.string(), dryRun: z.boolean() }).meta({ id: 'ErasedSubscriber' }),
  },
  errors: ['bad-address', 'not-found'],
});

export const importSubscribers = endpoint({
  name: 'importSubscribers',
  tag: 'announce',
  method: 'post',
  path: '/subscribers/import',
  summary: 'Add subscribers from a CSV, all of them or none; those who are known keep what they chose',
  needs: lookingAfter,
  takesLong: true,
  query: z.strictObject({
    consent: prose('How those in the file agreed to hear of downtimes; kept in the audit trail'),
    skipBad: flag('Import the lines that can be').optional(),
    dryRun,
  }),
  body: {
    type: 'text/csv',
    schema: z.string(),
    example: 'address,services,language\nada@example.com,shop,en\n',
    most: 33_554_432,
  },
  answer: {
    status: 200,
    description: 'What became of the lines',
    schema: z
      .object({
        added: z.number().int(),
        changed: z.number().int().meta({ description: 'Known, and given other tenants or tags' }),
        unchanged: z.number().int(),
        stayAway: z.number().int().meta({ description: 'Have left or are disabled, and stay so' }),
        bad: z
          .array(z.object({ line: z.number().int(), message: z.string() }))
          .meta({ description: 'Lines that were skipped, and why; the first thousand' }),
        badCount: z.number().int(),
        dryRun: z.boolean(),
      })
      .meta({ id: 'ImportedSubscribers' }),
  },
  errors: ['bad-import'],
});

export const exportSubscribers = endpoint({
  name: 'exportSubscribers',
  tag: 'announce',
  method: 'get',
  path: '/subscribers/export',
  summary: 'Subscribers as CSV, without secrets',
  needs: lookingAfter,
  query: z.strictObject(filter),
  answer: { status: 200, description: 'CSV (RFC 4180), as it is read', types: ['text/csv'] },
});
