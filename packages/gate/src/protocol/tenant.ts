/**
 * What is hashed of a tenant: salted with the service, so that one public copy doesn't tell of another. Its
 * SHA-256 in base64url is how documents name the tenant.
 *
 * @example tenantBytes('shop', 'acme')
 */
export function tenantBytes(service: string, tenant: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`lull-tenant\n${service}\n${tenant}`);
}
