import { bytesOf } from './base64url.ts';
import { canonicalJson } from './canonical.ts';
import { Refusal } from './refusal.ts';
import type { Instant } from './times.ts';
import { isInUse, type Trust, type Verify } from './trust.ts';

/** Who may pass a closed gate, for which service and until when. */
export interface Bypass {
  readonly service: string;
  /** Whom it was made for, for the audit: never a name. */
  readonly id: string;
  /** Milliseconds since 1970, UTC; from then on it is worth nothing. */
  readonly expires: Instant;
}

/**
 * The part of a token that is signed; the whole is this, a dot and the signature in base64url.
 *
 * @example `${bypassPayload(bypass)}.${signature}`
 */
export function bypassPayload({ service, id, expires }: Bypass): string {
  const bytes = new TextEncoder().encode(canonicalJson({ service, id, expires }));
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** What is signed of a token: not a document's bytes, so that neither can be taken for the other. */
export function bypassBytes(payload: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`lull-bypass.${payload}`);
}

/**
 * Reads a bypass token, from a cookie or a header. Checked with the keys that documents are checked with, so
 * that a gate holds no secret.
 *
 * @throws Refusal `malformed`, `wrong-service`, `expired`, `bad-signature`
 * @example (await readBypass(token, trust, now, verify)).id
 */
export async function readBypass(token: string, trust: Trust, now: Instant, verify: Verify): Promise<Bypass> {
  const [payload = '', signature = '', ...more] = token.split('.');
  const bypass = more.length === 0 && token.length < 2_000 ? parsed(payload) : null;
  const signed = bytesOf(signature);
  if (bypass === null || signed?.length !== 64) {
    throw new Refusal('malformed', 'The bypass token cannot be read.');
  }
  if (bypass.service !== trust.service) {
    throw new Refusal('wrong-service', 'The bypass token is for another service.');
  }
  if (bypass.expires <= now) throw new Refusal('expired', 'The bypass token has expired: ask for another.');
  for (const key of trust.keys) {
    const publicKey = isInUse(key, now) ? bytesOf(key.key) : null;
    if (publicKey?.length === 32 && (await verify(publicKey, bypassBytes(payload), signed))) return bypass;
  }
  throw new Refusal('bad-signature', 'The bypass token is signed by no key that is trusted here.');
}

function parsed(payload: string): Bypass | null {
  const bytes = bytesOf(payload);
  try {
    const { service, id, expires } = JSON.parse(new TextDecoder().decode(bytes ?? new Uint8Array()));
    const fits = typeof service === 'string' && typeof id === 'string' && Number.isSafeInteger(expires);
    return fits ? { service, id, expires } : null;
  } catch {
    return null;
  }
}
