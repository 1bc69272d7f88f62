import { randomBytes } from 'node:crypto';
import { badAddress } from '../bad-address.ts';

const PREFIX = 'whsec_';

/**
 * A secret that webhooks are signed with: 32 random bytes, as the Standard Webhooks specification has it.
 *
 * @example makeSigningSecret() // 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo='
 */
export function makeSigningSecret(): string {
  return `${PREFIX}${randomBytes(32).toString('base64')}`;
}

/**
 * Reads a secret that somebody gave: `whsec_` and 24 to 64 bytes in base64, as the specification asks.
 *
 * @throws LullError `bad-address`, without the secret
 */
export function readSigningSecret(text: string): string {
  const encoded = text.startsWith(PREFIX) ? text.slice(PREFIX.length) : '';
  const bytes = Buffer.from(encoded, 'base64');
  const isWhole = bytes.toString('base64').replace(/=+$/, '') === encoded.replace(/=+$/, '');
  if (isWhole && bytes.length >= 24 && bytes.length <= 64) return `${PREFIX}${bytes.toString('base64')}`;
  const todo = 'Give whsec_ and 24 to 64 random bytes in base64, or none to have one made.';
  throw badAddress('webhook', 'comes with a secret that it cannot be signed with', todo);
}
