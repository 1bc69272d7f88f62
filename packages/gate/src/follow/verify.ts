import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { Verify } from '../protocol/index.ts';

/** What DER puts before the 32 bytes of an Ed25519 key (RFC 8410). */
const prefix = Buffer.from('302a300506032b6570032100', 'hex');

/** A server has two keys at a time. */
const KEPT = 16;

/**
 * Ed25519 by `node:crypto`, at once: no flip waits for another turn of the loop.
 *
 * @example await takeDocument(trust, value, now, nodeVerify());
 */
export function nodeVerify(): Verify {
  const kept = new Map<string, KeyObject>();
  return (key, bytes, signature) => {
    const name = Buffer.from(key).toString('base64');
    let publicKey = kept.get(name);
    if (publicKey === undefined) {
      publicKey = createPublicKey({ key: Buffer.concat([prefix, key]), format: 'der', type: 'spki' });
      if (kept.size >= KEPT) kept.clear();
      kept.set(name, publicKey);
    }
    return verify(null, bytes, publicKey, signature);
  };
}
