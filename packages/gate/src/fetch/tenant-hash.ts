import { tenantBytes } from '../protocol/index.ts';

/**
 * A tenant as documents name it, for the option `tenant`. Work it out once for each: it is the same always.
 *
 * @returns SHA-256 in base64url
 * @example (await tenantHash('shop', 'acme')).length === 43
 */
export async function tenantHash(service: string, tenant: string): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', tenantBytes(service, tenant)));
  const text = btoa(String.fromCharCode(...hash));
  return text.replaceAll('+', '-').replaceAll('/', '_').replace('=', '');
}
