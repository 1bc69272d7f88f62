import { createHash, createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import {
  type Bypass,
  bypassBytes,
  bypassPayload,
  keyBytes,
  type PublicKey,
  type SignedTime,
  type StateDocument,
  signedBytes,
  timeBytes,
} from '@lull/gate/protocol';
import { formatInstant, type Instant } from '../time/instant.ts';

/** A key that can sign. */
export interface SigningKey {
  readonly public: PublicKey;
  readonly private: KeyObject;
}

/** A new key's halves: the private one as its 32 bytes. */
export interface NewKey {
  readonly id: string;
  readonly key: string;
  readonly secret: Buffer;
}

/** A new key pair (Ed25519). Its id is the beginning of the SHA-256 of its public half. */
export function newKey(): NewKey {
  const { x, d } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const id = createHash('sha256').update(Buffer.from(x!, 'base64url')).digest('hex').slice(0, 16);
  return { id, key: x!, secret: Buffer.from(d!, 'base64url') };
}

/** The key as node signs with it. */
export function privateKeyOf(publicKey: string, secret: Buffer): KeyObject {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: publicKey, d: secret.toString('base64url') };
  return createPrivateKey({ key: jwk, format: 'jwk' });
}

/** By which a key vouches for the next. */
export function endorse(
  { private: by }: SigningKey,
  next: Pick<PublicKey, 'id' | 'key' | 'notBefore'>,
): string {
  return signature(by, keyBytes(next));
}

/** A document, signed. */
export function signDocument(
  { public: { id }, private: by }: SigningKey,
  document: Omit<StateDocument, 'signature' | 'signedBy'>,
): StateDocument {
  const unsigned = { ...document, signedBy: id };
  return { ...unsigned, signature: signature(by, signedBytes(unsigned)) };
}

/**
 * The time, signed for one service.
 *
 * @param nonce what the gate sent; empty in a stream
 */
export function signTime(
  { public: { id }, private: by }: SigningKey,
  service: string,
  nonce: string,
  now: Instant,
): SignedTime {
  const unsigned = { now: formatInstant(now), service, nonce, signedBy: id };
  return { ...unsigned, signature: signature(by, timeBytes(unsigned)) };
}

/** A token that passes closed gates of one service until it expires. */
export function signBypass({ private: by }: SigningKey, bypass: Bypass): string {
  const payload = bypassPayload(bypass);
  return `${payload}.${signature(by, bypassBytes(payload))}`;
}

function signature(by: KeyObject, bytes: Uint8Array): string {
  return sign(null, bytes, by).toString('base64url');
}
