import { createHash } from 'node:crypto';
import { tenantBytes } from '../protocol/index.ts';

/**
 * A tenant as documents name it, for the option `tenant`. Remember it for each tenant: it is the same always.
 *
 * @returns SHA-256 in base64url
 * @example tenantHash('shop', 'acme').length === 43
 */
export function tenantHash(service: string, tenant: string): string {
  return createHash('sha256').update(tenantBytes(service, tenant)).digest('base64url');
}
