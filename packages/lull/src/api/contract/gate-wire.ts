import { instantOf } from '@lull/gate/protocol';
import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { instant, length, line, name } from './fields.ts';

/** What gates ask is under this, beside the API. */
export const gateBase = '/gate/v1';

const needs = { who: 'allowed', action: 'gate', on: 'object' } as const;
const service = name('The gate’s service');

const signed = {
  signedBy: z.string().meta({ description: 'Id of the key' }),
  signature: z.string().meta({ description: 'Ed25519, base64url' }),
};

export const gateDocument = endpoint({
  name: 'readGateDocument',
  tag: 'gates',
  method: 'get',
  base: gateBase,
  path: '/documents/{service}',
  summary: 'The document that the gates of a service flip by; signed, so that it may come over any way',
  needs,
  params: z.strictObject({ service }),
  answer: {
    status: 200,
    description: 'The newest',
    schema: z.looseObject({ v: z.literal(1), service: z.string(), ...signed }).meta({ id: 'StateDocument' }),
    etag: true,
  },
  errors: ['signing-key-lost'],
});

export const gateStream = endpoint({
  name: 'streamGateDocuments',
  tag: 'gates',
  method: 'get',
  base: gateBase,
  path: '/stream/{service}',
  summary: 'Server-sent events: `document`, the current one and then each new one at once; `time` every 5 s',
  needs,
  params: z.strictObject({ service }),
  answer: { status: 200, description: 'A stream', types: ['text/event-stream'] },
  errors: ['signing-key-lost', 'interrupted'],
});

export const gateTime = endpoint({
  name: 'readGateTime',
  tag: 'gates',
  method: 'get',
  base: gateBase,
  path: '/time',
  summary: 'The server’s time, signed; never from a cache',
  needs,
  query: z.strictObject({
    service,
    nonce: z
      .string()
      .regex(/^[\w-]{1,100}$/, { error: 'is not 1 to 100 letters, digits, _ and -' })
      .meta({ description: 'Anything new, so that no older answer can be sent again' }),
  }),
  answer: {
    status: 200,
    description: 'The time',
    schema: z
      .object({ now: instant('By the database’s clock'), service: z.string(), nonce: z.string(), ...signed })
      .meta({ id: 'SignedTime' }),
  },
  errors: ['signing-key-lost'],
});

const whole = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const figure = z.number().int().min(0).max(2_147_483_647);

/** Gates of later versions may say more: what isn't known is passed over. */
const confirmation = z
  .object({
    service,
    instance: line('Its name, the same after a restart'),
    version: line('Of the gate', 50),
    kind: line('Such as node or nginx', 50),
    epoch: whole.nullable(),
    serial: whole.nullable(),
    state: line('What it does', 50),
    downtime: line('For which downtime', 100).nullable(),
    override: z.enum(['open', 'closed']).nullable(),
    inFlight: figure,
    clockOffset: z.number().min(-8.64e15).max(8.64e15).nullable(),
    run: line('Another at every start of the gate', 100),
    report: figure,
    isLeaving: z.boolean().default(false),
    minutes: z
      .array(
        z.object({
          minute: z.string().refine((text) => instantOf(text) !== null, { error: 'is no instant in UTC' }),
          requests: figure.nullable(),
          writes: figure.nullable(),
          refused: z
            .object({ closed: figure, 'read-only': figure, partial: figure, opening: figure })
            .partial()
            .default({}),
        }),
      )
      .max(1_000)
      .default([]),
    warnings: z.array(line('What is wrong', 1_000)).max(50).default([]),
  })
  .meta({ id: 'GateConfirmation' });

export const confirmGate = endpoint({
  name: 'confirmGate',
  tag: 'gates',
  method: 'post',
  base: gateBase,
  path: '/confirm',
  summary: 'How a gate stands, what it has counted, and that it is there',
  needs,
  body: {
    type: 'application/json',
    schema: confirmation,
    example: {
      service: 'shop',
      instance: 'web-1',
      version: '0.1.0',
      kind: 'node',
      epoch: 1,
      serial: 1_798_758_000_000,
      state: 'open',
      downtime: null,
      override: null,
      inFlight: 3,
      clockOffset: -12,
      run: 'Zk3v',
      report: 1,
      isLeaving: false,
      minutes: [{ minute: '2026-12-31T23:00:00.000Z', requests: 420, writes: 37, refused: {} }],
      warnings: [],
    },
  },
  answer: {
    status: 200,
    description: 'Taken',
    schema: z
      .object({
        lease: length('Without another word the gate is unknown after this'),
        spread: length('Over how long gates that flip at once spread what they say of it'),
        epoch: whole.nullable().meta({ description: 'Of the newest document' }),
        serial: whole.nullable(),
      })
      .meta({ id: 'GateConfirmed' }),
  },
  errors: ['too-many-gates'],
});
