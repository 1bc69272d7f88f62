import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const IV = 12;
const TAG = 16;

/** What secrets are encrypted with: derived from the server's secret, and from nothing in the store. */
export type SealKey = Buffer;

/**
 * The key for sealing (HKDF-SHA-256, RFC 5869), another one than cookies are signed with.
 *
 * @param secret the server's, `LULL_SECRET`
 */
export function sealKey(secret: string): SealKey {
  return Buffer.from(hkdfSync('sha256', secret, '', 'lull signing keys of gates', 32));
}

/**
 * Encrypts (AES-256-GCM); what it belongs to is bound to it.
 *
 * @returns base64url of nonce, tag and ciphertext
 * @example unseal(key, 'k1', seal(key, 'k1', bytes)) // the bytes again
 */
export function seal(key: SealKey, of: string, plain: Uint8Array): string {
  const iv = randomBytes(IV);
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG }).setAAD(Buffer.from(of));
  const text = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64url');
}

/**
 * @returns null where it was sealed with another key, for something else, or changed since
 */
export function unseal(key: SealKey, of: string, sealed: string): Buffer | null {
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes.length < IV + TAG) return null;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV), { authTagLength: TAG });
    decipher.setAAD(Buffer.from(of)).setAuthTag(bytes.subarray(IV, IV + TAG));
    return Buffer.concat([decipher.update(bytes.subarray(IV + TAG)), decipher.final()]);
  } catch {
    return null;
  }
}
