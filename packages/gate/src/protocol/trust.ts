import { bytesOf } from './base64url.ts';
import { canonicalJson, signedBytes } from './canonical.ts';
import type { PublicKey } from './document.ts';
import { type GateDocument, readDocument } from './read-document.ts';
import { Refusal } from './refusal.ts';
import { type Instant, instantOf } from './times.ts';

/** What a gate believes: set when it is enrolled, carried on by every document that it takes. */
export interface Trust {
  readonly service: string;
  /** The keys whose signature counts, each from its `notBefore` on. */
  readonly keys: readonly PublicKey[];
  /** The newest document that was taken; -1 for none yet. */
  readonly epoch: number;
  readonly serial: number;
}

/** Says whether a signature over the bytes is that of the key, Ed25519. */
export type Verify = (
  key: Uint8Array<ArrayBuffer>,
  bytes: Uint8Array<ArrayBuffer>,
  signature: Uint8Array<ArrayBuffer>,
) => boolean | Promise<boolean>;

/**
 * What a new gate believes.
 *
 * @param key the server's public key, base64url, and its id, from where the gate was enrolled
 * @example const trust = pinned('shop', { id, key });
 */
export function pinned(service: string, { id, key }: Pick<PublicKey, 'id' | 'key'>): Trust {
  const first = { id, key, notBefore: '1970-01-01T00:00:00Z', endorsedBy: null, endorsement: null };
  return { service, keys: [first], epoch: -1, serial: -1 };
}

/**
 * Takes a document, if it is for this service, newer than what was taken before, and signed by a key that is
 * trusted or that trusted ones vouch for. The one that is held already is taken again, so that hearing it
 * counts as contact.
 *
 * @param now the gate's time; a key counts from its `notBefore` on
 * @returns the document, and what is believed from then on
 * @throws Refusal `malformed`, `newer-format`, `wrong-service`, `unsigned`, `unknown-key`, `bad-signature`,
 * `older`
 * @example const { document, trust } = await takeDocument(held.trust, JSON.parse(text), now, verify);
 */
export async function takeDocument(
  trust: Trust,
  value: unknown,
  now: Instant,
  verify: Verify,
): Promise<{ document: GateDocument; trust: Trust }> {
  const document = readDocument(value);
  const { raw, service, epoch, serial } = document;
  if (service !== trust.service) {
    throw new Refusal('wrong-service', `The document is for "${service}", the gate for "${trust.service}".`);
  }
  if (typeof raw.signature !== 'string' || typeof raw.signedBy !== 'string') {
    throw new Refusal('unsigned', 'The document bears no signature.');
  }
  const bytes = bytesToVerify(raw);
  const named = raw.keys.filter(isKey);
  const links = Array.isArray(raw.chain) ? raw.chain.filter(isKey) : [];
  const known = await vouchedFor(trust.keys, [...named, ...links], verify);
  // What only leads to the current key signs no more.
  const keys = known.filter((one) => !links.includes(one));
  const key = keys.find((one) => one.id === raw.signedBy && isInUse(one, now));
  if (key === undefined) {
    throw new Refusal(
      'unknown-key',
      `The key ${raw.signedBy.slice(0, 32)} is not trusted here. If the server's key was lost: lull-gate trust.`,
    );
  }
  if (!(await verifies(key, bytes, raw.signature, verify))) {
    throw new Refusal('bad-signature', `The signature of key ${key.id} does not fit the document.`);
  }
  if (epoch < trust.epoch || (epoch === trust.epoch && serial < trust.serial)) {
    const than = `${trust.epoch}.${trust.serial}`;
    throw new Refusal('older', `The document ${epoch}.${serial} is older than ${than}, which is held.`);
  }
  return { document, trust: { service, keys: remembered(keys, named, key), epoch, serial } };
}

/** The trusted keys, and those of the document that one of them vouches for, over any number of steps. */
async function vouchedFor(
  trusted: readonly PublicKey[],
  offered: readonly PublicKey[],
  verify: Verify,
): Promise<readonly PublicKey[]> {
  const keys = [...trusted];
  let left = offered.slice(0, 20);
  for (;;) {
    const found: PublicKey[] = [];
    for (const key of left) {
      if (keys.some(({ id }) => id === key.id)) continue;
      const voucher = keys.find(({ id }) => id === key.endorsedBy);
      if (voucher && key.endorsement && (await verifies(voucher, keyBytes(key), key.endorsement, verify))) {
        found.push(key);
      }
    }
    if (found.length === 0) return keys;
    keys.push(...found);
    left = left.filter((key) => !found.includes(key));
  }
}

/** Only what the server still names, and what signed: keys that were retired count no more. */
function remembered(
  keys: readonly PublicKey[],
  named: readonly PublicKey[],
  signer: PublicKey,
): readonly PublicKey[] {
  const kept = new Set([signer.id, ...named.map(({ id }) => id)]);
  return keys.filter(({ id }) => kept.has(id));
}

/**
 * The bytes by which a key vouches for the next.
 *
 * @example sign(keyBytes({ id, key, notBefore }))
 */
export function keyBytes({ id, key, notBefore }: Pick<PublicKey, 'id' | 'key' | 'notBefore'>) {
  return new TextEncoder().encode(canonicalJson({ id, key, notBefore }));
}

/** Whether a key signs at an instant: nothing before its `notBefore`. */
export function isInUse({ notBefore }: PublicKey, now: Instant): boolean {
  return (instantOf(notBefore) ?? now) <= now;
}

function bytesToVerify(raw: object): Uint8Array<ArrayBuffer> {
  try {
    return signedBytes(raw);
  } catch {
    throw new Refusal('malformed', 'The document cannot be read: it holds what cannot be signed.');
  }
}

/** A key of this format; others are passed over, because they may be of a later one. */
function isKey(value: unknown): value is PublicKey {
  const { id, key, notBefore } = Object(value) as Record<string, unknown>;
  if (typeof id !== 'string' || !/^[\w-]{1,64}$/.test(id)) return false;
  return typeof key === 'string' && bytesOf(key)?.length === 32 && instantOf(notBefore) !== null;
}

async function verifies(
  { key }: PublicKey,
  bytes: Uint8Array<ArrayBuffer>,
  signature: string,
  verify: Verify,
): Promise<boolean> {
  const [publicKey, signed] = [bytesOf(key), bytesOf(signature)];
  return publicKey?.length === 32 && signed?.length === 64 && verify(publicKey, bytes, signed);
}
