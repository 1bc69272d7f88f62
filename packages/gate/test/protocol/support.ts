import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import {
  type GatePeriod,
  keyBytes,
  type PublicKey,
  type StateDocument,
  signedBytes,
  type Verify,
} from '../../src/protocol/index.ts';

/** A signing key of a server, with its public half as documents show it. */
export interface SigningKey {
  readonly id: string;
  readonly key: string;
  readonly secret: KeyObject;
}

export function signingKey(): SigningKey {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const bytes = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
  const id = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  return { id, key: bytes.toString('base64url'), secret: privateKey };
}

export function signature(by: SigningKey, bytes: Uint8Array): string {
  return sign(null, bytes, by.secret).toString('base64url');
}

/** The key as a document names it, vouched for by the one before it. */
export function named(one: SigningKey, by: SigningKey | null = null, notBefore = '2026-01-01T00:00:00Z') {
  const { id, key } = one;
  const endorsement = by && signature(by, keyBytes({ id, key, notBefore }));
  return { id, key, notBefore, endorsedBy: by?.id ?? null, endorsement } satisfies PublicKey;
}

const spki = Buffer.from('302a300506032b6570032100', 'hex');

export const ed25519: Verify = (key, bytes, signed) =>
  verify(
    null,
    bytes,
    createPublicKey({ key: Buffer.concat([spki, key]), format: 'der', type: 'spki' }),
    signed,
  );

/** A document for the shop that closes it from noon to one. */
export function documentOf(more: Partial<StateDocument> = {}): Omit<StateDocument, 'signature' | 'signedBy'> {
  return {
    v: 1,
    service: 'shop',
    epoch: 0,
    serial: 1,
    issuedAt: '2026-12-01T10:00:00.000Z',
    keys: [],
    schedule: [
      {
        from: '2026-12-01T12:00:00Z',
        to: '2026-12-01T13:00:00Z',
        state: 'closed',
        mode: 'full',
        match: { paths: [], tenants: [], methods: [], except: [] },
        downtime: '7',
        retryAt: '2026-12-01T13:00:00Z',
        share: null,
        closeIf: 'server-alive',
        reopen: 'atEnd',
      },
    ],
    brand: { name: 'Shop', colour: '#336699', logo: null, statusUrl: null },
    pages: { en: { heading: 'Back soon' } },
    maxSilence: 'PT1M',
    ...more,
  };
}

export function signed(by: SigningKey, more: Partial<StateDocument> & Record<string, unknown> = {}) {
  const document = { ...documentOf(more), signedBy: by.id };
  return { ...document, signature: signature(by, signedBytes(document)) } as StateDocument;
}

/** A stretch of a schedule, in milliseconds. */
export function period(more: Partial<GatePeriod>): GatePeriod {
  return {
    from: 0,
    to: null,
    state: 'closed',
    mode: 'full',
    match: { paths: [], tenants: [], methods: [], except: [] },
    downtime: '7',
    retryAt: null,
    share: null,
    closeIf: 'server-alive',
    reopen: 'atEnd',
    ...more,
  };
}

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
