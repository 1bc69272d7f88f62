import { z } from 'zod';
import { DAY } from '../../time/instant.ts';
import { endpoint } from './endpoint.ts';
import { instant, line, name, someLength } from './fields.ts';
import { why } from './plan-input.ts';

const service = name('The service');
const onService = z.strictObject({ name: service });

const publicKey = z
  .object({
    id: z.string(),
    key: z.string().meta({ description: 'Ed25519, base64url' }),
    notBefore: instant('It signs nothing before this'),
    endorsedBy: z.string().nullable().meta({ description: 'Id of the key that vouches for it' }),
    endorsement: z.string().nullable(),
  })
  .meta({ id: 'GateKey' });

const gate = z
  .object({
    name: z.string(),
    kind: z.string(),
    version: z.string(),
    state: z.string().meta({ description: 'What it said that it does' }),
    downtime: z.string().nullable(),
    override: z.string().nullable().meta({ description: 'Whether a person holds it open or closed' }),
    isConfirmed: z.boolean().meta({ description: 'Whether it does what it should, by its newest document' }),
    inFlight: z.number().int(),
    clockOffset: z
      .number()
      .int()
      .nullable()
      .meta({ description: 'The server’s clock less the gate’s, in milliseconds' }),
    warnings: z.array(z.string()),
    heardAt: instant('When it was heard last'),
    isLost: z.boolean().meta({ description: 'Whether its lease has lapsed: nobody knows what it does' }),
  })
  .meta({ id: 'Gate' });

const gatesOfService = z
  .object({
    service: z.string(),
    state: z.string().nullable().meta({ description: 'What its gates should do now' }),
    downtime: z.string().nullable(),
    expected: z.number().int().meta({ description: 'How many are waited for' }),
    confirmed: z.number().int().meta({ description: 'How many do what they should' }),
    missing: z.array(z.string()).meta({ description: 'Those that do not, and why' }),
    document: z
      .object({ epoch: z.number().int(), serial: z.number().int(), issuedAt: instant('Since when') })
      .nullable(),
    gates: z.array(gate),
  })
  .meta({ id: 'GatesOfService' });

export type GatesOfService = z.output<typeof gatesOfService>;

export const listGates = endpoint({
  name: 'listGates',
  tag: 'gates',
  method: 'get',
  path: '/gates',
  summary: 'The gates, by service: what they do, their clocks, and which are missing',
  needs: { who: 'allowed', action: 'read', on: 'visible' },
  query: z.strictObject({ service: z.array(name('Only of this service')).max(50).optional() }),
  answer: {
    status: 200,
    description: 'All that the caller may see, and the keys that gates trust',
    schema: z.object({ items: z.array(gatesOfService), keys: z.array(publicKey) }).meta({ id: 'GateList' }),
  },
});

export const addGate = endpoint({
  name: 'addGate',
  tag: 'gates',
  method: 'post',
  path: '/services/{name}/gates',
  summary: 'Enrol a gate: a key of its own, and what it is to trust',
  needs: { who: 'allowed', action: 'configure', on: 'object' },
  params: onService,
  body: {
    type: 'application/json',
    optional: true,
    schema: z
      .strictObject({ instance: line('Its name; its machine’s when left out').optional() })
      .meta({ id: 'NewGate' }),
    example: { instance: 'web-1' },
  },
  answer: {
    status: 201,
    description: 'What the gate is configured with; the key is told here and never again',
    schema: z
      .object({
        id: z.string().meta({ description: 'The key’s id, by which it is revoked' }),
        config: z.object({
          server: z.string(),
          service: z.string(),
          instance: z.string().optional(),
          key: z.string(),
          trust: publicKey.pick({ id: true, key: true }),
        }),
      })
      .meta({ id: 'AddedGate' }),
  },
  errors: ['unknown-service', 'signing-key-lost'],
});

export const removeGate = endpoint({
  name: 'removeGate',
  tag: 'gates',
  method: 'delete',
  path: '/services/{name}/gates/{gate}',
  summary: 'Say that a gate is gone, so that nobody waits for it; heard again, it is there again',
  needs: { who: 'allowed', action: 'run', on: 'object' },
  params: onService.extend({ gate: line('The gate') }),
  query: z.strictObject({ why }),
  answer: { status: 204, description: 'Nobody waits for it' },
});

export const readDocument = endpoint({
  name: 'readPublicDocument',
  tag: 'gates',
  method: 'get',
  path: '/services/{name}/gates/document',
  summary: 'The document that its gates hold: signed and without secrets, to be put where gates find it too',
  needs: { who: 'allowed', action: 'read', on: 'object' },
  params: onService,
  answer: {
    status: 200,
    description: 'The newest',
    schema: z.looseObject({ v: z.literal(1), service: z.string() }).meta({ id: 'PublicDocument' }),
    etag: true,
  },
  errors: ['unknown-service', 'signing-key-lost'],
});

const longestBypass = 7 * DAY;

export const makeBypass = endpoint({
  name: 'makeBypass',
  tag: 'gates',
  method: 'post',
  path: '/services/{name}/bypass',
  summary: 'A token that passes its closed gates for a while, such as for whoever checks the work',
  needs: { who: 'allowed', action: 'run', on: 'object' },
  params: onService,
  body: {
    type: 'application/json',
    optional: true,
    schema: z
      .strictObject({
        lasts: someLength('How long it lasts', longestBypass).prefault('PT1H'),
        why,
      })
      .meta({ id: 'NewBypass' }),
    example: { lasts: 'PT1H', why: 'Ada checks the new database' },
  },
  answer: {
    status: 201,
    description: 'The token; it is told here and never again',
    schema: z
      .object({
        id: z.string().meta({ description: 'By which the audit trail knows it' }),
        token: z.string().meta({
          description: 'As the header `Lull-Bypass`, or once as `?lull-bypass=TOKEN`, which sets a cookie',
        }),
        expiresAt: instant('Until when'),
      })
      .meta({ id: 'Bypass' }),
  },
  errors: ['unknown-service', 'signing-key-lost'],
});

export const rotateKey = endpoint({
  name: 'rotateGateKey',
  tag: 'gates',
  method: 'post',
  path: '/gates/rotate-key',
  summary: 'Make the next signing key: announced now, signing in 7 days; or at once, for one that was lost',
  needs: { who: 'allowed', action: 'administer', on: 'everything' },
  body: {
    type: 'application/json',
    optional: true,
    schema: z
      .strictObject({
        atOnce: z.boolean().default(false).meta({ description: 'It signs from now on' }),
        why,
      })
      .meta({ id: 'RotateKey' }),
    example: { atOnce: false },
  },
  answer: {
    status: 200,
    description: 'The keys that documents name from now on',
    schema: z.object({ keys: z.array(publicKey) }).meta({ id: 'GateKeys' }),
  },
  errors: ['wrong-state', 'signing-key-lost'],
});
