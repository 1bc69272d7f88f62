import { bytesOf } from './base64url.ts';
import { canonicalJson } from './canonical.ts';
import { Refusal } from './refusal.ts';
import { type Instant, instantOf } from './times.ts';
import type { Trust, Verify } from './trust.ts';

/** The server's time, signed: `GET /gate/v1/time?nonce=…`, and `event: time` of the stream. */
export interface SignedTime {
  /** ISO 8601 in UTC, with milliseconds, by the database's clock. */
  readonly now: string;
  readonly service: string;
  /** What the gate sent, so that an older answer can't be sent again; empty in the stream. */
  readonly nonce: string;
  readonly signedBy: string;
  /** Ed25519, base64url, over `lull-time.` and the canonical JSON of the rest. */
  readonly signature: string;
}

/**
 * What is signed of a time: not a document's bytes, so that neither can be taken for the other.
 *
 * @example sign(timeBytes({ now: '2026-12-01T01:00:00.000Z', service: 'shop', nonce: '', signedBy: id }))
 */
export function timeBytes({
  now,
  service,
  nonce,
  signedBy,
}: Omit<SignedTime, 'signature'>): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`lull-time.${canonicalJson({ now, service, nonce, signedBy })}`);
}

/**
 * The server's time, if it is signed by a key that is trusted, for this service and this question. Whether a
 * key's `notBefore` has come isn't asked: that question needs the time which this answers.
 *
 * @param nonce what was sent; empty for the stream's
 * @throws Refusal `malformed`, `wrong-service`, `unknown-key`, `bad-signature`
 * @example await readTime(answer, trust, nonce, verify) // 1798758000000
 */
export async function readTime(
  value: unknown,
  trust: Trust,
  nonce: string,
  verify: Verify,
): Promise<Instant> {
  const time = Object(value) as Partial<Record<keyof SignedTime, unknown>>;
  const now = instantOf(time.now);
  const signature = typeof time.signature === 'string' ? bytesOf(time.signature) : null;
  if (now === null || signature?.length !== 64 || typeof time.signedBy !== 'string' || time.nonce !== nonce) {
    throw new Refusal('malformed', 'The signed time cannot be read, or answers another question.');
  }
  if (time.service !== trust.service) {
    throw new Refusal('wrong-service', 'The signed time is for another service.');
  }
  const key = trust.keys.find(({ id }) => id === time.signedBy);
  if (key === undefined) {
    throw new Refusal(
      'unknown-key',
      `The key ${time.signedBy.slice(0, 32)} of the time is not trusted here.`,
    );
  }
  const publicKey = bytesOf(key.key);
  const signed = timeBytes({ now: time.now as string, service: trust.service, nonce, signedBy: key.id });
  if (publicKey?.length !== 32 || !(await verify(publicKey, signed, signature))) {
    throw new Refusal('bad-signature', `The signature of key ${key.id} does not fit the time.`);
  }
  return now;
}
