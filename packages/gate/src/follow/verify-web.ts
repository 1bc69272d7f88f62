import type { Verify } from '../protocol/index.ts';

/**
 * Ed25519 by WebCrypto, for where there is no `node:crypto`: Deno, Bun and others.
 *
 * @example await takeDocument(trust, value, now, webVerify);
 */
export const webVerify: Verify = async (key, bytes, signature) => {
  const publicKey = await crypto.subtle.importKey('raw', key, 'Ed25519', false, ['verify']);
  return crypto.subtle.verify('Ed25519', publicKey, signature, bytes);
};
