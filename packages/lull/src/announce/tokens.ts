import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { type SealKey, seal, unseal } from '../access/seal.ts';

/** What links can be for. */
export type LinkPurpose = 'confirm' | 'manage' | 'unsubscribe';

/** What is derived from the server's secret. */
export interface Sealed {
  /** Encrypts a text; bound to what it belongs to. */
  seal(of: string, text: string): string;
  /** Null where it was sealed under another secret. */
  open(of: string, sealed: string): string | null;
  /** Finds an address again without keeping it readable: HMAC-SHA-256, hex. */
  keyOf(channel: string, address: string): string;
  /** A link's token: who it is for and what, signed; nothing of it is stored. */
  token(purpose: LinkPurpose, subscriber: string): string;
  /** Id of the subscriber; null for a token of another purpose, or that nobody here signed. */
  read(purpose: LinkPurpose, token: string): string | null;
}

const MAC_BYTES = 18;

/**
 * What this room derives from the server's secret (HKDF-SHA-256, RFC 5869), a key for each use.
 *
 * @example const { token, read } = sealedWith(secret); read('manage', token('manage', id)) === id
 */
export function sealedWith(secret: string): Sealed {
  const key = (use: string): SealKey =>
    Buffer.from(hkdfSync('sha256', secret, '', `lull announce ${use}`, 32));
  const [addresses, finding, links] = [key('addresses'), key('finding addresses'), key('links')];
  const mac = (purpose: LinkPurpose, subscriber: string): Buffer =>
    createHmac('sha256', links).update(`${purpose} ${subscriber}`).digest().subarray(0, MAC_BYTES);
  return {
    seal: (of, text) => seal(addresses, of, Buffer.from(text)),
    open: (of, sealed) => unseal(addresses, of, sealed)?.toString() ?? null,
    keyOf: (channel, address) => createHmac('sha256', finding).update(`${channel} ${address}`).digest('hex'),
    token: (purpose, subscriber) => `${subscriber}.${mac(purpose, subscriber).toString('base64url')}`,
    read(purpose, token) {
      const [subscriber = '', signature = ''] = token.split('.');
      const given = Buffer.from(signature, 'base64url');
      const isRight = given.length === MAC_BYTES && timingSafeEqual(given, mac(purpose, subscriber));
      return isRight ? subscriber : null;
    },
  };
}
